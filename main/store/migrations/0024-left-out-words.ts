import type { WritableDatabase } from '../database.ts';

/** An index of the boxes that a model left out of the text, for the list in which a person reviews them. */
export function migrate0024(db: WritableDatabase): void {
  db.exec(`CREATE INDEX word_left_out ON word (changed_at) WHERE source = 'model' AND mark = 'not-text'`);
}

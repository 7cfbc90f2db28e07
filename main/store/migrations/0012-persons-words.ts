import type { WritableDatabase } from '../database.ts';

/** An index of confirmed words, which are few among millions but are counted often. */
export function migrate0012(db: WritableDatabase): void {
  db.exec("CREATE INDEX word_by_person ON word (photo) WHERE source = 'human'");
}

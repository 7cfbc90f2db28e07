import type { WritableDatabase } from '../database.ts';

/** Several people in one library: the role of a person's token, and who changed a word or made an edit. */
export function migrate0026(db: WritableDatabase): void {
  db.exec(`
    ALTER TABLE api_token ADD COLUMN role TEXT CHECK (role IN ('read', 'label', 'admin'));
    ALTER TABLE word ADD COLUMN changed_by TEXT;
    ALTER TABLE edit ADD COLUMN changed_by TEXT;
  `);
}

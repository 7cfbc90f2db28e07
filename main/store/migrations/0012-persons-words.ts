import type { Database } from '../database.ts';

/** What people typed and confirmed is counted and learned from again and again: few words among millions. */
export function migrate0012(db: Database): void {
  db.exec("CREATE INDEX word_by_person ON word (photo) WHERE source = 'human'");
}

import { closeSync, openSync, writeSync } from 'node:fs';
import Sqlite from 'better-sqlite3';

/** Of a library's database. */
export const pageBytes = 4096;

/** Writes nonsense over the page on which a table or an index begins. */
export function overwrite(name: string): (path: string) => void {
  return (path) => {
    const db = new Sqlite(path, { readonly: true });
    const root = db.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck().get(name);
    db.close();
    overwritePage(path, Number(root));
  };
}

/** @param page from 1 on */
export function overwritePage(path: string, page: number): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(pageBytes, 0xa5), 0, pageBytes, (page - 1) * pageBytes);
  closeSync(file);
}

import { rmSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { z } from 'zod';
import { hasCode, InkdexError, writingProblem } from '../../../shared/result.ts';
import { translated, WritableDatabase } from '../database.ts';

/** The suffixes of a database's files. */
export const databaseParts = ['', '-wal', '-shm'] as const;

/**
 * The damage of a database, as SQLite describes it; null if there is none.
 *
 * @param isThorough whether to compare indexes with their tables too, which takes several times as long
 * @throws InkdexError `permission-denied`, `library-busy`, which are not damage
 */
export function damageOf(path: string, isThorough: boolean): string | null {
  const check = isThorough ? 'integrity_check(1)' : 'quick_check(1)';
  try {
    const found = translated(() =>
      withDatabase(path, { readonly: true }, (db) => z.string().parse(db.pragma(check, { simple: true }))),
    );
    return found === 'ok' ? null : found.replace(/\s+/gu, ' ');
  } catch (thrown) {
    const isDamage = thrown instanceof InkdexError && thrown.code === 'library-damaged';
    if (isDamage && thrown.cause instanceof Error) return thrown.cause.message;
    // The check opens the text index, whose own problems have no code.
    if (thrown instanceof Sqlite.SqliteError && /fts5/u.test(thrown.message)) return thrown.message;
    throw thrown;
  }
}

/** Opens a database of any version without changing it, and closes it afterwards. */
export function withDatabase<Value>(
  path: string,
  { readonly }: { readonly readonly: boolean },
  work: (db: WritableDatabase) => Value,
): Value {
  const db = new WritableDatabase(path, { readonly, fileMustExist: true });
  try {
    return work(db);
  } finally {
    db.close();
  }
}

export function removeDatabase(path: string): void {
  for (const part of databaseParts) rmSync(`${path}${part}`, { force: true });
}

export function isFull(thrown: unknown): boolean {
  return hasCode(thrown, /SQLITE_FULL|disk-full/u) || writingProblem(thrown) === 'disk-full';
}

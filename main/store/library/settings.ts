import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { first, run, sql, type ReadableDatabase, type WritableDatabase } from '../database.ts';

/** A setting stored in the library, such as the chosen engine. */
export function findSetting(db: ReadableDatabase, name: string): string | undefined {
  return first(db, z.object({ value: z.string() }), sql`SELECT value FROM setting WHERE name = ${name}`)
    ?.value;
}

export function replaceSetting(db: WritableDatabase, name: string, value: string): void {
  run(
    db,
    sql`INSERT INTO setting (name, value) VALUES (${name}, ${value})
      ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
  );
}

/** The name is from the time when only the broker used it. */
const idSetting = 'broker-library';

/** Names the library where it leaves something: at a broker, in notes, in sidecars. It moves with the library. */
export function libraryId(db: WritableDatabase): string {
  const found = findSetting(db, idSetting);
  if (found !== undefined) return found;
  const made = randomBytes(12).toString('hex');
  replaceSetting(db, idSetting, made);
  return made;
}

/** Gives a library that was copied a name of its own. */
export function forgetLibraryId(db: WritableDatabase): void {
  run(db, sql`DELETE FROM setting WHERE name = ${idSetting}`);
}

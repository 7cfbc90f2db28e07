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

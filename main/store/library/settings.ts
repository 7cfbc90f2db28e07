import { z } from 'zod';
import { first, run, type Database, sql } from '../database.ts';

/** A setting stored in the library, such as the chosen engine. */
export function findSetting(db: Database, name: string): string | undefined {
  return first(db, z.object({ value: z.string() }), sql`SELECT value FROM setting WHERE name = ${name}`)
    ?.value;
}

export function replaceSetting(db: Database, name: string, value: string): void {
  run(
    db,
    sql`INSERT INTO setting (name, value) VALUES (${name}, ${value})
      ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
  );
}

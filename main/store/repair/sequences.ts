import { z } from 'zod';
import { sql, type ReadableDatabase, type WritableDatabase } from '../database.ts';

/** More ids than are assigned between two backups. */
export const leap = 1_000_000;

/** Ids are never reused, because histories and removed photos still refer to them. */
export function keepSequences(damaged: WritableDatabase | null, sound: WritableDatabase): void {
  const given = sequences(sound);
  for (const [name, last] of sequencesOfDamaged(damaged, given)) {
    if (last <= (given.get(name) ?? 0)) continue;
    sound.run(sql`DELETE FROM sqlite_sequence WHERE name = ${name}`);
    sound.run(sql`INSERT INTO sqlite_sequence (name, seq) VALUES (${name}, ${last})`);
  }
}

/** The highest id that a row ever had, by table. */
function sequences(db: ReadableDatabase): Map<string, number> {
  const row = z.object({ name: z.string(), seq: z.number() });
  const rows = db.all(row, sql`SELECT name, seq FROM sqlite_sequence`);
  return new Map(rows.map(({ name, seq }) => [name, seq]));
}

function sequencesOfDamaged(
  damaged: ReadableDatabase | null,
  given: ReadonlyMap<string, number>,
): Map<string, number> {
  const guessed = new Map([...given].map(([name, last]) => [name, last + leap]));
  try {
    return damaged === null ? guessed : sequences(damaged);
  } catch {
    return guessed;
  }
}

import { z } from 'zod';
import { all, first, run, type Database, sql } from '../database.ts';

const savedRow = z.object({ id: z.number(), name: z.string(), query: z.string() });
type SavedRow = z.infer<typeof savedRow>;

/** By name. */
export function listSavedSearches(db: Database): SavedRow[] {
  return all(db, savedRow, sql`SELECT id, name, query FROM saved_search ORDER BY name COLLATE NOCASE, id`);
}

/**
 * Adds a saved search, or changes the one with the id.
 *
 * @param id null for a new one; the id of a removed one brings it back
 */
export function replaceSavedSearch(
  db: Database,
  { id, name, query }: Omit<SavedRow, 'id'> & { readonly id: number | null },
): SavedRow {
  const saved = first(
    db,
    savedRow,
    sql`INSERT INTO saved_search (id, name, query) VALUES (${id}, ${name}, ${query})
      ON CONFLICT (id) DO UPDATE SET name = excluded.name, query = excluded.query RETURNING id, name, query`,
  );
  if (saved === undefined) throw new RangeError('The saved search was not written.');
  return saved;
}

export function removeSavedSearch(db: Database, id: number): void {
  run(db, sql`DELETE FROM saved_search WHERE id = ${id}`);
}

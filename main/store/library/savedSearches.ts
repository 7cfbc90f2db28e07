import { z } from 'zod';
import { sql, type ReadableDatabase, type WritableDatabase } from '../database.ts';

const savedRow = z.object({ id: z.number(), name: z.string(), query: z.string() });
type SavedRow = z.infer<typeof savedRow>;

/** By name. */
export function listSavedSearches(db: ReadableDatabase): SavedRow[] {
  return db.all(savedRow, sql`SELECT id, name, query FROM saved_search ORDER BY name COLLATE NOCASE, id`);
}

/**
 * Adds a saved search, or changes the one with the id.
 *
 * @param id null for a new one; the id of a removed one brings it back
 */
export function replaceSavedSearch(
  db: WritableDatabase,
  { id, name, query }: Omit<SavedRow, 'id'> & { readonly id: number | null },
): SavedRow {
  const [saved] = db.returned(
    savedRow,
    sql`INSERT INTO saved_search (id, name, query) VALUES (${id}, ${name}, ${query})
      ON CONFLICT (id) DO UPDATE SET name = excluded.name, query = excluded.query RETURNING id, name, query`,
  );
  if (saved === undefined) throw new RangeError('The saved search was not written.');
  return saved;
}

export function removeSavedSearch(db: WritableDatabase, id: number): void {
  db.run(sql`DELETE FROM saved_search WHERE id = ${id}`);
}

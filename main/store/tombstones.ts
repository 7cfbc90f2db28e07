import { z } from 'zod';
import { boxSchema, type Box } from '../../shared/geometry.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import { wordIdSchema } from '../../shared/contract/word.ts';
import { all, jsonText, run, type Database } from './database.ts';
import { sql, sqlList } from './sql.ts';

/** Places of detected words that the user deleted, so that no reading adds them again. */
export const tombstoneSchema = z.object({ word: wordIdSchema, region: boxSchema });
export type Tombstone = z.infer<typeof tombstoneSchema>;

const regionRow = z.object({
  region: jsonText.pipe(boxSchema),
});

const tombstoneRow = regionRow.extend({ word: wordIdSchema });

export function listTombstones(db: Database, photo: PhotoId): Box[] {
  return all(db, regionRow, sql`SELECT region FROM tombstone WHERE photo = ${photo}`).map(
    ({ region }) => region,
  );
}

export function insertTombstone(db: Database, photo: PhotoId, { word, region }: Tombstone): void {
  run(
    db,
    sql`INSERT INTO tombstone (word, photo, region) VALUES (${word}, ${photo}, ${JSON.stringify(region)})`,
  );
}

/** Transforms every place of a photo. */
export function replaceTombstoneRegions(db: Database, photo: PhotoId, moved: (region: Box) => Box): void {
  const rows = all(db, tombstoneRow, sql`SELECT word, region FROM tombstone WHERE photo = ${photo}`);
  for (const { word, region } of rows) {
    run(db, sql`UPDATE tombstone SET region = ${JSON.stringify(moved(region))} WHERE word = ${word}`);
  }
}

export function removeTombstones(db: Database, tombstones: readonly Tombstone[]): void {
  run(db, sql`DELETE FROM tombstone WHERE word IN ${sqlList(tombstones.map(({ word }) => word))}`);
}

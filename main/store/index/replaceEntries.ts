import { z } from 'zod';
import type { PhotoId } from '../../../shared/photo.ts';
import { first, run, type Database } from '../database.ts';
import { sql, type Sql } from '../sql.ts';
import { blockOf, packBlock, unpackBlock } from './postingBlock.ts';
import { PostingList } from './postingList.ts';
import { changeVocabulary, likelyShare } from './vocabulary.ts';
import { isTerm, type Entries, type PhotoEntries } from './wordEntries.ts';

/** Takes out of the index what a photo's words put into it `before`, and puts `after` in. */
export function replaceEntries(
  db: Database,
  photo: PhotoId,
  before: PhotoEntries,
  after: PhotoEntries,
): void {
  const words = new Map<string, number>();
  replaceList(db, postingRows, photo, before.posting, after.posting, (term, gone, come) => {
    if (isTerm(term)) words.set(term, countLikely(come) - countLikely(gone));
  });
  replaceList(db, fragmentRows, photo, before.fragment, after.fragment, () => undefined);
  changeVocabulary(db, words);
}

type Places = ReadonlyMap<number, number>;

const none: Places = new Map();

function countLikely(places: Places): number {
  let likely = 0;
  for (const share of places.values()) if (share >= likelyShare) likely += 1;
  return likely;
}

/** How the blocks of one of the two lists are read and written. */
interface BlockRows {
  find(key: string, block: number): Sql;
  remove(key: string, block: number): Sql;
  put(key: string, block: number, places: Uint8Array): Sql;
}

const postingRows: BlockRows = {
  find: (term, block) => sql`SELECT places FROM posting WHERE term = ${term} AND block = ${block}`,
  remove: (term, block) => sql`DELETE FROM posting WHERE term = ${term} AND block = ${block}`,
  put: (term, block, places) =>
    sql`INSERT INTO posting (term, block, places) VALUES (${term}, ${block}, ${places})
      ON CONFLICT (term, block) DO UPDATE SET places = excluded.places`,
};

const fragmentRows: BlockRows = {
  find: (gram, block) => sql`SELECT places FROM fragment WHERE gram = ${gram} AND block = ${block}`,
  remove: (gram, block) => sql`DELETE FROM fragment WHERE gram = ${gram} AND block = ${block}`,
  put: (gram, block, places) =>
    sql`INSERT INTO fragment (gram, block, places) VALUES (${gram}, ${block}, ${places})
      ON CONFLICT (gram, block) DO UPDATE SET places = excluded.places`,
};

const placesRow = z.object({ places: z.instanceof(Uint8Array) });

function replaceList(
  db: Database,
  rows: BlockRows,
  photo: PhotoId,
  before: Entries,
  after: Entries,
  onChange: (key: string, gone: Places, come: Places) => void,
): void {
  const block = blockOf(photo);
  const [stored, changed] = [new PostingList(), new PostingList()];
  // In order of their keys, so that pages of the index are written in turn.
  for (const key of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const [gone, come] = [before.get(key) ?? none, after.get(key) ?? none];
    if (isSame(gone, come)) continue;
    onChange(key, gone, come);
    stored.clear();
    const row = first(db, placesRow, rows.find(key, block));
    if (row !== undefined) unpackBlock(row.places, block, stored);
    replacePlaces(stored, photo, gone, come, changed);
    run(db, changed.length === 0 ? rows.remove(key, block) : rows.put(key, block, packBlock(changed)));
  }
}

function isSame(a: Places, b: Places): boolean {
  if (a.size !== b.size) return false;
  for (const [position, share] of a) if (b.get(position) !== share) return false;
  return true;
}

/** Copies a list with some of a photo's places taken out and others put in, in order. */
function replacePlaces(
  from: PostingList,
  photo: number,
  gone: Places,
  come: Places,
  into: PostingList,
): void {
  into.clear();
  const { photos, positions, shares, length } = from;
  const own: [number, number][] = [...come];
  let index = 0;
  for (; index < length && (photos[index] ?? 0) < photo; index += 1) {
    into.push(photos[index] ?? 0, positions[index] ?? 0, shares[index] ?? 0);
  }
  for (; index < length && photos[index] === photo; index += 1) {
    const position = positions[index] ?? 0;
    if (!gone.has(position) && !come.has(position)) own.push([position, shares[index] ?? 0]);
  }
  own.sort(([a], [b]) => a - b);
  for (const [position, share] of own) into.push(photo, position, share);
  for (; index < length; index += 1) into.push(photos[index] ?? 0, positions[index] ?? 0, shares[index] ?? 0);
}

import { z } from 'zod';
import { sql, sqlList, type Sql, type ReadableDatabase } from '../database.ts';
import { placeKey, PlaceSums, PostingList, type Place } from './places.ts';
import { mostPlacesIn, unpackBlock } from './postingBlock.ts';
import { firstPartKey, listIndexedWordsAt, skippableTerm, type StoredIndexedWord } from './wordEntries.ts';

/** The places of words that may contain a term, by photo and position. */
export function findPostings(db: ReadableDatabase, term: string): PostingList {
  return unpackRows(db.rawRows(postingsQuery(term)));
}

/** The same for some blocks of photos. */
export function findPostingsInBlocks(
  db: ReadableDatabase,
  term: string,
  blocks: readonly number[],
): PostingList {
  return unpackRows(db.rawRows(postingsInBlocksQuery(term, blocks)));
}

/** The places of punctuation and of words that are not text, in a block of photos. */
export function findSkippablePlaces(db: ReadableDatabase, block: number): PostingList {
  return findPostingsInBlocks(db, skippableTerm, [block]);
}

/** The least size of a row of postings: photo distance, number of places, one place and its share. */
const leastRowBytes = 4;

/** Whether the postings of a prefix fit into a number of bytes. */
export function isPrefixWithin(db: ReadableDatabase, prefix: string, bytes: number): boolean {
  const [[found = 0] = []] = db.numbers(prefixSizeQuery(prefix, Math.ceil(bytes / leastRowBytes) + 1));
  return found <= bytes;
}

/** The places of words that may start with a prefix, with probabilities, by photo and position. */
export function findPostingsByPrefix(db: ReadableDatabase, prefix: string): PostingList {
  const terms = unpackRows(db.rawRows(postingsByPrefixQuery(prefix)));
  const twice = unpackRows(db.rawRows(postingsByPrefixQuery(firstPartKey(prefix))));
  const sums = new PlaceSums(terms.length + twice.length);
  sums.add(terms);
  sums.add(twice, -1);
  return sums.inOrder();
}

/** The packed blocks of places of uncertain words that may contain a trigram. */
export function findFragmentBlocks(db: ReadableDatabase, gram: string): FragmentBlock[] {
  return db
    .rawRows(fragmentsQuery(gram))
    .flatMap(([block, places]) =>
      typeof block === 'number' && places instanceof Uint8Array ? [{ block, places }] : [],
    );
}

/** Trigrams of uncertain words with the size of their blocks in bytes, the smallest first. */
export function findFragmentSizes(
  db: ReadableDatabase,
  grams: readonly string[],
): { readonly gram: string; readonly bytes: number }[] {
  return db
    .rawRows(fragmentSizesQuery(grams))
    .flatMap(([gram, bytes]) =>
      typeof gram === 'string' && typeof bytes === 'number' ? [{ gram, bytes }] : [],
    );
}

export interface FragmentBlock {
  readonly block: number;
  readonly places: Uint8Array;
}

const vocabularyRow = z.object({ term: z.string(), words: z.number() });
/** A term, and the number of words with it as best reading. */
export type VocabularyTerm = z.infer<typeof vocabularyRow>;

/** The given terms that are the best reading of a word. */
export function findVocabulary(db: ReadableDatabase, terms: readonly string[]): VocabularyTerm[] {
  return db.all(vocabularyRow, vocabularyQuery(terms));
}

/** Terms that start with `prefix`, the most frequent first. */
export function listCompletions(db: ReadableDatabase, prefix: string, limit: number): VocabularyTerm[] {
  return db.all(vocabularyRow, completionsQuery(prefix, limit));
}

/** Terms whose end, spelt backwards, is `backwards`, the most frequent first. */
export function listByEnding(db: ReadableDatabase, backwards: string, limit: number): VocabularyTerm[] {
  return db.all(vocabularyRow, byEndingQuery(backwards, limit));
}

/** Terms with one of the keys (`deletionKeys`) and at least so many words, each once, the most frequent first. */
export function findNeighbours(
  db: ReadableDatabase,
  keys: readonly number[],
  limit: number,
  leastWords: number,
): VocabularyTerm[] {
  return db
    .rawRows(neighboursQuery(keys, limit, leastWords))
    .flatMap(([term, words]) =>
      typeof term === 'string' && typeof words === 'number' ? [{ term, words }] : [],
    );
}

export interface PlacedPosteriors extends Place {
  readonly steps: Uint8Array;
}

/** The CTC posteriors of the words at some places. */
export function findPlacedPosteriors(db: ReadableDatabase, places: readonly Place[]): PlacedPosteriors[] {
  return db
    .rawRows(posteriorsQuery(places))
    .flatMap(([photo, position, steps]) =>
      typeof photo === 'number' && typeof position === 'number' && steps instanceof Uint8Array
        ? [{ photo, position, steps }]
        : [],
    );
}

export interface PlacedWord extends Place {
  readonly word: number;
  /** An unconfirmed text of a model. */
  readonly isUnconfirmed: boolean;
}

export function findPlacedWords(db: ReadableDatabase, places: readonly Place[]): PlacedWord[] {
  return db
    .numbers(placedWordsQuery(places))
    .map(([photo = 0, position = 0, word = 0, isUnconfirmed = 0]) => ({
      photo,
      position,
      word,
      isUnconfirmed: isUnconfirmed === 1,
    }));
}

/** Heights of the words at some places as shares of the photo's shorter side, by `placeKey`. */
export function findWordHeights(db: ReadableDatabase, places: readonly Place[]): Map<number, number> {
  const rows =
    db.numbers(sql`SELECT word.photo, word.position, word.height / min(photo.width, photo.height) FROM ${placeRows(places)} AS place
      CROSS JOIN word ON word.photo = place.value ->> 0 AND word.position = place.value ->> 1
      CROSS JOIN photo ON photo.id = word.photo`);
  return new Map(rows.map(([photo = 0, position = 0, height = 0]) => [placeKey(photo, position), height]));
}

/** The words at some places with their readings. */
export function findPlacedReadings(db: ReadableDatabase, places: readonly Place[]): StoredIndexedWord[] {
  return listIndexedWordsAt(db, placeRows(places));
}

/** U+10FFFF sorts after every letter. */
const last = '\u{10FFFF}';

export function postingsQuery(term: string): Sql {
  return sql`SELECT block, places FROM posting WHERE term = ${term} ORDER BY block`;
}

export function postingsInBlocksQuery(term: string, blocks: readonly number[]): Sql {
  return sql`SELECT block, places FROM posting WHERE term = ${term} AND block IN ${sqlList(blocks)}
    ORDER BY block`;
}

export function postingsByPrefixQuery(prefix: string): Sql {
  return sql`SELECT block, places FROM posting WHERE term >= ${prefix} AND term < ${prefix + last}`;
}

export function prefixSizeQuery(prefix: string, rows: number): Sql {
  return sql`SELECT coalesce(sum(length(places)), 0) FROM (
      SELECT places FROM posting WHERE term >= ${prefix} AND term < ${prefix + last} LIMIT ${rows}
    )`;
}

export function fragmentsQuery(gram: string): Sql {
  return sql`SELECT block, places FROM fragment WHERE gram = ${gram} ORDER BY block`;
}

function fragmentSizesQuery(grams: readonly string[]): Sql {
  return sql`SELECT gram, sum(length(places)) AS bytes FROM fragment WHERE gram IN ${sqlList(grams)}
    GROUP BY gram ORDER BY bytes, gram`;
}

export function vocabularyQuery(terms: readonly string[]): Sql {
  return sql`SELECT term, words FROM vocabulary WHERE term IN ${sqlList(terms)}`;
}

export function completionsQuery(prefix: string, limit: number): Sql {
  return sql`SELECT term, words FROM vocabulary WHERE term >= ${prefix} AND term < ${prefix + last}
    ORDER BY words DESC, term LIMIT ${limit}`;
}

export function byEndingQuery(backwards: string, limit: number): Sql {
  return sql`SELECT term, words FROM vocabulary WHERE backwards >= ${backwards} AND backwards < ${backwards + last}
    ORDER BY words DESC, term LIMIT ${limit}`;
}

export function neighboursQuery(keys: readonly number[], limit: number, leastWords: number): Sql {
  return sql`SELECT term, words FROM vocabulary WHERE term IN (
      SELECT term FROM neighbour WHERE key IN ${sqlList(keys)}
    ) AND words >= ${leastWords} ORDER BY words DESC, term LIMIT ${limit}`;
}

export function posteriorsQuery(places: readonly Place[]): Sql {
  return sql`SELECT word.photo, word.position, lattice.steps FROM ${placeRows(places)} AS place
    CROSS JOIN word ON word.photo = place.value ->> 0 AND word.position = place.value ->> 1
    CROSS JOIN lattice ON lattice.word = word.id`;
}

export function placedWordsQuery(places: readonly Place[]): Sql {
  return sql`SELECT word.photo, word.position, word.id, word.source = 'model' AND word.mark = 'text'
    FROM ${placeRows(places)} AS place
    CROSS JOIN word ON word.photo = place.value ->> 0 AND word.position = place.value ->> 1`;
}

function placeRows(places: readonly Place[]): Sql {
  return sql`json_each(${JSON.stringify(places.map(({ photo, position }) => [photo, position]))})`;
}

function unpackRows(rows: readonly (readonly unknown[])[]): PostingList {
  const list = new PostingList();
  let room = 0;
  for (const [, places] of rows) if (places instanceof Uint8Array) room += mostPlacesIn(places);
  list.reserve(room);
  for (const [block, places] of rows) unpackRow(block, places, list);
  return list;
}

function unpackRow(block: unknown, places: unknown, into: PostingList): void {
  if (typeof block === 'number' && places instanceof Uint8Array) unpackBlock(places, block, into);
}

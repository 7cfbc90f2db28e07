import { characters, foldTerms, foldText, transcribed, unspacedParts } from '../../../shared/text.ts';
import {
  type Alternative,
  type Word,
  alternativeSchema,
  wordIdSchema,
  wordSchema,
  type WordId,
} from '../../../shared/contract/word.ts';
import { unpackPosteriors } from '../../../shared/prunedPosteriors.ts';
import { posteriorTrigrams } from './trigrams.ts';
import { shareOf } from './places.ts';
import { z } from 'zod';
import type { PhotoId } from '../../../shared/contract/photo.ts';
import { jsonText, sql, sqlList, type Sql, type ReadableDatabase } from '../database.ts';

/** Least probability of a reading in the index, except the best one. The posteriors cover less likely readings. */
const leastReading = 0.01;
/** Longest term. Longer ones are cut, in the index and in queries. */
const longestTerm = 60;

/**
 * The readings by which a word is found. A confirmed text is certain and replaces the readings of models. A reading
 * without alternatives counts as the only one.
 */
export function indexedReadings(
  word: Pick<Word, 'mark' | 'source' | 'text' | 'confidence' | 'alternatives'>,
): readonly Alternative[] {
  if (word.mark !== 'text') return [];
  if (word.source === 'human') return [{ text: word.text, confidence: 1 }];
  const [best] = word.alternatives;
  const readings = word.alternatives.filter(
    (reading) => reading === best || reading.confidence >= leastReading,
  );
  return best === undefined ? [{ text: word.text, confidence: word.confidence }] : readings;
}

/**
 * Terms of a word's readings with their probabilities. Readings exclude each other, so the probability of a term is the sum
 * over the readings that contain it. "don't" is indexed by its parts and by "dont", "Müller" also as "mueller".
 */
export function readingTerms(readings: readonly Alternative[]): Map<string, number> {
  const terms = new Map<string, number>();
  for (const { text, confidence } of readings) {
    const add = (term: string, probability: number): void => {
      terms.set(term, Math.min(1, (terms.get(term) ?? 0) + probability));
    };
    for (const term of termsOf(text)) add(term, confidence);
    const other = transcribed(text);
    if (other !== null) add(cutTerm(other), transcribedBelief * confidence);
  }
  return terms;
}

/** The probability that a word in the spelling without umlauts is meant by one with them: it comes after the exact one. */
export const transcribedBelief = 0.9;

/**
 * Terms of readings with which another of their terms begins, with their probabilities: the prefix "do" matches both "don" and
 * "dont", but "don't" is one word.
 */
export function firstParts(readings: readonly Alternative[]): Map<string, number> {
  const parts = new Map<string, number>();
  for (const { text, confidence } of readings) {
    const terms = [...termsOf(text)];
    for (const term of terms) {
      if (!terms.some((other) => other !== term && other.startsWith(term))) continue;
      parts.set(term, Math.min(1, (parts.get(term) ?? 0) + confidence));
    }
  }
  return parts;
}

/** Parts of a run: capitals, a word with its capital or without, digits. */
const innerPart = /\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{Lo}\p{M}]+|\p{N}+/gu;
/** A run of more parts is a code, whose letters nobody searches alone. */
const mostParts = 4;

/** The words within a run, each and several in a row: `getUserName` has `user`, `username` and four more, `5kg` has `5` and `kg`. */
function innerTerms(text: string): string[] {
  const runs = text.normalize('NFC').match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  return runs.flatMap((run) => {
    const parts = run.match(innerPart) ?? [];
    if (parts.length < 2 || parts.length > mostParts) return [];
    return parts.flatMap((_, first) =>
      parts.slice(first).map((__, more) => foldText(parts.slice(first, first + more + 1).join(''))),
    );
  });
}

/** The index terms of a text: its runs of letters and digits, the words within them, and all of them joined. */
export function termsOf(text: string): Set<string> {
  // A word of a script without spaces is found by a part of it: pairs of characters are the usual unit of CJK indexes.
  const terms = [...foldTerms(text), foldText(text), ...innerTerms(text), ...unspacedParts(text)].filter(
    (term) => term !== '',
  );
  return new Set(terms.map(cutTerm));
}

export function cutTerm(term: string): string {
  // Removes unpaired surrogates, because SQLite would treat different ones as the same term.
  return term.length <= longestTerm ? term : characters(term).slice(0, longestTerm).join('');
}

/** The fields of a word on which its index entries depend. */
interface IndexedWord extends Pick<Word, 'mark' | 'source' | 'text' | 'confidence' | 'alternatives'> {
  readonly position: number;
  /** Packed; null if its reading is certain. */
  readonly lattice: Uint8Array | null;
}

/** Shares by term, or by trigram, and by position in the photo. */
export type Entries = Map<string, Map<number, number>>;

/** The entries of a photo's words in the two lists. */
export interface PhotoEntries {
  readonly posting: Entries;
  readonly fragment: Entries;
}

/**
 * The key of words that cannot be searched: punctuation such as "&", which has no term, or a word that is marked as not
 * text. Phrases skip these places. No word has an empty term.
 */
export const skippableTerm = '';

/** The prefix of keys for first parts (`firstParts`). No term contains a space. */
export function firstPartKey(part: string): string {
  return ` ${part}`;
}

/** Whether a key of postings is a search term. */
export function isTerm(key: string): boolean {
  return key !== skippableTerm && !key.startsWith(firstPartKey(''));
}

export function entriesOf(words: Iterable<IndexedWord>): PhotoEntries {
  const entries: PhotoEntries = { posting: new Map(), fragment: new Map() };
  for (const word of words) {
    const skippable = skippableProbability(word);
    if (skippable > 0) add(entries.posting, skippableTerm, word.position, skippable);
    const readings = indexedReadings(word);
    for (const [term, probability] of readingTerms(readings)) {
      add(entries.posting, term, word.position, probability);
    }
    for (const [part, probability] of firstParts(readings)) {
      add(entries.posting, firstPartKey(part), word.position, probability);
    }
    for (const [gram, expected] of fragmentsOf(word)) {
      add(entries.fragment, gram, word.position, Math.min(1, expected));
    }
  }
  return entries;
}

/** The probability that a word has no term. 0 for an unread word. */
function skippableProbability(word: IndexedWord): number {
  if (word.mark === 'not-text') return 1;
  return indexedReadings(word)
    .filter(({ text }) => text !== '' && termsOf(text).size === 0)
    .reduce((sum, { confidence }) => sum + confidence, 0);
}

/** Trigrams are indexed only for unconfirmed words. */
function fragmentsOf({ mark, source, lattice }: IndexedWord): ReadonlyMap<string, number> {
  const unpacked =
    mark === 'text' && source === 'model' && lattice !== null ? unpackPosteriors(lattice) : null;
  return unpacked === null ? new Map() : posteriorTrigrams(unpacked);
}

function add(entries: Entries, key: string, position: number, probability: number): void {
  let places = entries.get(key);
  if (places === undefined) {
    places = new Map();
    entries.set(key, places);
  }
  places.set(position, shareOf(probability));
}

const { mark, source } = wordSchema.shape;
const indexedRow = z
  .object({
    id: wordIdSchema,
    photo: z.number(),
    position: z.number(),
    mark,
    source,
    text: z.string(),
    confidence: z.number(),
    alternatives: jsonText.pipe(z.array(alternativeSchema)),
    lattice: z.instanceof(Uint8Array).nullable(),
  })
  .readonly();

export interface StoredIndexedWord extends IndexedWord {
  readonly id: WordId;
  readonly photo: number;
}

const alternatives = sql`(SELECT json_group_array(json_object('text', text, 'confidence', confidence) ORDER BY rank)
  FROM alternative WHERE alternative.word = word.id) AS alternatives`;
const columns = sql`word.id, photo, position, mark, source, text, confidence, ${alternatives}, steps AS lattice`;

/** A photo's words in the form that the index needs, or only the given ones. */
export function listIndexedWords(
  db: ReadableDatabase,
  photo: PhotoId,
  ids: readonly WordId[] | null,
): StoredIndexedWord[] {
  const which = ids === null ? sql`photo = ${photo}` : sql`photo = ${photo} AND word.id IN ${sqlList(ids)}`;
  return wordsWhere(db, which);
}

/** All words of photos from `first` up to but not including `end`, photo by photo. */
export function listIndexedWordsOfPhotos(
  db: ReadableDatabase,
  first: number,
  end: number,
): StoredIndexedWord[] {
  return wordsWhere(db, sql`photo >= ${first} AND photo < ${end}`);
}

/** The words at places, given as JSON rows `[photo, position]`, in any order. Without their CTC posteriors. */
export function listIndexedWordsAt(db: ReadableDatabase, places: Sql): StoredIndexedWord[] {
  return db.all(
    indexedRow,
    sql`SELECT word.id, photo, position, mark, source, text, confidence, ${alternatives}, NULL AS lattice
      FROM ${places} AS place
      CROSS JOIN word ON word.photo = place.value ->> 0 AND word.position = place.value ->> 1`,
  );
}

function wordsWhere(db: ReadableDatabase, which: Sql): StoredIndexedWord[] {
  return db.all(
    indexedRow,
    sql`SELECT ${columns} FROM word LEFT JOIN lattice ON lattice.word = word.id
      WHERE ${which} ORDER BY photo, position`,
  );
}

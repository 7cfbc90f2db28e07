import { unpackLattice } from '../../../shared/letterLattice.ts';
import type { Word } from '../../../shared/contract/word.ts';
import { latticeGrams } from './latticeGrams.ts';
import { shareOf } from './postingList.ts';
import { firstParts, indexedReadings, readingTerms, termsOf } from './readingTerms.ts';

/** The fields of a word on which its index entries depend. */
export interface IndexedWord extends Pick<Word, 'mark' | 'source' | 'text' | 'confidence' | 'alternatives'> {
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
export const silentTerm = '';

/** The prefix of keys for first parts (`firstParts`). No term contains a space. */
export function firstPartKey(part: string): string {
  return ` ${part}`;
}

/** Whether a key of postings is a search term. */
export function isTerm(key: string): boolean {
  return key !== silentTerm && !key.startsWith(firstPartKey(''));
}

export function entriesOf(words: Iterable<IndexedWord>): PhotoEntries {
  const entries: PhotoEntries = { posting: new Map(), fragment: new Map() };
  for (const word of words) {
    const silence = silenceOf(word);
    if (silence > 0) add(entries.posting, silentTerm, word.position, silence);
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
function silenceOf(word: IndexedWord): number {
  if (word.mark === 'not-text') return 1;
  return indexedReadings(word)
    .filter(({ text }) => text !== '' && termsOf(text).size === 0)
    .reduce((sum, { confidence }) => sum + confidence, 0);
}

/** Trigrams are indexed only for unconfirmed words. */
function fragmentsOf({ mark, source, lattice }: IndexedWord): ReadonlyMap<string, number> {
  const unpacked = mark === 'text' && source === 'model' && lattice !== null ? unpackLattice(lattice) : null;
  return unpacked === null ? new Map() : latticeGrams(unpacked);
}

function add(entries: Entries, key: string, position: number, probability: number): void {
  let places = entries.get(key);
  if (places === undefined) {
    places = new Map();
    entries.set(key, places);
  }
  places.set(position, shareOf(probability));
}

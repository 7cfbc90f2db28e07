import { unpackLattice } from '../../../shared/letterLattice.ts';
import type { Word } from '../../../shared/contract/word.ts';
import { latticeGrams } from './latticeGrams.ts';
import { shareOf } from './postingList.ts';
import { firstParts, indexedReadings, readingTerms, termsOf } from './readingTerms.ts';

/** All of a word that the index follows from. */
export interface IndexedWord extends Pick<Word, 'mark' | 'source' | 'text' | 'confidence' | 'alternatives'> {
  readonly position: number;
  /** As packed; null where its readings leave no doubt. */
  readonly lattice: Uint8Array | null;
}

/** Shares by term, or by trigram, and by position in the photo. */
export type Entries = Map<string, Map<number, number>>;

/** What a photo's words put into each of the two lists. */
export interface PhotoEntries {
  readonly posting: Entries;
  readonly fragment: Entries;
}

/**
 * What is filed where nothing stands that could be looked for: a sign such as "&", which has no term, or a
 * mark that was taken for a word and is none. Phrases step over it. No word has an empty term.
 */
export const silentTerm = '';

/** Under which first parts are filed a second time (`firstParts`). No term has a space. */
export function firstPartKey(part: string): string {
  return ` ${part}`;
}

/** Whether a key of postings is a term that words are found by. */
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

/** How probably nothing stands there that could be looked for. What nobody has read is not nothing. */
function silenceOf(word: IndexedWord): number {
  if (word.mark === 'not-text') return 1;
  return indexedReadings(word)
    .filter(({ text }) => text !== '' && termsOf(text).size === 0)
    .reduce((sum, { confidence }) => sum + confidence, 0);
}

/** What letters a word may hold is asked only where nobody vouches for its text. */
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

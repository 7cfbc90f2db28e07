import { characters, foldTerms, foldText } from '../../../shared/text.ts';
import type { Alternative, Word } from '../../../shared/contract/word.ts';

/** Readings below it are left to what the lattice says; the best one is always kept. */
const leastReading = 0.01;
/** Longer terms are cut, in the index as in a query, to so many characters: nobody tells them apart by more. */
const longestTerm = 60;

/**
 * The readings that a word is found by: a person's text is certain and silences what models read; a
 * reader that gives no alternatives still gives its one reading.
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
 * Terms of a word's readings with the probability that it holds them. Readings exclude each other, so
 * that is the sum over those that do. "don't" is filed under its parts and, joined, under "dont".
 */
export function readingTerms(readings: readonly Alternative[]): Map<string, number> {
  const terms = new Map<string, number>();
  for (const { text, confidence } of readings) {
    for (const term of termsOf(text)) terms.set(term, Math.min(1, (terms.get(term) ?? 0) + confidence));
  }
  return terms;
}

/**
 * First parts of readings that are filed joined, too, with the probability of these readings: "don't" begins
 * with "do" as "don" and as "dont", and is one word.
 */
export function firstParts(readings: readonly Alternative[]): Map<string, number> {
  const parts = new Map<string, number>();
  for (const { text, confidence } of readings) {
    const [first = ''] = foldTerms(text).map(cutTerm);
    if (first === cutTerm(foldText(text))) continue;
    parts.set(first, Math.min(1, (parts.get(first) ?? 0) + confidence));
  }
  return parts;
}

/** What a text is filed under: its runs of letters and digits, and all of them joined. */
export function termsOf(text: string): Set<string> {
  const terms = [...foldTerms(text), foldText(text)].filter((term) => term !== '');
  return new Set(terms.map(cutTerm));
}

export function cutTerm(term: string): string {
  // Half of a letter beyond U+FFFF is no text: SQLite would take the halves of different letters for one term.
  return term.length <= longestTerm ? term : characters(term).slice(0, longestTerm).join('');
}

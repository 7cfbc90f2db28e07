import { characters, foldTerms, foldText } from '../../../shared/text.ts';
import type { Alternative, Word } from '../../../shared/contract/word.ts';

/** Least probability of a reading in the index, except the best one. The lattice covers less likely readings. */
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
 * over the readings that contain it. "don't" is indexed by its parts and by "dont".
 */
export function readingTerms(readings: readonly Alternative[]): Map<string, number> {
  const terms = new Map<string, number>();
  for (const { text, confidence } of readings) {
    for (const term of termsOf(text)) terms.set(term, Math.min(1, (terms.get(term) ?? 0) + confidence));
  }
  return terms;
}

/**
 * First parts of readings that are also indexed joined, with their probabilities: the prefix "do" matches both "don" and
 * "dont", but "don't" is one word.
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

/** The index terms of a text: its runs of letters and digits, and all of them joined. */
export function termsOf(text: string): Set<string> {
  const terms = [...foldTerms(text), foldText(text)].filter((term) => term !== '');
  return new Set(terms.map(cutTerm));
}

export function cutTerm(term: string): string {
  // Removes unpaired surrogates, because SQLite would treat different ones as the same term.
  return term.length <= longestTerm ? term : characters(term).slice(0, longestTerm).join('');
}

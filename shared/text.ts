/**
 * The form in which every text is stored: Unicode NFC, without leading and trailing white space, lines ending with line
 * feeds, on whatever system it was written.
 */
export function normalizeText(text: string): string {
  return text.normalize('NFC').replace(/\r\n?/gu, '\n').trim();
}

/**
 * The form that search and folded metrics compare: without accents and case, letters and digits only, ligatures
 * expanded. `"L'Été"` becomes `"lete"`, `"Straße"` becomes `"strasse"`.
 */
export function foldText(text: string): string {
  return foldCase(text.normalize('NFKD').replace(/[^\p{L}\p{N}]/gu, ''));
}

/** Runs of letters and digits, accents and case folded: `"L'Été"` becomes `["l", "ete"]`. */
export function foldTerms(text: string): string[] {
  const folded = foldCase(text.normalize('NFKD').replace(/\p{M}/gu, ''));
  return folded.match(/[\p{L}\p{N}]+/gu) ?? [];
}

/**
 * Letters that lower-casing alone keeps different: "STRASSE" equals "Straße", and a final sigma equals a sigma (Unicode
 * Standard, 5.18, full case folding). "coeur" equals "cœur", which NFKD does not change.
 */
const spelledOut: Readonly<Record<string, string>> = { ß: 'ss', œ: 'oe', æ: 'ae', ς: 'σ' };

function foldCase(text: string): string {
  return text.toLowerCase().replace(/[ßœæς]/gu, (letter) => spelledOut[letter] ?? letter);
}

/**
 * The pairs of neighbouring characters in the runs of a text that are written without spaces between words: Chinese characters
 * and Japanese syllables. "機械学習" becomes "機械", "械学", "学習".
 */
export function unspacedPairs(text: string): string[] {
  const runs =
    text.normalize('NFKC').match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]+/gu) ?? [];
  return runs.flatMap((run) => {
    const all = characters(run);
    return all.slice(1).map((character, index) => `${all[index] ?? ''}${character}`);
  });
}

/** Search terms of a text: its folded runs of two or more letters and digits. */
export function searchTerms(text: string): string[] {
  return foldTerms(text).filter((term) => characters(term).length >= 2);
}

const numbers = new Intl.NumberFormat('en');

/** A number for people: `12,751`. */
export function formatCount(count: number): string {
  return numbers.format(count);
}

/** `1 photo`, `3,000 photos`. */
export function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** The Unicode code points of a text. The alphabet and the edit distance count these. */
export function characters(text: string): string[] {
  return Array.from(text);
}

/**
 * Levenshtein distance (insert, delete, substitute: 1 each) in code points.
 * Levenshtein, "Binary codes capable of correcting deletions, insertions, and reversals", 1966.
 */
export function editDistance(a: string, b: string): number {
  return distanceOf(characters(a), characters(b));
}

/** The same over any units, such as words. */
function distanceOf(source: readonly string[], target: readonly string[]): number {
  let previous = Array.from({ length: target.length + 1 }, (_, column) => column);
  for (const [row, character] of source.entries()) {
    const current = [row + 1];
    for (const [column, other] of target.entries()) {
      const substitute = (previous[column] ?? 0) + (character === other ? 0 : 1);
      current.push(Math.min(substitute, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[target.length] ?? 0;
}

export interface Comparison {
  readonly truth: string;
  readonly reading: string;
}

/**
 * Character error rate, micro-averaged: the sum of edit distances divided by the sum of true lengths. 0 is
 * perfect; values above 1 are possible. NaN when there is no true character.
 */
export function characterErrorRate(comparisons: readonly Comparison[]): number {
  let edits = 0;
  let length = 0;
  for (const { truth, reading } of comparisons) {
    edits += editDistance(truth, reading);
    length += characters(truth).length;
  }
  return edits / length;
}

/**
 * Word error rate, micro-averaged: the sum of edit distances over words, between white space, divided by the number of true
 * words. Of single words it is the share that is not read exactly. NaN when there is nothing to compare.
 */
export function wordErrorRate(comparisons: readonly Comparison[]): number {
  const wordsOf = (text: string): string[] => text.trim().split(/\s+/u);
  let edits = 0;
  let count = 0;
  for (const { truth, reading } of comparisons) {
    const words = wordsOf(truth);
    edits += distanceOf(words, wordsOf(reading));
    count += words.length;
  }
  return edits / count;
}

/** One form for every text that enters: Unicode NFC, outer white space removed. */
export function normalizeText(text: string): string {
  return text.normalize('NFC').trim();
}

/**
 * What search and folded metrics compare: accents and case dropped, only letters and digits kept, ligatures
 * taken apart. `"L'Été"` becomes `"lete"`, `"Straße"` `"strasse"`.
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
 * Letters that lower case alone leaves apart: "STRASSE" is "Straße", and a final sigma is one (Unicode Standard,
 * 5.18, full case folding); "coeur" is "cœur", which NFKD leaves as it is.
 */
const spelledOut: Readonly<Record<string, string>> = { ß: 'ss', œ: 'oe', æ: 'ae', ς: 'σ' };

function foldCase(text: string): string {
  return text.toLowerCase().replace(/[ßœæς]/gu, (letter) => spelledOut[letter] ?? letter);
}

/** Search terms of a text: its folded runs of letters and digits, two characters or more. */
export function searchTerms(text: string): string[] {
  return foldTerms(text).filter((term) => characters(term).length >= 2);
}

/** `1 photo`, `3 photos`. */
export function counted(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Unicode code points: what the alphabet and the edit distance count. */
export function characters(text: string): string[] {
  return Array.from(text);
}

/**
 * Levenshtein distance (insert, delete, substitute: 1 each) in code points.
 * Levenshtein, "Binary codes capable of correcting deletions, insertions, and reversals", 1966.
 */
export function editDistance(a: string, b: string): number {
  const source = characters(a);
  const target = characters(b);
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
 * Character error rate, micro-averaged: the sum of edit distances over the sum of true lengths. 0 is
 * perfect; more than 1 is possible. NaN when there is no true character.
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

/** Word error rate for single words: the share of them that is not read exactly. */
export function wordErrorRate(comparisons: readonly Comparison[]): number {
  return comparisons.filter(({ truth, reading }) => truth !== reading).length / comparisons.length;
}

import { characters } from '../../../shared/text.ts';
import { blankSymbol, separatorSymbol, type PrunedPosteriors } from '../../../shared/prunedPosteriors.ts';

/** The trigrams of a term. Its start and end are marked, so that short terms have trigrams too. */
export function trigramsOf(term: string): string[] {
  const marked = characters(` ${term} `);
  return marked.slice(2).map((_, index) => marked.slice(index, index + 3).join(''));
}

/** Least expected count of a trigram, and least probability of a path. */
const leastGram = 0.04;
const leastPath = 0.004;
/** The most trigrams of a word: those of a completely uncertain word say little. */
const mostGrams = 64;

/** Marks the start or end of a word in a trigram. */
const edge = 32;

/** Paths that end in the same two letters. `blank`: probability of those followed by a blank. */
interface Paths {
  readonly before: number;
  readonly last: number;
  blank: number;
  letter: number;
}

/**
 * The trigrams of all paths of CTC posteriors, including word edges (`trigramsOf`), with their expected counts. Paths are
 * merged by their last two letters.
 */
export function posteriorTrigrams(posteriors: PrunedPosteriors): Map<string, number> {
  const grams = new Map<string, number>();
  let paths = new Map([[keyOf(0, edge), { before: 0, last: edge, blank: 1, letter: 0 }]]);
  for (let step = 0; step + 1 < posteriors.starts.length; step += 1) {
    paths = advance(posteriors, step, paths, grams);
  }
  for (const { before, last, blank, letter } of paths.values()) {
    if (before !== 0) add(grams, gramOf(before, last, edge), blank + letter);
  }
  return new Map(
    [...grams]
      .filter(([, expected]) => expected >= leastGram)
      .sort(([a, expectedA], [b, expectedB]) => expectedB - expectedA || (a < b ? -1 : 1))
      .slice(0, mostGrams),
  );
}

function advance(
  posteriors: PrunedPosteriors,
  step: number,
  paths: ReadonlyMap<number, Paths>,
  grams: Map<string, number>,
): Map<number, Paths> {
  const { starts, symbols, probabilities } = posteriors;
  const next = new Map<number, Paths>();
  const end = starts[step + 1];
  const silent = silentProbability(posteriors, step);
  for (const { before, last, blank, letter } of paths.values()) {
    const total = blank + letter;
    arrive(next, before, last).blank += total * silent;
    for (let index = starts[step]; index < end; index += 1) {
      const symbol = symbols[index];
      if (isSilent(symbol)) continue;
      const probability = probabilities[index];
      if (symbol === last) arrive(next, before, last).letter += letter * probability;
      const grown = (symbol === last ? blank : total) * probability;
      if (grown < leastPath) continue;
      arrive(next, last, symbol).letter += grown;
      if (before !== 0) add(grams, gramOf(before, last, symbol), grown);
    }
  }
  for (const [key, { blank, letter }] of next) if (blank + letter < leastPath) next.delete(key);
  return next;
}

/** The probability of the blank and of the separator together. */
function silentProbability({ starts, symbols, probabilities }: PrunedPosteriors, step: number): number {
  const end = starts[step + 1];
  let silent = 0;
  for (let index = starts[step]; index < end; index += 1) {
    if (isSilent(symbols[index])) silent += probabilities[index];
  }
  return silent;
}

function arrive(paths: Map<number, Paths>, before: number, last: number): Paths {
  const key = keyOf(before, last);
  let found = paths.get(key);
  if (found === undefined) {
    found = { before, last, blank: 0, letter: 0 };
    paths.set(key, found);
  }
  return found;
}

function isSilent(symbol: number): boolean {
  return symbol === blankSymbol || symbol === separatorSymbol;
}

/** Code points have 21 bits. */
function keyOf(before: number, last: number): number {
  return before * 2 ** 21 + last;
}

function gramOf(...symbols: readonly number[]): string {
  return String.fromCodePoint(...symbols);
}

function add(grams: Map<string, number>, gram: string, expected: number): void {
  grams.set(gram, (grams.get(gram) ?? 0) + expected);
}

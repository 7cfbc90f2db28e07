import type { WordFacts } from './wordFacts.ts';

/** A word with what it is like. */
export interface Described {
  readonly facts: WordFacts;
}

/** Words that share the value of one factor. */
export interface Group<Word> {
  readonly factor: string;
  readonly value: string;
  readonly words: readonly Word[];
}

/** Groups of fewer words say nothing. */
const fewestWords = 5;

/** All words by each factor in turn; the values of a factor in natural order. */
export function groupsOf<Word extends Described>(words: readonly Word[]): Group<Word>[] {
  const factors = new Set(words.flatMap(({ facts }) => Object.keys(facts)));
  return [...factors].flatMap((factor) => {
    const byValue = Map.groupBy(words, ({ facts }) => facts[factor] ?? 'unknown');
    return [...byValue]
      .filter(([, members]) => members.length >= fewestWords)
      .toSorted(([a], [b]) => placeOf(a) - placeOf(b) || a.localeCompare(b))
      .map(([value, members]) => ({ factor, value, words: members }));
  });
}

/** `under 15 px` comes before `15 to 20 px`; what holds no number goes by its letters. */
function placeOf(value: string): number {
  const number = /\.?\d+/u.exec(value)?.[0];
  if (number === undefined) return 0;
  return Number(number) - (value.startsWith('under') ? 1e-6 : 0);
}

/** How often each value stands in a list, commonest first. */
export function countsOf(values: Iterable<string>): [value: string, count: number][] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a);
}

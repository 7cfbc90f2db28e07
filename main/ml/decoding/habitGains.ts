import { letterCaseOf, type LetterCase } from './letterCase.ts';
import { told, type UncertainWord } from './uncertainWord.ts';

/** Shares of words by case, and of single letters: as people label the boards' `train` pages. */
const usual: readonly Readonly<Partial<Record<LetterCase, number>>>[] = [
  { small: 0.739, capitalised: 0.165, capitals: 0.037, mixed: 0.059 },
  { 'small letter': 0.68, 'great letter': 0.32 },
];
/** So many words of a page weigh as much as what is usual. */
const usualWords = 10;
const rounds = 3;

/**
 * What a page says of the case of its words, as a hand that prints capitals does so all along: of every reading, the
 * logarithm of how much commoner its case is among the page's other words than elsewhere. How common each case is
 * has a Dirichlet prior around what is usual; words that leave doubt count as what they probably are, which in
 * turn depends on the page: expectation and maximisation.
 *
 * Dempster, Laird and Rubin, "Maximum likelihood from incomplete data via the EM algorithm", 1977.
 *
 * @returns nats, for each reading of each word
 */
export function habitGains(words: readonly UncertainWord[]): number[][] {
  const cases = words.map(({ texts }) => texts.map(letterCaseOf));
  let gains = words.map(({ texts }) => texts.map(() => 0));
  for (let round = 0; round < rounds; round += 1) {
    const own = words.map((word, index) =>
      tally(
        told(word, gains[index] ?? []).confidences.map(
          (confidence, reading) => [cases[index]?.[reading] ?? null, confidence] as const,
        ),
      ),
    );
    const all = tally(own.flatMap((counts) => [...counts]));
    gains = cases.map((casesOfWord, index) => {
      const ofCase = gainsOfCases(all, own[index] ?? new Map<LetterCase, number>());
      return casesOfWord.map((letterCase) => (letterCase === null ? 0 : (ofCase.get(letterCase) ?? 0)));
    });
  }
  return gains;
}

/** Counts of each case, summed; what has no case counts for nothing. */
function tally(counted: Iterable<readonly [LetterCase | null, number]>): Map<LetterCase, number> {
  const counts = new Map<LetterCase, number>();
  for (const [letterCase, count] of counted) {
    if (letterCase !== null) counts.set(letterCase, (counts.get(letterCase) ?? 0) + count);
  }
  return counts;
}

/** Without a word's own count: it is no evidence for itself. */
function gainsOfCases(
  all: ReadonlyMap<LetterCase, number>,
  own: ReadonlyMap<LetterCase, number>,
): Map<LetterCase, number> {
  const gains = new Map<LetterCase, number>();
  for (const shares of usual) {
    const entries = (Object.entries(shares) as [LetterCase, number][]).map(
      ([letterCase, share]) =>
        [letterCase, share, (all.get(letterCase) ?? 0) - (own.get(letterCase) ?? 0)] as const,
    );
    const total = entries.reduce((sum, [, , count]) => sum + count, usualWords);
    for (const [letterCase, share, count] of entries) {
      gains.set(letterCase, Math.log((count + usualWords * share) / total / share));
    }
  }
  return gains;
}

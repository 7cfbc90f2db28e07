import { wordOf } from '../language/wordPairs.ts';
import { logAdd } from './lattice.ts';
import type { UncertainWord } from './uncertainWord.ts';

/** A reading that is less sure is not counted: a hand is misread alike wherever it writes a word. */
const leastSure = 0.5;
/** Nats that a reading gains at most: a rare word must not take every other that is a little like it. */
const mostGain = 3;

/**
 * What the words of a text say of each other by coming again: of every reading, the logarithm of how many times as
 * likely its word is where the text's other words count as much as language does. Signs and case do not matter.
 *
 * Kuhn and De Mori, "A cache-based natural language model for speech recognition", 1990.
 *
 * @param logProbability of a word by language alone, natural logarithm
 * @param power of what language says
 * @returns nats, for each reading of each word
 */
export function recurrenceGains(
  words: readonly UncertainWord[],
  logProbability: (word: string) => number,
  power: number,
): number[][] {
  const read = words.map(({ texts }) => texts.map(wordOf));
  const sure = words.flatMap(({ confidences }, place) =>
    confidences.flatMap((confidence, reading) => {
      const word = read[place]?.[reading] ?? '';
      return confidence < leastSure || word === '' ? [] : [{ word, place, confidence }];
    }),
  );
  const byWord = Map.groupBy(sure, ({ word }) => word);
  const elsewhere = (found: typeof sure, here: number): number =>
    found.reduce((sum, { place, confidence }) => (place === here ? sum : sum + confidence), 0);

  return read.map((ofPlace, here) => {
    const all = elsewhere(sure, here);
    return ofPlace.map((word) => {
      const again = elsewhere(byWord.get(word) ?? [], here);
      if (again === 0) return 0;
      return Math.min(mostGain, power * logAdd(0, Math.log(again / all) - logProbability(word)));
    });
  });
}

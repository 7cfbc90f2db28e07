import { endsPhrase, noWord, type WordPairs } from '../language/wordPairs.ts';
import { told, type UncertainWord } from './uncertainWord.ts';

/** Readings behind these say nothing of their neighbours: they are hardly ever right. */
const readingsHeard = 12;

/**
 * What the words of a text say of each other: of every reading, the logarithm of how many times as likely it is
 * between its neighbours as by itself, as far as these are sure themselves. Sum-product on a chain: Pearl,
 * "Reverend Bayes on inference engines", 1982.
 *
 * @param words in the order they are read
 * @param power of what pairs of words say
 * @returns nats, for each reading of each word
 */
export function neighbourGains(words: readonly UncertainWord[], pairs: WordPairs, power: number): number[][] {
  const numbers = words.map(({ texts }) => texts.map((text) => pairs.numberOf(text)));
  const ends = words.map(({ texts }) => texts.map(endsPhrase));
  /** Of a reading of a word and one of the next: how many times as likely they are together. */
  const factor = (word: number, reading: number, next: number): number =>
    ends[word]?.[reading] === true
      ? 1
      : Math.exp(power * pairs.gain(numbers[word]?.[reading] ?? noWord, numbers[word + 1]?.[next] ?? noWord));

  const fromLeft = gainsFromBefore(words, (word, heard, reading) => factor(word - 1, heard, reading));
  const fromRight = gainsFromBefore(words.toReversed(), (place, heard, reading) =>
    factor(words.length - 1 - place, reading, heard),
  ).toReversed();
  return fromLeft.map((gains, word) =>
    gains.map((gain, reading) => gain + (fromRight[word]?.[reading] ?? 0)),
  );
}

/**
 * What each reading gains from the words before it; the first word's hear nothing.
 *
 * @param factor of a reading heard in the word before and one of the word at a place
 */
function gainsFromBefore(
  words: readonly UncertainWord[],
  factor: (place: number, heard: number, reading: number) => number,
): number[][] {
  const gains: number[][] = [];
  for (const [place, { texts }] of words.entries()) {
    const before = words[place - 1];
    const shares = before === undefined ? [] : told(before, gains[place - 1] ?? []).confidences;
    const heard = shares.slice(0, readingsHeard);
    const silent = 1 - heard.reduce((sum, share) => sum + share, 0);
    gains.push(
      texts.map((_, reading) =>
        Math.log(heard.reduce((sum, share, index) => sum + share * factor(place, index, reading), silent)),
      ),
    );
  }
  return gains;
}

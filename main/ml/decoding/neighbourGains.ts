import { endsPhrase, type WordPairs } from '../language/wordPairs.ts';
import { endsSentence, sentenceGain } from './sentenceCase.ts';
import { told, type UncertainWord } from './uncertainWord.ts';

/** Readings behind these say nothing of their neighbours: they are hardly ever right. */
const readingsHeard = 12;

/** What stands before a text: its first word begins a sentence. */
const fullStop: UncertainWord = { texts: ['.'], confidences: [1] };

/**
 * What the words of a text say of each other: of every reading, the logarithm of how many times as likely it is
 * between its neighbours as by itself, as far as these are sure themselves: by what pairs of words are common, and by
 * sentences that begin with a capital. A word alone is no text. Sum-product on a chain: Pearl, "Reverend Bayes on
 * inference engines", 1982.
 *
 * @param words in the order they are read
 * @param power of what pairs of words say
 * @returns nats, for each reading of each word
 */
export function neighbourGains(words: readonly UncertainWord[], pairs: WordPairs, power: number): number[][] {
  if (words.length < 2) return words.map(({ texts }) => texts.map(() => 0));
  const text = [fullStop, ...words];
  const link = linkBetween(text, pairs, power);
  const fromLeft = gainsFromBefore(text, (word, heard, reading) => link(word - 1, heard, reading));
  const fromRight = gainsFromBefore(text.toReversed(), (place, heard, reading) =>
    link(text.length - 1 - place, reading, heard),
  ).toReversed();
  return fromLeft
    .map((gains, word) => gains.map((gain, reading) => gain + (fromRight[word]?.[reading] ?? 0)))
    .slice(1);
}

/** Of a reading of a word and one of the next: how many times as likely they are together. */
function linkBetween(
  words: readonly UncertainWord[],
  pairs: WordPairs,
  power: number,
): (word: number, reading: number, next: number) => number {
  const traits = words.map(({ texts }) =>
    texts.map((text) => ({
      number: pairs.numberOf(text),
      endsPhrase: endsPhrase(text),
      endsSentence: endsSentence(text),
      asFirst: sentenceGain(text, true),
      asLater: sentenceGain(text, false),
    })),
  );
  return (word, reading, next) => {
    const [before, after] = [traits[word]?.[reading], traits[word + 1]?.[next]];
    if (before === undefined || after === undefined) return 1;
    const byPair = before.endsPhrase ? 0 : power * pairs.gain(before.number, after.number);
    return Math.exp(byPair + (before.endsSentence ? after.asFirst : after.asLater));
  };
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

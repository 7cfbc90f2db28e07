import { endsPhrase, wordOf, type WordPairs } from '../language/wordPairs.ts';
import { logAdd } from './posteriors.ts';

/**
 * Rescores the readings of a text's words by their context: how the page is written (upper or lower case), which words
 * occur elsewhere in the text, and which words follow each other.
 */

/** A word of a text with its possible readings. */
export interface QueuedWord {
  /** Best first. */
  readonly texts: readonly string[];
  /** The probability of each; their sum is less than 1, because all of them may be wrong. */
  readonly confidences: readonly number[];
}

/**
 * The same word with its readings reweighed; the weight of "no candidate is right" stays.
 *
 * @param gains nats for each reading; 0 for those it lacks
 */
export function reweighed({ texts, confidences }: QueuedWord, gains: readonly number[]): QueuedWord {
  const others = 1 - confidences.reduce((sum, confidence) => sum + confidence, 0);
  const weights = confidences.map((confidence, index) => confidence * Math.exp(gains.at(index) ?? 0));
  const total = weights.reduce((sum, weight) => sum + weight, Math.max(1e-6, others));
  return { texts, confidences: weights.map((weight) => weight / total) };
}

/** How common each case is among words, and among single letters, in the labels of the boards' `train` pages. */
const usual: readonly Readonly<Partial<Record<LetterCase, number>>>[] = [
  { lower: 0.739, capitalised: 0.165, upper: 0.037, mixed: 0.059 },
  { 'lower letter': 0.68, 'upper letter': 0.32 },
];
/** The prior weighs as much as this number of words. Set by hand, as `readingsUsed`. */
const usualWords = 10;
const rounds = 3;

/**
 * What each reading gains by its case. A person who prints in capitals does so on the whole page, so the gain is the
 * logarithm of how much more common the case is among the page's other words than usual. The frequency of a case
 * has a Dirichlet prior around the usual one. Uncertain words count with their probabilities, which depend on the
 * gains in turn: expectation and maximisation.
 *
 * Dempster, Laird and Rubin, "Maximum likelihood from incomplete data via the EM algorithm", 1977.
 *
 * @returns nats, for each reading of each word
 */
export function casePriorGains(words: readonly QueuedWord[]): number[][] {
  const cases = words.map(({ texts }) => texts.map(letterCaseOf));
  let gains = words.map(({ texts }) => texts.map(() => 0));
  for (let round = 0; round < rounds; round += 1) {
    const own = words.map((word, index) =>
      tally(
        reweighed(word, gains[index]).confidences.map(
          (confidence, reading) => [cases[index]?.[reading] ?? null, confidence] as const,
        ),
      ),
    );
    const all = tally(own.flatMap((counts) => [...counts]));
    gains = cases.map((casesOfWord, index) => {
      const ofCase = gainsOfCases(all, own[index]);
      return casesOfWord.map((letterCase) => (letterCase === null ? 0 : (ofCase.get(letterCase) ?? 0)));
    });
  }
  return gains;
}

/** The sum of the counts of each case; readings without letters are left out. */
function tally(counted: Iterable<readonly [LetterCase | null, number]>): Map<LetterCase, number> {
  const counts = new Map<LetterCase, number>();
  for (const [letterCase, count] of counted) {
    if (letterCase !== null) counts.set(letterCase, (counts.get(letterCase) ?? 0) + count);
  }
  return counts;
}

/** Leaves out a word's own count, since it is no evidence for itself. */
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

/** The case of a word, or of a single letter. */
export type LetterCase = 'lower' | 'capitalised' | 'upper' | 'mixed' | 'lower letter' | 'upper letter';

/** Null for a text without letters. */
export function letterCaseOf(text: string): LetterCase | null {
  const letters = text.match(/\p{Lu}|\p{Ll}/gu) ?? [];
  const isUpper = letters.map((letter) => /\p{Lu}/u.test(letter));
  const upper = isUpper.filter(Boolean).length;
  if (letters.length === 0) return null;
  if (letters.length === 1) return upper === 1 ? 'upper letter' : 'lower letter';
  if (upper === letters.length) return 'upper';
  if (upper === 0) return 'lower';
  return upper === 1 && isUpper[0] ? 'capitalised' : 'mixed';
}

/** Less probable readings are not counted: a person's word is misread the same way everywhere. */
const leastConfidence = 0.5;
/** In nats: a rare word must not replace all that look like it (resources/language/HISTORY.md, "What each part brought"). */
const mostGain = 3;

/**
 * What each reading gains if its word occurs elsewhere in the text: the logarithm of how much more likely the word is
 * under an equal mixture of the language model and the text's other words. Punctuation and case are ignored.
 *
 * Kuhn and De Mori, "A cache-based natural language model for speech recognition", 1990.
 *
 * @param logProbability natural logarithm of a word's probability by the language model
 * @param power weight of the language model
 * @returns nats, for each reading of each word
 */
export function cacheGains(
  words: readonly QueuedWord[],
  logProbability: (word: string) => number,
  power: number,
): number[][] {
  const read = words.map(({ texts }) => texts.map(wordOf));
  const certain = words.flatMap(({ confidences }, place) =>
    confidences.flatMap((confidence, reading) => {
      const word = read[place]?.[reading] ?? '';
      return confidence < leastConfidence || word === '' ? [] : [{ word, place, confidence }];
    }),
  );
  const byWord = Map.groupBy(certain, ({ word }) => word);
  const elsewhere = (found: typeof certain, here: number): number =>
    found.reduce((sum, { place, confidence }) => (place === here ? sum : sum + confidence), 0);

  return read.map((ofPlace, here) => {
    const all = elsewhere(certain, here);
    return ofPlace.map((word) => {
      const again = elsewhere(byWord.get(word) ?? [], here);
      if (again === 0) return 0;
      return Math.min(mostGain, power * logAdd(0, Math.log(again / all) - logProbability(word)));
    });
  });
}

/** What follows a number only. "m", "h" and "am" follow words, too, and letters are misread as them. */
const units = /^(?:%|‰|€|kg|mg|cm|mm|km|ml|cl|min|pm|°C|°F|kwh|mb|gb)[.,;:]?$/iu;
/** Digits, with the signs within a number or a date. */
export const number = /^[\d.,/–-]*\d[\d.,/–-]*$/u;
/** In nats; set by hand: 15 and IS look alike, and only one of them stands before "%" or in a sum. */
export const numberGain = 3;

/** What each reading gains that is a number before a unit. @returns nats, for each reading of each word */
export function unitGains(words: readonly QueuedWord[]): number[][] {
  return words.map(({ texts }, place) => {
    const next = words.at(place + 1);
    const shares = next?.texts.map((text, index) => (units.test(text) ? next.confidences[index] : 0)) ?? [];
    const isUnit = shares.reduce((sum, share) => sum + share, 0);
    return texts.map((text) => (number.test(text) ? numberGain * isUnit : 0));
  });
}

/** Readings after these are hardly ever right and are ignored by the neighbouring words. */
const readingsUsed = 12;

/** Comes before a text, whose first word begins a sentence. */
const fullStop: QueuedWord = { texts: ['.'], confidences: [1] };

/**
 * What each reading gains by its neighbours: the logarithm of how much more likely it is between them than alone, by
 * the frequency of word pairs and by capitals at the start of sentences. Uncertain neighbours count with their
 * probabilities: sum-product on a chain (Pearl, "Reverend Bayes on inference engines", 1982). A single word gains
 * nothing.
 *
 * @param words in reading order
 * @param power weight of the word pairs
 * @returns nats, for each reading of each word
 */
export function bigramGains(words: readonly QueuedWord[], pairs: WordPairs, power: number): number[][] {
  if (words.length < 2) return words.map(({ texts }) => texts.map(() => 0));
  const text = [fullStop, ...words];
  const link = linkBetween(text, pairs, power);
  const fromLeft = gainsFromBefore(text, (word, earlier, reading) => link(word - 1, earlier, reading));
  const fromRight = gainsFromBefore(text.toReversed(), (place, earlier, reading) =>
    link(text.length - 1 - place, reading, earlier),
  ).toReversed();
  return fromLeft
    .map((gains, word) => gains.map((gain, reading) => gain + (fromRight[word]?.[reading] ?? 0)))
    .slice(1);
}

/** How much more likely a reading of a word and a reading of the next word are together than separately. */
function linkBetween(
  words: readonly QueuedWord[],
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
    const [before, after] = [traits[word][reading], traits[word + 1][next]];
    const byPair = before.endsPhrase ? 0 : power * pairs.gain(before.number, after.number);
    return Math.exp(byPair + (before.endsSentence ? after.asFirst : after.asLater));
  };
}

/**
 * What each reading gains from the words before it; the first word gains nothing.
 *
 * @param factor how much more likely a reading of the word before (`earlier`) and one of this word are together
 */
function gainsFromBefore(
  words: readonly QueuedWord[],
  factor: (place: number, earlier: number, reading: number) => number,
): number[][] {
  const gains: number[][] = [];
  for (const [place, { texts }] of words.entries()) {
    const shares = place === 0 ? [] : reweighed(words[place - 1], gains[place - 1]).confidences;
    const earlier = shares.slice(0, readingsUsed);
    const others = 1 - earlier.reduce((sum, share) => sum + share, 0);
    gains.push(
      texts.map((_, reading) =>
        Math.log(earlier.reduce((sum, share, index) => sum + share * factor(place, index, reading), others)),
      ),
    );
  }
  return gains;
}

/**
 * How many nats more likely a word's case is at the beginning of a sentence, and elsewhere, than on average. In running
 * English (the texts of `resources/language/language.md`) the beginning gives 2.4 to capitalised and -3.6 to lower-case
 * words, other places -.5 and 0. On boards, where a full stop often ends no sentence: 1.2, -.7, -.1 and 0.
 */
const gains = {
  beginning: { capitalised: 2, lower: -2 },
  elsewhere: { capitalised: -0.5, lower: 0 },
} as const;

/** Whether the next word begins a sentence. */
export function endsSentence(text: string): boolean {
  return /[.?!]["'”’»)\]]*$/u.test(text);
}

/**
 * What a word gains by its place in the sentence, in nats. Words in upper case gain nothing, because some people
 * write everything like that, and neither do single letters.
 */
export function sentenceGain(text: string, isBeginning: boolean): number {
  const letterCase = letterCaseOf(text);
  if (letterCase !== 'capitalised' && letterCase !== 'lower') return 0;
  return gains[isBeginning ? 'beginning' : 'elsewhere'][letterCase];
}

import { endsPhrase, wordOf, type WordPairs } from '../language/wordPairs.ts';
import { logAdd } from './posteriors.ts';

/** A word of a text as it might be read. */
export interface UncertainWord {
  /** Best first. */
  readonly texts: readonly string[];
  /** How probably each is right; in sum less than 1, as it may be none of them. */
  readonly confidences: readonly number[];
}

/**
 * The same word after something was told of its readings; nothing is told of what is none of them.
 *
 * @param gains of each reading, nats
 */
export function told({ texts, confidences }: UncertainWord, gains: readonly number[]): UncertainWord {
  const others = 1 - confidences.reduce((sum, confidence) => sum + confidence, 0);
  const weights = confidences.map((confidence, index) => confidence * Math.exp(gains.at(index) ?? 0));
  const total = weights.reduce((sum, weight) => sum + weight, Math.max(1e-6, others));
  return { texts, confidences: weights.map((weight) => weight / total) };
}

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
        told(word, gains[index]).confidences.map(
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

/** How a word is written, as far as case goes; a single letter is small or great. */
export type LetterCase = 'small' | 'capitalised' | 'capitals' | 'mixed' | 'small letter' | 'great letter';

/** Null for what holds no letter. */
export function letterCaseOf(text: string): LetterCase | null {
  const letters = text.match(/\p{Lu}|\p{Ll}/gu) ?? [];
  const isGreat = letters.map((letter) => /\p{Lu}/u.test(letter));
  const great = isGreat.filter(Boolean).length;
  if (letters.length === 0) return null;
  if (letters.length === 1) return great === 1 ? 'great letter' : 'small letter';
  if (great === letters.length) return 'capitals';
  if (great === 0) return 'small';
  return great === 1 && isGreat[0] ? 'capitalised' : 'mixed';
}

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
    const [before, after] = [traits[word][reading], traits[word + 1][next]];
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
    const shares = place === 0 ? [] : told(words[place - 1], gains[place - 1]).confidences;
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

/**
 * How many nats likelier a word is in its case at the beginning of a sentence, and elsewhere, than anywhere. In running
 * English (the texts of `resources/language/language.md`) it is 2.4 for a capital and -3.6 for small letters, and elsewhere -.5 and 0; on
 * boards, where a stop often ends no sentence, 1.2, -.7, -.1 and 0.
 */
const gains = {
  beginning: { capitalised: 2, small: -2 },
  elsewhere: { capitalised: -0.5, small: 0 },
} as const;

/** Whether the next word begins a sentence. */
export function endsSentence(text: string): boolean {
  return /[.?!]["'”’»)\]]*$/u.test(text);
}

/**
 * What a word's place says of its case; nothing of capitals throughout, which are a hand's habit, and of
 * single letters.
 *
 * @returns nats
 */
export function sentenceGain(text: string, isBeginning: boolean): number {
  const letterCase = letterCaseOf(text);
  if (letterCase !== 'capitalised' && letterCase !== 'small') return 0;
  return gains[isBeginning ? 'beginning' : 'elsewhere'][letterCase];
}

import type { WordPairs } from '../language/wordPairs.ts';
import type { Candidate } from './calibration.ts';

/** A word of a text as it might be read. */
export interface UncertainWord {
  /** Best first. */
  readonly candidates: readonly Candidate[];
  /** Of each candidate, its text. */
  readonly texts: readonly string[];
  /** Of each candidate, how probably it is right; in sum less than 1, as it may be none of them. */
  readonly confidences: readonly number[];
}

/** Candidates behind these say nothing of their neighbours: they are hardly ever right. */
const candidatesHeard = 12;

/**
 * What the words of a text say of each other: every candidate gains, beside what language says of it, the
 * logarithm of how much likelier it is between its neighbours than by itself, as far as these are sure themselves.
 * Sum-product on a chain: Pearl, "Reverend Bayes on inference engines", 1982.
 *
 * @param words in the order they are read
 * @param power of what pairs of words say
 * @returns the candidates of each word, best first
 */
export function weighNeighbours(
  words: readonly UncertainWord[],
  pairs: WordPairs,
  endsPhrase: (text: string) => boolean,
  power: number,
): Candidate[][] {
  const numbers = words.map(({ texts }) => texts.map((text) => pairs.numberOf(text)));
  const ends = words.map(({ texts }) => texts.map(endsPhrase));
  /** Of each candidate of a word, what one of its neighbour says: how many times as likely they are together. */
  const factor = (word: number, candidate: number, next: number): number =>
    ends[word]?.[candidate] === true
      ? 1
      : Math.exp(power * pairs.gain(numbers[word]?.[candidate] ?? -1, numbers[word + 1]?.[next] ?? -1));

  const fromLeft = messages(words, (word, heard, candidate) => factor(word - 1, heard, candidate));
  const reversed = messages(words.toReversed(), (place, heard, candidate) =>
    factor(words.length - 1 - place, candidate, heard),
  );
  const fromRight = reversed.toReversed();
  return words.map(({ candidates }, word) =>
    candidates
      .map(({ letters, lattice, guide }, candidate): Candidate => {
        const gain = (fromLeft[word]?.[candidate] ?? 0) + (fromRight[word]?.[candidate] ?? 0);
        return { letters, lattice, guide: guide + gain };
      })
      .sort((a, b) => b.lattice + b.guide - (a.lattice + a.guide)),
  );
}

/**
 * What each candidate gains from the words before it, in nats; the first word's hear nothing.
 *
 * @param factor of a candidate heard in the word before and one of the word at a place
 */
function messages(
  words: readonly UncertainWord[],
  factor: (place: number, heard: number, candidate: number) => number,
): number[][] {
  const gains: number[][] = [];
  for (const [place, { candidates }] of words.entries()) {
    const before = words[place - 1];
    const heard = before === undefined ? [] : sharesOf(before, gains[place - 1] ?? []);
    const silent = 1 - heard.reduce((sum, share) => sum + share, 0);
    gains.push(
      candidates.map((_, candidate) =>
        Math.log(heard.reduce((sum, share, index) => sum + share * factor(place, index, candidate), silent)),
      ),
    );
  }
  return gains;
}

/** How probable a word's first candidates are after what they have heard; the rest is for all else. */
function sharesOf({ confidences }: UncertainWord, gains: readonly number[]): number[] {
  const weights = confidences
    .slice(0, candidatesHeard)
    .map((confidence, index) => confidence * Math.exp(gains[index] ?? 0));
  const others = 1 - confidences.slice(0, candidatesHeard).reduce((sum, share) => sum + share, 0);
  const total = weights.reduce((sum, weight) => sum + weight, Math.max(1e-6, others));
  return weights.map((weight) => weight / total);
}

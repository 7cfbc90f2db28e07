import { wordOf, type WordPairsContent } from '../../ml/language/wordPairs.ts';
import { addWeight, type WeightedWords } from './wordSources.ts';

export interface CountOptions {
  /** Words seen less often are unknown. */
  readonly leastCount: number;
  /**
   * How many times as often as it was seen a word would have to be for what was seen after it to weigh as much as
   * what is common anywhere.
   */
  readonly smoothing: number;
  /** Nats that a pair gains or loses at most: a text is no proof. */
  readonly most: number;
}

/** What parts phrases: no pair is counted across. */
const phraseEnds = /[.?!:;()[\]{}"“”«»…|]+/u;

/**
 * Which words follow which. After a word, another is as probable as it was seen there, smoothed by how common it is:
 * Mackay and Peto, "A hierarchical Dirichlet language model", 1995.
 *
 * @param frequencies of words in speech, by count: beside the texts they say how common a word is
 */
export function countWordPairs(
  texts: Iterable<string>,
  frequencies: ReadonlyMap<string, number>,
  { leastCount, smoothing, most }: CountOptions,
): WordPairsContent {
  const counts: WeightedWords = new Map();
  const after = new Map<string, WeightedWords>();
  for (const text of texts) {
    for (const phrase of text.split(phraseEnds)) {
      let previous: WeightedWords | undefined;
      for (const token of phrase.split(/\s+/u)) {
        const word = wordOf(token);
        if (word === '') continue;
        addWeight(counts, word, 1);
        if (previous !== undefined) addWeight(previous, word, 1);
        previous = after.get(word);
        if (previous === undefined) after.set(word, (previous = new Map<string, number>()));
      }
    }
  }

  const words = [...counts.keys()].filter((word) => (counts.get(word) ?? 0) >= leastCount).sort();
  const numbers = new Map(words.map((word, number) => [word, number]));
  const shares = meanShares(words, counts, frequencies);
  const gainOf = (word: number, follower: number, seen: number): number => {
    const count = counts.get(words[word] ?? '') ?? 0;
    const share = shares[follower] ?? 1;
    const gain = Math.log((seen + smoothing * share) / (count + smoothing) / share);
    return Math.max(-most, Math.min(most, gain));
  };
  const starts = new Uint32Array(words.length + 1);
  const followers: number[] = [];
  const gains: number[] = [];
  for (const [word, text] of words.entries()) {
    const own = [...(after.get(text) ?? [])].flatMap(([follower, seen]) => {
      const number = numbers.get(follower);
      return number === undefined ? [] : [[number, seen] as const];
    });
    for (const [follower, seen] of own.sort(([a], [b]) => a - b)) {
      followers.push(follower);
      gains.push(gainOf(word, follower, seen));
    }
    starts[word + 1] = followers.length;
  }
  return {
    words,
    starts,
    followers: Uint32Array.from(followers),
    gains: Float32Array.from(gains),
    // Of a word that was never seen there the share cancels out.
    unseenGains: Float32Array.from(words, (_, word) => gainOf(word, -1, 0)),
  };
}

/** How common each word is: the mean of its shares of the texts and of speech. */
function meanShares(
  words: readonly string[],
  counts: ReadonlyMap<string, number>,
  frequencies: ReadonlyMap<string, number>,
): Float64Array {
  const sum = (of: ReadonlyMap<string, number>) => of.values().reduce((total, count) => total + count, 0);
  const [inTexts, inSpeech] = [sum(counts), sum(frequencies)];
  return Float64Array.from(
    words,
    (word) =>
      (counts.get(word) ?? 0) / inTexts / 2 + (frequencies.get(word) ?? 0) / Math.max(1, inSpeech) / 2,
  );
}

import { z } from 'zod';
import { unpackLanguageFile } from './languageFile.ts';

/** The number of no word. */
const noWord = -1;

/** Bigrams: which pairs of words are common in running text. */
export class WordPairs {
  readonly #content: WordPairsContent;
  readonly #numbers: ReadonlyMap<string, number>;

  constructor(content: WordPairsContent) {
    this.#content = content;
    this.#numbers = new Map(content.words.map((word, number) => [word, number]));
  }

  /** The number of a token's word, without punctuation and case; `noWord` if the word is unknown. */
  numberOf(token: string): number {
    return this.#numbers.get(wordOf(token)) ?? noWord;
  }

  /**
   * How many nats more likely a word is after another than alone; negative if it is less likely, 0 if either is
   * unknown.
   */
  gain(previous: number, next: number): number {
    if (previous === noWord || next === noWord) return 0;
    const { starts, followers, gains, unseenGains } = this.#content;
    let low = starts[previous];
    let high = starts[previous + 1] - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = followers[middle];
      if (found === next) return gains[middle];
      if (found < next) low = middle + 1;
      else high = middle - 1;
    }
    return unseenGains[previous];
  }
}

/** The form in which words are counted: letters, digits and inner apostrophes, in lower case. */
export function wordOf(token: string): string {
  return token
    .toLowerCase()
    .replaceAll('’', "'")
    .replaceAll(/[^\p{L}\p{N}']|^'+|'+$/gu, '');
}

/** Whether a phrase ends with a token: pairs across such punctuation do not count. */
export function endsPhrase(token: string): boolean {
  return /[.?!:;)\]}"”»…]$/u.test(token);
}

/** Pairs of words by the first of them. */
export interface WordPairsContent {
  /** Word 0 and so on, in the order of their code units. */
  readonly words: readonly string[];
  /** Start of each word's followers, and the end of the last one's. */
  readonly starts: Uint32Array;
  /** Words that were seen after each word, ascending. */
  readonly followers: Uint32Array;
  /** By follower: how many nats more likely it is there than alone. */
  readonly gains: Float32Array;
  /** By word: the same for all words that were not seen after it. */
  readonly unseenGains: Float32Array;
}

const headerSchema = z.object({
  format: z.literal('inkdex word pairs 1'),
  words: z.number().int().positive(),
  pairs: z.number().int().nonnegative(),
  /** Bytes of the words, and of the distances between followers. */
  text: z.number().int().nonnegative(),
  distances: z.number().int().nonnegative(),
});

/** Nats of one step of a stored gain: signed bytes reach 15 either way. */
export const gainStep = 1 / 8;

/** @throws InkdexError `data-invalid` if the bytes are not word pairs */
export function decodeWordPairs(bytes: Uint8Array, path: string): WordPairsContent {
  const { header, body } = unpackLanguageFile(
    bytes,
    path,
    headerSchema,
    ({ words, pairs, text, distances }) => text + distances + pairs + words,
  );
  const { words, pairs, text, distances } = header;
  const gainsAt = text + distances;
  const next = numberReader(body.subarray(text, gainsAt));
  const starts = new Uint32Array(words + 1);
  for (let word = 0; word < words; word += 1) starts[word + 1] = starts[word] + next();
  const followers = new Uint32Array(pairs);
  for (let word = 0; word < words; word += 1) {
    let follower = 0;
    const end = Math.min(pairs, starts[word + 1]);
    for (let pair = starts[word]; pair < end; pair += 1) {
      follower += next();
      followers[pair] = follower;
    }
  }
  return {
    words: Buffer.from(body.subarray(0, text)).toString('utf8').split('\n'),
    starts,
    followers,
    gains: toNats(body.subarray(gainsAt, gainsAt + pairs)),
    unseenGains: toNats(body.subarray(gainsAt + pairs)),
  };
}

function toNats({ buffer, byteOffset, length }: Uint8Array): Float32Array {
  const nats = new Float32Array(new Int8Array(buffer, byteOffset, length));
  // Of a million values: map takes several times as long, Float32Array.from with a function ten times that.
  for (let at = 0; at < length; at += 1) nats[at] = nats[at] * gainStep;
  return nats;
}

/** Gives one number after another; 0 after the last. Seven bits a byte, the lowest first; the eighth is set if more follow. */
function numberReader(bytes: Uint8Array): () => number {
  let at = 0;
  return () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes.at(at) ?? 0;
      at += 1;
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
}

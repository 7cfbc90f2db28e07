import { brotliCompressSync, constants } from 'node:zlib';
import {
  backoffStep,
  highestBackoff,
  probabilityStep,
  type LetterModelContent,
} from '../../main/ml/language/characterNgrams.ts';
import type { LexiconContent } from '../../main/ml/language/lexicon.ts';
import { gainStep, type WordPairsContent } from '../../main/ml/language/wordPairs.ts';

/**
 * One file of the language folder, compressed with Brotli: a header as one line of JSON, then the bytes that it
 * describes.
 */
function packLanguageFile(header: object, planes: readonly Uint8Array[]): Buffer {
  const line = Buffer.from(`${JSON.stringify(header)}\n`, 'utf8');
  return brotliCompressSync(Buffer.concat([line, ...planes]), {
    params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_LGWIN]: 22 },
  });
}

export function encodeLexicon(content: LexiconContent, words: number): Buffer {
  const { characters, edgeCounts, endCosts, symbols, edgeCosts, targets } = content;
  const header = {
    format: 'inkdex lexicon 1',
    characters,
    words,
    states: edgeCounts.length,
    edges: symbols.length,
  };
  const targetBytes = [0, 8, 16].map((shift) =>
    Uint8Array.from(targets, (target) => (target >> shift) & 255),
  );
  return packLanguageFile(header, [edgeCounts, endCosts, symbols, edgeCosts, ...targetBytes]);
}

/** Rounds gains to an eighth of a nat: some two bytes a pair. */
export function encodeWordPairs({ words, starts, followers, gains, unseenGains }: WordPairsContent): Buffer {
  const text = Buffer.from(words.join('\n'), 'utf8');
  const counts: number[] = [];
  const distances: number[] = [];
  for (let word = 0; word < words.length; word += 1) {
    const own = followers.subarray(starts[word], starts[word + 1]);
    writeNumber(counts, own.length);
    for (const [place, follower] of own.entries())
      writeNumber(distances, follower - (place === 0 ? 0 : own[place - 1]));
  }
  const header = {
    format: 'inkdex word pairs 1',
    words: words.length,
    pairs: followers.length,
    text: text.length,
    distances: counts.length + distances.length,
  };
  return packLanguageFile(header, [
    text,
    Uint8Array.from(counts),
    Uint8Array.from(distances),
    toBytes(gains),
    toBytes(unseenGains),
  ]);
}

/** Rounds to a twelfth of a nat, a sixteenth for back-off weights: four bytes an n-gram. */
export function encodeLetterModel(content: LetterModelContent): Buffer {
  const { order, characters, symbols, childCounts, logProbabilities, logBackoffs } = content;
  return packLanguageFile({ format: 'inkdex letter model 1', order, characters, nodes: symbols.length }, [
    symbols,
    childCounts,
    Uint8Array.from(logProbabilities, (value) => toByte(-value / probabilityStep)),
    Uint8Array.from(logBackoffs, (value) => toByte((highestBackoff - value) / backoffStep)),
  ]);
}

function toBytes(nats: Float32Array): Uint8Array {
  const steps = Int8Array.from(nats, (value) => Math.max(-127, Math.min(127, Math.round(value / gainStep))));
  return new Uint8Array(steps.buffer);
}

/** Seven bits a byte, the lowest first; the eighth is set if more follow. */
function writeNumber(into: number[], value: number): void {
  let left = value;
  for (; left > 127; left >>>= 7) into.push((left & 127) | 128);
  into.push(left);
}

function toByte(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}

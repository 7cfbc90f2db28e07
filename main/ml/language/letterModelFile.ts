import { z } from 'zod';
import { packLanguageFile, unpackLanguageFile } from './languageFile.ts';

/** What a letter model is made of: n-grams as the nodes of a trie, level by level. */
export interface LetterModelContent {
  /** Letters of the longest n-gram. */
  readonly order: number;
  /** The letters that symbols 1, 2 and so on stand for; 0 is the word's boundary. */
  readonly characters: string;
  /** Last symbol of each node's n-gram; siblings ascend. Node 0 is the empty one. */
  readonly symbols: Uint8Array;
  readonly childCounts: Uint8Array;
  /** Natural logarithm of the probability of the last symbol after the others. */
  readonly logProbabilities: Float32Array;
  /** Natural logarithm of the weight of the shorter context where this one lacks the letter. */
  readonly logBackoffs: Float32Array;
}

const headerSchema = z.object({
  format: z.literal('inkdex letter model 1'),
  order: z.number().int().min(1).max(12),
  characters: z.string(),
  nodes: z.number().int().positive(),
});

/** Nats of one step of a stored probability: 255 of them reach e^-21. */
const probabilityStep = 1 / 12;
const backoffStep = 1 / 16;
/** Pruning may leave a back-off weight above 1: up to e^2. */
const highestBackoff = 2;

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

/** @throws InkdexError `data-invalid` when the bytes are no letter model */
export function decodeLetterModel(bytes: Uint8Array, path: string): LetterModelContent {
  const { header, body } = unpackLanguageFile(bytes, path, headerSchema, ({ nodes }) => 4 * nodes);
  const { order, characters, nodes } = header;
  const plane = (index: number) => body.subarray(index * nodes, (index + 1) * nodes);
  return {
    order,
    characters,
    symbols: plane(0),
    childCounts: plane(1),
    // Float32Array.from with a function is ten times slower.
    logProbabilities: new Float32Array(plane(2)).map((byte) => -byte * probabilityStep),
    logBackoffs: new Float32Array(plane(3)).map((byte) => highestBackoff - byte * backoffStep),
  };
}

function toByte(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}

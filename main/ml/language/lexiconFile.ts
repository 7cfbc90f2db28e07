import { z } from 'zod';
import { packLanguageFile, unpackLanguageFile } from './languageFile.ts';

/** A weighted automaton of words: state 0 starts every word, states stand after those they lead to. */
export interface LexiconContent {
  /** The letters that symbols 1, 2 and so on stand for. */
  readonly characters: string;
  /** Edges of each state; they stand one after the other, in order of their symbols. */
  readonly edgeCounts: Uint8Array;
  /** Cost of ending here, `noEnd` where no word does. */
  readonly endCosts: Uint8Array;
  readonly symbols: Uint8Array;
  readonly edgeCosts: Uint8Array;
  readonly targets: Uint32Array;
}

/** Nats of one unit of cost. */
export const lexiconCostStep = 1 / 6;
export const noEnd = 255;

const headerSchema = z.object({
  format: z.literal('inkdex lexicon 1'),
  characters: z.string(),
  words: z.number().int().positive(),
  states: z.number().int().positive(),
  edges: z.number().int().positive(),
});

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

/** @throws InkdexError `data-invalid` when the bytes are no lexicon */
export function decodeLexicon(bytes: Uint8Array, path: string): LexiconContent {
  const { header, body } = unpackLanguageFile(
    bytes,
    path,
    headerSchema,
    ({ states, edges }) => 2 * states + 5 * edges,
  );
  const { characters, states, edges } = header;
  const plane = (index: number) =>
    body.subarray(2 * states + index * edges, 2 * states + (index + 1) * edges);
  const [low, middle, high] = [plane(2), plane(3), plane(4)];
  return {
    characters,
    edgeCounts: body.subarray(0, states),
    endCosts: body.subarray(states, 2 * states),
    symbols: plane(0),
    edgeCosts: plane(1),
    targets: Uint32Array.from(
      low,
      (byte, edge) => byte | ((middle[edge] ?? 0) << 8) | ((high[edge] ?? 0) << 16),
    ),
  };
}

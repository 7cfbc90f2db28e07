import { z } from 'zod';

/** The networks that can be trained. `main/ml/networks/registry.ts` builds them. */
export const networkNameSchema = z.enum(['stn-crnn', 'crnn', 'attention', 'line', 'characters', 'fcn-lines']);
export type NetworkName = z.infer<typeof networkNameSchema>;
/** Networks that read text. */
export type RecogniserName = Exclude<NetworkName, 'fcn-lines'>;

/** What a network reads at once; it finds the lines of a page. */
export const readUnitSchema = z.enum(['word', 'line', 'character', 'page']);
export type ReadUnit = z.infer<typeof readUnitSchema>;

export interface NetworkDescription {
  readonly title: string;
  /** For people who choose one: a sentence. */
  readonly use: string;
  readonly reads: ReadUnit;
}

export const networkDescriptions: Readonly<Record<NetworkName, NetworkDescription>> = {
  'stn-crnn': {
    title: 'Spatial transformer and depthwise CRNN',
    use: 'The network of the model that Inkdex ships: small and fast.',
    reads: 'word',
  },
  crnn: {
    title: 'CRNN',
    use: 'Eight times as many weights; for alphabets of thousands of characters.',
    reads: 'word',
  },
  attention: {
    title: 'Attention',
    use: 'Writes one character after another and shows where it looked for each.',
    reads: 'word',
  },
  line: {
    title: 'Line recogniser',
    use: 'Reads whole lines with their spaces; it learns from lines, and photos are then read line by line.',
    reads: 'line',
  },
  characters: {
    title: 'Character recogniser',
    use: 'Reads images of single characters, such as EMNIST’s.',
    reads: 'character',
  },
  'fcn-lines': {
    title: 'Line finder',
    use: 'Finds the lines of a page; it learns from pages whose lines have places.',
    reads: 'page',
  },
};

/** What a run of a network counts, trains on and is scored by. */
export interface RunWords {
  /** A sample that it trains on, in the singular. */
  readonly sample: string;
  /** What is scored, in the singular. */
  readonly scored: string;
  /** Short names of the two rates of a `Score`. */
  readonly rates: readonly [cer: string, wer: string];
}

export function runWords(reads: ReadUnit): RunWords {
  if (reads === 'page') return { sample: 'page', scored: 'line', rates: ['1 − F1', 'Missed'] };
  return { sample: reads, scored: reads, rates: ['CER', 'WER'] };
}

/** What a model reads at once. @param metadata of its file; files of `stn-crnn` name no network */
export function unitOf({ network, photo }: ReadsOne): ReadUnit {
  return photo?.reads ?? networkDescriptions[network?.name ?? 'stn-crnn'].reads;
}

interface ReadsOne {
  readonly network?: { readonly name: NetworkName } | undefined;
  readonly photo?: { readonly reads: ReadUnit } | undefined;
}

/** Options of a network's form by their names, such as `{ hidden: 128 }`; each network has its own. */
export const networkOptionsSchema = z.record(
  z.string(),
  z.union([z.number(), z.string(), z.boolean(), z.array(z.number())]),
);
export type NetworkOptions = z.infer<typeof networkOptionsSchema>;

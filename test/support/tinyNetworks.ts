import { createAlphabet } from '../../shared/alphabet.ts';
import type { RecogniserMetadata } from '../../shared/contract/model.ts';
import { createRandom } from '../../shared/random.ts';
import type { InputForm } from '../../main/ml/networks/input.ts';
import type { Network } from '../../main/ml/networks/network.ts';
import { buildNetwork, networkConfig, networkInFile } from '../../main/ml/networks/registry.ts';
import type { LabelledInk } from '../../main/ml/training/wordBank.ts';
import './olderNetworks.ts';
import { drawnTexts, eightWords, letters } from './eightWords.ts';
import type { NetworkOptions, RecogniserName } from '../../shared/networks.ts';

export interface TinyNetwork {
  readonly title: string;
  readonly name: RecogniserName;
  readonly options: NetworkOptions;
  readonly peak: number;
  readonly steps: number;
  /** What it learns; without it, the eight words. */
  readonly texts?: readonly string[];
  /** To which its images are padded, so that reading sees what training saw. */
  readonly width: number;
}

const lines = ['i t', 't i', 'o i', 'it', 't o', 'to', 'i o', 't'];

/** Each network in a form that trains in seconds, and a learning rate under which it does. */
export const tinyNetworks: readonly TinyNetwork[] = [
  {
    title: 'crnn',
    name: 'crnn',
    options: { channels: [8, 8, 16, 16, 24, 24, 64], hidden: 64 },
    peak: 0.01,
    steps: 80,
    width: 64,
  },
  {
    title: 'crnn with a dense layer and GRUs',
    name: 'crnn',
    options: { channels: [8, 8, 16, 16, 24, 24, 64], hidden: 64, dense: 40, cell: 'gru' },
    peak: 0.01,
    steps: 80,
    width: 64,
  },
  {
    title: 'attention',
    name: 'attention',
    options: {
      channels: [8, 8, 16, 16, 24, 24, 64],
      hidden: 48,
      decoder: 48,
      embedding: 16,
      characters: 5,
      beam: 2,
      ctc: 0.2,
    },
    peak: 0.01,
    steps: 80,
    width: 64,
  },
  {
    title: 'attention over the CNN of the recogniser of words',
    name: 'attention',
    options: {
      form: 'depthwise',
      channels: [4, 8, 16, 48],
      hidden: 48,
      decoder: 48,
      embedding: 16,
      characters: 5,
    },
    peak: 0.01,
    steps: 80,
    width: 64,
  },
  {
    title: 'line',
    name: 'line',
    options: { channels: [4, 8, 16, 48], hidden: 48 },
    peak: 0.015,
    steps: 76,
    texts: lines,
    width: 100,
  },
  {
    title: 'line with windows',
    name: 'line',
    options: { form: 'windows', channels: [4, 8], hidden: 64 },
    peak: 0.02,
    steps: 60,
    texts: lines,
    width: 60,
  },
  {
    title: 'line with windows and no LSTM',
    name: 'line',
    // Wide enough to see a letter with its neighbours.
    options: { form: 'windows', window: 36, channels: [4, 8], hidden: 64, layers: 0 },
    peak: 0.02,
    steps: 80,
    texts: lines,
    width: 60,
  },
  {
    title: 'characters',
    name: 'characters',
    options: { channels: [4, 8], units: 48 },
    peak: 0.01,
    steps: 30,
    texts: 'a B c 7 ? & g O'.split(' '),
    width: 36,
  },
  {
    title: 'characters with a perceptron',
    name: 'characters',
    options: { form: 'mlp', units: 48, layers: 2 },
    peak: 0.01,
    steps: 30,
    texts: 'a B c 7 ? & g O'.split(' '),
    width: 36,
  },
];

/** The characters that a tiny network learns, each once. */
export function lettersOf({ texts }: TinyNetwork): string {
  return texts === undefined ? letters : [...new Set(texts.join(''))].sort().join('');
}

/** Eight words, lines or characters. */
export function eightOf({ texts }: TinyNetwork): LabelledInk[] {
  return texts === undefined ? eightWords() : drawnTexts(texts);
}

/** Builds it with random weights, always the same. */
export function tiny(form: TinyNetwork, dropout = 0): Network {
  const { classCount: classes } = createAlphabet(lettersOf(form));
  const config = networkConfig(form.name, form.options, { classes, dropout });
  return buildNetwork({ ...config, widths: [form.width] }, createRandom(2), true);
}

/** What its .onnx file says of it. */
export function metadataOf({ config }: Network, form: TinyNetwork): RecogniserMetadata {
  const { height, widths, stride = 4 }: InputForm = config;
  const network = networkInFile(config);
  return {
    format: 1,
    kind: 'recogniser',
    name: 'Tiny',
    ...(network === undefined ? {} : { network }),
    characters: lettersOf(form),
    height,
    widths: [...widths],
    stride,
    parameters: 1,
  };
}

import type { OptimizerName } from '../../../../shared/contract/run.ts';
import type { WordShape } from '../../../imaging/fitWord.ts';
import type { MatrixBlocks, WeightSteps } from '../../training/optimizer.ts';

/** The form of a recogniser: what its weights cannot say by themselves. */
export interface RecogniserConfig {
  /** Rows of the image. 48: three halvings after the stem's leave 3 rows, and ascenders stay readable. */
  readonly height: number;
  /**
   * Columns, ascending, multiples of 32: a word is padded to the next one. Few enough that batches of
   * one width fill up, near enough that little padding is computed.
   */
  readonly widths: readonly number[];
  /** Letters and the blank. */
  readonly classes: number;
  /** Channels of the strided convolutions that look for the transform: small, it is six numbers. */
  readonly localisation: readonly number[];
  /** Channels of the stem, at half resolution: more cost time where the image is largest. */
  readonly stem: number;
  /** Channels after each depthwise-separable block and what it pools, rows by columns. */
  readonly blocks: readonly RecogniserBlock[];
  /** Units of each direction of each recurrent layer. */
  readonly recurrent: readonly number[];
  /** Share of channels silenced before each recurrent layer and before the head. */
  readonly dropout: number;
}

export interface RecogniserBlock {
  readonly channels: number;
  readonly pool: readonly [rows: number, columns: number];
}

/** Input columns per time step: narrow repeated letters need a blank between them. */
export const recogniserStride = 4;

/**
 * The networks that a starter model can be: of 1.1 and of 2.1 million parameters. The large one costs a third more
 * time to train and to read with.
 */
export const starterSizes = ['small', 'large'] as const;
export type StarterSize = (typeof starterSizes)[number];

/** The network of the starter model. */
export function pretrainedRecogniserConfig(classes: number, size: StarterSize = 'small'): RecogniserConfig {
  return {
    height: 48,
    widths: Array.from({ length: 16 }, (_, index) => 32 * (index + 1)),
    classes,
    localisation: [8, 16, 32],
    stem: 32,
    blocks: [
      { channels: 64, pool: [2, 2] },
      { channels: 128, pool: [2, 1] },
      { channels: 256, pool: [2, 1] },
      ...Array.from({ length: size === 'small' ? 2 : 4 }, () => ({ channels: 256, pool: [1, 1] as const })),
    ],
    recurrent: size === 'small' ? [128, 128] : [192, 192],
    dropout: 0.2,
  };
}

/** What of a recogniser's form says how words are brought to it. */
export interface InputForm {
  /** Rows in pixels. */
  readonly height: number;
  /** Columns in pixels, ascending. */
  readonly widths: readonly number[];
}

/**
 * Columns of paper that stand to the right of every word, two time steps: CTC says a letter at the end of its
 * ink or after it, and where the image ends with the ink a full stop there is not said.
 */
export const leastPadding = 8;

/** The form that words are fitted to, so that the widest still has its padding. */
export function wordShape({ height, widths }: InputForm): WordShape {
  return { height, maxWidth: Math.max(...widths) - leastPadding };
}

/** Columns that a fitted word of so many columns is padded to: the next width that leaves its padding. */
export function paddedWidth(columns: number, { widths }: Pick<InputForm, 'widths'>): number {
  return widths.find((width) => width >= columns + leastPadding) ?? Math.max(...widths);
}

/** Gates of a recurrent layer, whose matrices stand side by side in its kernel. */
const gates = 4;

/**
 * The recogniser's weights that are matrices between hidden layers, by their names: of the pointwise convolutions and of the
 * recurrent layers' gates. The others look at the image, or write the letters.
 */
function hiddenMatrices(name: string): MatrixBlocks {
  if (/^recurrent\.\d+\.(?:forward|backward)\.kernel$/u.test(name)) return gates;
  return /^blocks\.\d+\.pointwise\.kernel$/u.test(name) ? 1 : null;
}

/** How the recogniser's weights are stepped by an optimizer. */
export function weightSteps(optimizer: OptimizerName): Pick<WeightSteps, 'matricesOf'> {
  return optimizer === 'muon' ? { matricesOf: hiddenMatrices } : {};
}

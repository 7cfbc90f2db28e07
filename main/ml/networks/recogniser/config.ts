import type { OptimizerName } from '../../../../shared/contract/run.ts';
import type { CellName } from '../../blocks/cells.ts';
import type { NetworkConfig } from '../network.ts';
import type { MatrixBlocks, WeightSteps } from '../../training/optimizer.ts';

/** The architecture of the default recogniser. */
export interface RecogniserConfig extends NetworkConfig {
  readonly network?: undefined;
  /** Rows of the image. With 48, 3 rows remain after the stem and three poolings, and ascenders stay readable. */
  readonly height: number;
  /**
   * Widths to which words are padded, in columns: ascending multiples of 32. Few widths make full batches; many
   * widths avoid padding.
   */
  readonly widths: readonly number[];
  /** Channels of the spatial transformer's localisation network, which predicts only six numbers. */
  readonly localisation: readonly number[];
  /** Channels of the stem, at half resolution, where each channel costs most. */
  readonly stem: number;
  /** Output channels and pooling of each depthwise-separable block. */
  readonly blocks: readonly RecogniserBlock[];
  /** Units of each direction of each recurrent layer. */
  readonly recurrent: readonly number[];
  /** Of the recurrent layers: LSTM by default. */
  readonly cell?: CellName | undefined;
  /** Units of a dense layer before them; none by default. */
  readonly dense?: number | undefined;
  /** Dropout rate before each recurrent layer and before the head. */
  readonly dropout: number;
}

export interface RecogniserBlock {
  readonly channels: number;
  readonly pool: readonly [rows: number, columns: number];
}

/**
 * Sizes of the pretrained recogniser: 1.1 and 2.1 million parameters. The large one takes a third more time to
 * train and to read.
 */
export const starterSizes = ['small', 'large'] as const;
export type StarterSize = (typeof starterSizes)[number];

/** The architecture of the pretrained recogniser. */
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

/**
 * The weights that are matrices between hidden layers, by their names: pointwise convolutions and the gates of
 * recurrent layers. The others are input and output layers.
 *
 * @param gates of the layers' cells, whose matrices are side by side in their kernels
 */
function hiddenMatrices(name: string, gates: number): MatrixBlocks {
  if (/^recurrent\.\d+\.(?:forward|backward)\.kernel$/u.test(name)) return gates;
  return /^blocks\.\d+\.pointwise\.kernel$/u.test(name) ? 1 : null;
}

/** How an optimizer updates a recogniser's weights. @param config the cell of an attention is that of its decoder */
export function weightSteps(
  optimizer: OptimizerName,
  config: NetworkConfig & { readonly cell?: CellName | undefined },
): Pick<WeightSteps, 'matricesOf'> {
  const gates = config.cell === 'gru' && config.network !== 'attention' ? 3 : 4;
  return optimizer === 'muon' ? { matricesOf: (name) => hiddenMatrices(name, gates) } : {};
}

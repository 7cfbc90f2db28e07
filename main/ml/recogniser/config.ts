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
export function starterRecogniserConfig(classes: number, size: StarterSize = 'small'): RecogniserConfig {
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

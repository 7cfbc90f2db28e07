import type { BidirectionalWeights } from '../../../../ml/blocks/recurrent.ts';
import { z } from 'zod';
import type { AttentionWeights } from '../../../../ml/blocks/additiveAttention.ts';
import type { DenseWeights } from '../../../../ml/blocks/dense.ts';
import type { Variable2D } from '../../../../ml/blocks/initializers.ts';
import type { LstmWeights } from '../../../../ml/blocks/lstm.ts';
import { impossible } from '../../../../ml/decoding/posteriors.ts';
import { columnsConfig, type ColumnsConfig, type ColumnWeights } from '../columns.ts';
import type { NetworkConfig } from '../../../../ml/networks/network.ts';
import { crnnOptionsSchema } from '../crnn.ts';

/** The options of the form. */
export const attentionOptionsSchema = z.strictObject({
  /** `form` and `channels` of the CNN, and `hidden` units of each direction of the encoder. */
  ...crnnOptionsSchema.shape,
  /** Units of the decoder, and of the space in which its state is compared with the columns. */
  decoder: z.number().int().min(1).max(2048).default(256),
  /** Its recurrent layers, 1 by default: `--attn-num-layers` of attention-ocr. */
  layers: z.number().int().min(1).max(2).optional(),
  /** LSTM by default: `--use-gru` of attention-ocr. */
  cell: z.enum(['lstm', 'gru']).optional(),
  /** Numbers that represent a character. */
  embedding: z.number().int().min(1).max(512).default(32),
  /** The most characters that it reads; training leaves out words with more. */
  characters: z.number().int().min(1).max(64).default(24),
  /** Readings that beam search follows; 1 is greedy decoding. */
  beam: z.number().int().min(1).max(16).default(1),
  /** The probability that the decoder gets its own last character while training, not the true one. */
  sampling: z.number().min(0).max(1).default(0.1),
  /** The weight of CTC in the loss; 0 for none. */
  ctc: z.number().min(0).max(0.9).default(0.2),
});

type AttentionOptions = z.infer<typeof attentionOptionsSchema>;

export interface AttentionConfig
  extends Omit<AttentionOptions, 'channels' | 'form'>, ColumnsConfig, NetworkConfig {
  readonly network: 'attention';
  readonly mostCharacters: number;
}

export function attentionConfig(options: unknown, classes: number, rate: number): AttentionConfig {
  const parsed = attentionOptionsSchema.parse(options);
  return {
    network: 'attention',
    mostCharacters: parsed.characters,
    classes,
    dropout: rate,
    ...parsed,
    ...columnsConfig(parsed),
  };
}

export type AttentionNetworkWeights = ColumnWeights & {
  readonly recurrent: readonly BidirectionalWeights[];
  readonly attention: AttentionWeights;
  /** [classes, embedding]; class 0 is the start. */
  readonly embedding: { readonly kernel: Variable2D };
  /** Or those of a GRU, as the configuration says. */
  readonly decoder: LstmWeights;
  /** The second layer of the decoder, over the states of the first. */
  readonly upper?: LstmWeights;
  /** From state and context to the classes; class 0 is the end. */
  readonly head: DenseWeights;
  /** The output layer of CTC, which is used only while training. */
  readonly shortcut?: DenseWeights;
};

/** The log-probabilities of a step that certainly writes nothing, [classes]. */
export function certainBlank(classes: number): Float32Array {
  return Float32Array.from({ length: classes }, (_, index) => (index === 0 ? 0 : impossible));
}

/** Steps of the decoder: the most characters, and the end. */
export function decoderSteps({ characters }: AttentionConfig): number {
  return characters + 1;
}

/** Nats by which the character in the reading leads the others of its step. */
export const leastLead = 1e-3;

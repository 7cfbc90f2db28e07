import type { RecogniserMetadata } from '../../../shared/contract/model.ts';
import type { ForwardPass } from '../forwardPass.ts';
import type { Tensor, Tensor3D, Tensor4D } from '../tf.ts';
import type { WeightTree } from '../weights.ts';
import type { AttentionConfig } from './attention/config.ts';
import type { CharactersConfig } from './characters.ts';
import type { CrnnConfig } from './crnn.ts';
import type { LineConfig } from './line.ts';
import type { RecogniserConfig } from './recogniser/config.ts';

/** The architecture of a network: enough to build it again from a file or in another thread. */
export type NetworkConfig = RecogniserConfig | CrnnConfig | AttentionConfig | LineConfig | CharactersConfig;

/** Images with the classes of their characters. */
export interface WordBatch {
  /** [batch, height, width, 1], ink 1 on paper 0 */
  readonly images: Tensor4D;
  readonly labels: readonly Int32Array[];
}

/**
 * A network with its weights. Training, evaluation and export use nothing else of it, and reading only its .onnx
 * file. With any decoder, it outputs logits in the form of CTC.
 */
export interface Network {
  readonly config: NetworkConfig;
  readonly weights: WeightTree;
  /** Prefixes of the names of all weights, from the image to the output; the first ones are convolutions. */
  readonly layers: { readonly convolutions: readonly string[]; readonly others: readonly string[] };
  /** Mean over the batch, in nats; a scalar. */
  readonly loss: (batch: WordBatch, pass: ForwardPass) => Tensor;
  /** [batch, height, width, 1] -> [time, batch, classes] at inference; class 0 is the blank. */
  logits(images: Tensor4D): Tensor3D;
  /** The image after the network's spatial transformer; the image itself if it has none. */
  rectify(images: Tensor4D): Tensor4D;
  /**
   * The bytes of an .onnx file that computes `logits`. Input: `image` float32 [batch, 1, height, width]; output:
   * `logits` float32 [time, batch, classes].
   */
  onnx(metadata: RecogniserMetadata): Uint8Array;
}

import type { RecogniserMetadata } from '../../../shared/contract/model.ts';
import type { NetworkOptions, RecogniserName } from '../../../shared/networks.ts';
import type { Random } from '../../../shared/random.ts';
import type { ForwardPass } from '../forwardPass.ts';
import type { GraphReader, StoredWeights } from '../onnx/storedLayers.ts';
import type { Tensor, Tensor3D, Tensor4D } from '../tf.ts';
import type { WeightTree } from '../weights.ts';
import type { InputForm } from './input.ts';

/** The architecture of a network: enough to build it again from a file or in another thread. Each kind adds its own. */
export interface NetworkConfig extends InputForm {
  /** Absent of `stn-crnn`, as in the files and checkpoints that are older than the registry of networks. */
  readonly network?: Exclude<RecogniserName, 'stn-crnn'> | undefined;
  /** Number of characters and the blank. */
  readonly classes: number;
  readonly dropout: number;
}

/** A kind of network that reads text. `registry.ts` has one object of each. */
export interface NetworkKind<Config extends NetworkConfig = NetworkConfig> {
  /** The architecture of a new network. @throws ZodError for options that it does not have */
  config(options: NetworkOptions, classes: number, dropout: number): Config;
  /**
   * A network with random weights.
   *
   * @param auxiliary whether it gets the output layers that are used only while training, if the kind has such
   */
  build(config: Config, random: Random, auxiliary: boolean): Network;
  /** What a file says of it; undefined of `stn-crnn`, whose form is in its graph. */
  inFile(config: Config): RecogniserMetadata['network'];
  /** The form and the weights in a file of Inkdex. @throws Error for another graph */
  read(graph: GraphReader, metadata: RecogniserMetadata, classes: number): StoredNetwork<Config>;
}

export interface StoredNetwork<Config extends NetworkConfig = NetworkConfig> {
  readonly config: Config;
  readonly weights: StoredWeights;
}

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

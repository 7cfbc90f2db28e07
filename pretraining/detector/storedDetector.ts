import type { Random } from '../../shared/random.ts';
import { detect, type DetectorConfig, type DetectorWeights } from './network/network.ts';
import {
  GraphReader,
  readTrainable,
  addConvolution,
  addNormalized,
  addSeparable,
  type StoredWeights,
} from '../../main/ml/onnx/storedLayers.ts';
import { metadataOf } from '../../main/ml/onnx/editModel.ts';
import { type Tensor4D, tf } from '../../main/ml/tf.ts';
import { assignNumbers } from '../../main/ml/weights.ts';
import { restoreNorms } from '../earlierWeights.ts';

/**
 * Puts the weights of an .onnx file into a detector that is to be trained on with live batch norm. Its norms, which the
 * file has folded into the kernels, are restored from what they see of the given crops.
 *
 * @param batches of ink, [batch, height, width, 1]
 * @throws InkdexError `model-damaged` when it is no detector of this form
 */
export function assignStoredDetector(
  weights: DetectorWeights,
  config: DetectorConfig,
  bytes: Uint8Array,
  batches: readonly Tensor4D[],
  random: Random,
): void {
  assignNumbers(weights, readStoredDetector(bytes, config));
  const { shallow, deep, merges, neck } = weights;
  restoreNorms({
    norms: [...shallow, ...deep.flat(), ...merges, neck].map(({ norm }) => norm),
    random,
    forward(pass) {
      for (const ink of batches) tf.dispose(Object.values(detect(ink, weights, pass)));
    },
  });
}

/** Reads back what `detectorOnnx` wrote: its convolutions stand in the order in which it goes through them. */
export function readStoredDetector(bytes: Uint8Array, config: DetectorConfig): StoredWeights {
  return readTrainable('detector', () => {
    const { kind } = metadataOf(bytes);
    if (kind !== 'detector') throw new Error(`it is a ${kind}, not a detector`);
    const graph = new GraphReader(bytes);
    const convolutions = graph.all('Conv').values();
    const next = () => convolutions.next().value;
    const weights: StoredWeights = new Map();
    const normed = (name: string): void => {
      addNormalized(weights, `${name}.convolution`, `${name}.norm`, graph, next());
    };
    const separable = (name: string): void => {
      addSeparable(weights, name, graph, [next(), next()]);
    };
    for (const index of config.shallow.keys()) normed(`shallow.${index}`);
    for (const [level, repeated] of config.blocks.entries()) {
      const blocks = level === 0 ? repeated : repeated + 1;
      for (let index = 0; index < blocks; index += 1) separable(`deep.${level}.${index}`);
    }
    for (let level = 0; level < 4; level += 1) addConvolution(weights, `laterals.${level}`, graph, next());
    for (let level = 0; level < 3; level += 1) separable(`merges.${level}`);
    normed('neck');
    addConvolution(weights, 'head', graph, next());
    return weights;
  });
}

import { readStoredRecogniser } from '../../ml/finetune/storedRecogniser.ts';
import type { StoredTensor } from '../../ml/finetune/storedTensor.ts';
import type { RecogniserConfig } from '../../ml/networks/recogniser/config.ts';
import { recognise, type RecogniserWeights } from '../../ml/networks/recogniser/network.ts';
import { type Tensor4D, tf } from '../../ml/tf.ts';
import { assignNumbers, namedWeights, type WeightTree } from '../../ml/weights.ts';
import type { Random } from '../../../shared/random.ts';
import { growWeights, newBlocks } from './growWeights.ts';
import { restoreNorms } from '../restoreNorms.ts';

/**
 * Puts the weights of an .onnx file into a network that is to be trained on with live batch norm, and that may be
 * larger (`growWeights`). The shortcut head, which the file lacks, stays as it was created.
 *
 * The file has batch norm folded into its kernels: each norm is restored from what it sees of the given words.
 *
 * @param batches of words, [batch, height, width, 1]
 * @throws InkdexError `model-damaged` when it is no recogniser of ours; RangeError when it cannot grow to this form
 */
export function assignStoredWeights(
  weights: RecogniserWeights,
  config: RecogniserConfig,
  bytes: Uint8Array,
  batches: readonly Tensor4D[],
  random: Random,
): void {
  const { transformer, stem, blocks, recurrent, head } = weights;
  const stored = readStoredRecogniser(bytes);
  const reading = { transformer, stem, blocks, recurrent, head };
  assignNumbers(reading, growWeights(stored, config, numbersOf(reading)));
  restoreNorms({
    norms: [stem.norm, ...blocks.map((block) => block.norm)],
    unfolded: newBlocks(stored.config, config).map((index) => blocks[index]?.norm),
    random,
    forward(pass) {
      for (const images of batches) tf.dispose(Object.values(recognise(images, weights, config, pass)));
    },
  });
}

function numbersOf(weights: WeightTree): Map<string, StoredTensor> {
  return new Map(
    [...namedWeights(weights)].map(([name, variable]) => [
      name,
      { shape: variable.shape, values: variable.dataSync<'float32'>().slice() },
    ]),
  );
}

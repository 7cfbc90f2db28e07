import { normEpsilon, type BatchNormWeights } from '../blocks/batchNorm.ts';
import { readStoredRecogniser } from '../finetune/storedRecogniser.ts';
import type { StoredTensor } from '../finetune/storedTensor.ts';
import type { ForwardPass } from '../forwardPass.ts';
import type { RecogniserConfig } from '../recogniser/config.ts';
import { recognise, type RecogniserWeights } from '../recogniser/network.ts';
import { tf, type Tensor, type Tensor1D, type Tensor4D, type Variable } from '../tf.ts';
import { assignNumbers, namedWeights, type WeightTree } from '../weights.ts';
import type { Random } from '../../../shared/random.ts';
import { growWeights, newBlocks } from './growWeights.ts';

/**
 * Puts the weights of an .onnx file into a network that is to be trained on with live batch norm, and that may be
 * larger (`growWeights`). The shortcut head, which the file lacks, stays as it was created.
 *
 * The file has batch norm folded into its kernels. Each norm gets scale and shift anew from what it sees of
 * the given words, so that the network does what the file does: first the first, as the second sees what
 * the first lets through, and so on.
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
  const grown = newBlocks(stored.config, config).map((index) => blocks[index]?.norm);
  for (const norm of [stem.norm, ...blocks.map((block) => block.norm)]) {
    const statistics = measure(norm, weights, config, batches, random);
    if (!grown.includes(norm)) restoreNorm(norm, statistics);
    norm.mean.assign(statistics.mean);
    norm.variance.assign(statistics.variance);
    tf.dispose([statistics.mean, statistics.variance]);
  }
}

/** Same output as before for inputs of the given statistics, now by way of them. */
function restoreNorm(norm: BatchNormWeights, statistics: { mean: Tensor1D; variance: Tensor1D }): void {
  const { mean, variance } = statistics;
  tf.tidy(() => {
    norm.gamma.assign(tf.sqrt(tf.add(variance, normEpsilon)));
    norm.beta.assign(tf.add(norm.beta, mean));
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

/** Means over the batches of what a norm sees. */
function measure(
  norm: BatchNormWeights,
  weights: RecogniserWeights,
  config: RecogniserConfig,
  batches: readonly Tensor4D[],
  random: Random,
): { mean: Tensor1D; variance: Tensor1D } {
  const seen = new Map<Variable, Tensor[]>([
    [norm.mean, []],
    [norm.variance, []],
  ]);
  const pass: ForwardPass = {
    training: true,
    random,
    observe(running, batch) {
      const values = seen.get(running);
      if (values === undefined) batch.dispose();
      else values.push(batch);
    },
  };
  for (const images of batches) {
    tf.dispose(Object.values(recognise(images, weights, config, pass)));
  }
  const meanOf = (running: Variable): Tensor1D => {
    const values = seen.get(running) ?? [];
    const mean = tf.tidy(() => tf.mean<Tensor1D>(tf.stack(values), 0));
    tf.dispose(values);
    return mean;
  };
  return { mean: meanOf(norm.mean), variance: meanOf(norm.variance) };
}

import { InkdexError } from '../shared/result.ts';
import { type Tensor1D, type Tensor, tf, type Variable } from '../main/ml/tf.ts';
import { readCheckpoint } from '../main/ml/training/checkpoint.ts';
import { assignFlat, flatLayout } from '../main/ml/training/flatWeights.ts';
import { assignWeights, namedWeights, trainableWeights, type WeightTree } from '../main/ml/weights.ts';
import { normEpsilon, type BatchNormWeights } from '../main/ml/blocks/batchNorm.ts';
import type { ForwardPass } from '../main/ml/forwardPass.ts';
import type { Random } from '../shared/random.ts';

/**
 * Puts the averaged weights of an earlier run into a network of the same form.
 *
 * @throws InkdexError `model-unknown` when there is no such checkpoint; `model-damaged` when it cannot
 *   be used or is of another network
 */
export async function assignEarlierWeights(weights: WeightTree, path: string): Promise<void> {
  const checkpoint = await readCheckpoint(path);
  const average = checkpoint?.tensors.get('average');
  if (checkpoint === undefined || average === undefined) {
    throw new InkdexError('model-unknown', `There is no checkpoint of a run at ${path} to start from.`);
  }
  const names = [...namedWeights(weights).keys()];
  assignWeights(
    weights,
    new Map(
      names.flatMap((name) => {
        const tensor = checkpoint.tensors.get(`weights/${name}`);
        return tensor === undefined ? [] : [[name, tensor] as const];
      }),
    ),
  );
  const trained = trainableWeights(weights);
  assignFlat(flatLayout(trained), trained, average as Tensor1D);
  for (const tensor of checkpoint.tensors.values()) tensor.dispose();
}

/** What goes through the network again and again while its norms are restored. */
interface NormRestoration {
  /** In the order in which what is read goes through them. */
  readonly norms: readonly BatchNormWeights[];
  readonly random: Random;
  /** Runs the network on every batch, and disposes what it gives. */
  readonly forward: (pass: ForwardPass) => void;
}

/**
 * Makes batch norms live again that a file has folded into the kernels before them: each gets scale and shift anew
 * from what it sees, so that the network does what the file does, by way of them. First the first, as the second sees
 * what the first lets through, and so on.
 */
export function restoreNorms({ norms, random, forward }: NormRestoration): void {
  for (const norm of norms) {
    const { mean, variance } = statisticsOf(norm, random, forward);
    tf.tidy(() => {
      norm.gamma.assign(tf.sqrt(tf.add(variance, normEpsilon)));
      norm.beta.assign(tf.add(norm.beta, mean));
    });
    norm.mean.assign(mean);
    norm.variance.assign(variance);
    tf.dispose([mean, variance]);
  }
}

/** Means over the batches of what a norm sees. */
function statisticsOf(
  norm: BatchNormWeights,
  random: Random,
  forward: NormRestoration['forward'],
): { mean: Tensor1D; variance: Tensor1D } {
  const seen = new Map<Variable, Tensor[]>([
    [norm.mean, []],
    [norm.variance, []],
  ]);
  forward({
    training: true,
    random,
    observe(running, batch) {
      const values = seen.get(running);
      if (values === undefined) batch.dispose();
      else values.push(batch);
    },
  });
  const meanOf = (running: Variable): Tensor1D => {
    const values = seen.get(running) ?? [];
    const mean = tf.tidy(() => tf.mean<Tensor1D>(tf.stack(values), 0));
    tf.dispose(values);
    return mean;
  };
  return { mean: meanOf(norm.mean), variance: meanOf(norm.variance) };
}

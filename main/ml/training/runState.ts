import { InkdexError } from '../../../shared/result.ts';
import type { Tensor, Variable } from '../tf.ts';
import { assignWeights, namedWeights, type WeightTree } from '../weights.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import type { MovingAverage } from './movingAverage.ts';
import type { OptimizerState } from './optimizer.ts';

/** A run between two steps. */
export interface RunState {
  /** The trained weights, without running statistics. */
  readonly weights: ReadonlyMap<string, Variable>;
  readonly optimizer: OptimizerState;
  readonly average: MovingAverage;
  /** Steps taken. */
  step: number;
  best: number | null;
}

/** What a checkpoint has to know of a task. */
interface Described {
  readonly weights: WeightTree;
  readonly description: string;
}

export async function saveRun(
  path: string,
  { weights, description }: Described,
  seed: number,
  { optimizer, average, step, best }: RunState,
): Promise<void> {
  const prefixed = (prefix: string, tensors: ReadonlyMap<string, Tensor>): [string, Tensor][] =>
    [...tensors].map(([name, tensor]) => [`${prefix}/${name}`, tensor]);
  const tensors = new Map<string, Tensor>([
    ...prefixed('weights', namedWeights(weights)),
    ...prefixed('first', optimizer.firstMoments),
    ...prefixed('second', optimizer.secondMoments),
    ...prefixed('average', average.averages),
  ]);
  await writeCheckpoint(path, { header: { step, seed, best, description }, tensors });
}

/**
 * Puts a saved run back into a fresh one; leaves it as it is when nothing was saved.
 *
 * @throws InkdexError `model-unknown` when the checkpoint is of another network, data or seed
 */
export async function restoreRun(
  path: string,
  { weights, description }: Described,
  seed: number,
  state: RunState,
): Promise<void> {
  const saved = await readCheckpoint(path);
  if (saved === undefined) return;
  const { header, tensors } = saved;
  if (header.description !== description || header.seed !== seed) {
    throw new InkdexError(
      'model-unknown',
      `${path} is of another run: "${header.description}", seed ${String(header.seed)}; expected ` +
        `"${description}", seed ${String(seed)}. Choose another folder or remove it.`,
    );
  }
  const under = (prefix: string) =>
    new Map(
      [...tensors]
        .filter(([name]) => name.startsWith(`${prefix}/`))
        .map(([name, tensor]) => [name.slice(prefix.length + 1), tensor]),
    );
  assignWeights(weights, under('weights'));
  assignWeights(Object.fromEntries(state.optimizer.firstMoments), under('first'));
  assignWeights(Object.fromEntries(state.optimizer.secondMoments), under('second'));
  assignWeights(Object.fromEntries(state.average.averages), under('average'));
  for (const tensor of tensors.values()) tensor.dispose();
  state.step = header.step;
  state.optimizer.steps = header.step;
  state.best = header.best;
}

import { InkdexError } from '../../../shared/result.ts';
import { tf, type Tensor, type Variable } from '../tf.ts';
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
  /** Evaluations in a row that were not the best. */
  stale: number;
  /** In how many parts batches are computed: one for each thread, and more for want of memory. */
  parts: number;
}

/** What a checkpoint has to know of a task. */
interface Described {
  readonly weights: WeightTree;
  readonly description: string;
}

/** What a run keeps of all weights in a row, by its name in a checkpoint. */
function rows({ optimizer, average }: Pick<RunState, 'optimizer' | 'average'>): Record<string, Variable> {
  return { first: optimizer.firstMoment, second: optimizer.secondMoment, average: average.average };
}

export async function saveRun(
  path: string,
  { weights, description }: Described,
  seed: number,
  { optimizer, average, step, best, stale, parts }: RunState,
): Promise<void> {
  const tensors = new Map<string, Tensor>([
    ...[...namedWeights(weights)].map(([name, weight]): [string, Tensor] => [`weights/${name}`, weight]),
    ...Object.entries(rows({ optimizer, average })),
  ]);
  await writeCheckpoint(path, { header: { step, seed, best, stale, parts, description }, tensors });
}

/**
 * Puts a saved run back into a fresh one; leaves it as it is when nothing was saved.
 *
 * @throws InkdexError `model-unknown` when the checkpoint is of another network, data or seed, `model-damaged` when it
 *   is none or its weights do not fit
 */
export async function restoreRun(
  path: string,
  { weights, description }: Described,
  seed: number,
  state: RunState,
): Promise<void> {
  const checkpoint = await readCheckpoint(path);
  if (checkpoint === undefined) return;
  const { header, tensors } = checkpoint;
  try {
    if (header.description !== description || header.seed !== seed) {
      throw new InkdexError(
        'model-unknown',
        `${path} is of another run: "${header.description}", seed ${header.seed}; expected ` +
          `"${description}", seed ${seed}. Choose another folder or remove it.`,
      );
    }
    const isWeight = ([name]: readonly [string, Tensor]) => name.startsWith('weights/');
    const saved = [...tensors];
    assignWeights(
      weights,
      new Map(saved.filter(isWeight).map(([name, tensor]) => [name.slice('weights/'.length), tensor])),
    );
    assignWeights(rows(state), new Map(saved.filter((entry) => !isWeight(entry))));
  } finally {
    tf.dispose([...tensors.values()]);
  }
  state.step = header.step;
  state.optimizer.steps = header.step;
  state.best = header.best;
  state.stale = header.stale;
  state.parts = header.parts;
}

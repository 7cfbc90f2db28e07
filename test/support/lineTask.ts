import { type Tensor2D, tf, type Variable } from '../../main/ml/tf.ts';
import { defaultOptimizer } from '../../main/ml/training/optimizer.ts';
import type { TrainingEvent, TrainingOptions, TrainingTask } from '../../main/ml/training/train.ts';

/** Points of a line. */
export interface Batch {
  readonly inputs: Tensor2D;
  readonly targets: Tensor2D;
}

/** Learns a line, y = 2 x - 1, from noisy points. */
export function lineTask() {
  const weights = {
    kernel: tf.variable(tf.tensor2d([[0]])),
    bias: tf.variable(tf.tensor1d([0])),
  };
  return {
    weights,
    description: 'a line',
    nextBatch(random) {
      const xs = Array.from({ length: 8 }, () => random.between(-1, 1));
      const ys = xs.map((x) => 2 * x - 1 + 0.05 * random.normal());
      return { inputs: tf.tensor2d(xs, [8, 1]), targets: tf.tensor2d(ys, [8, 1]) };
    },
    samplesIn: ({ inputs }) => inputs.shape[0],
    loss: ({ inputs, targets }) =>
      tf.losses.meanSquaredError(targets, tf.add(tf.matMul(inputs, weights.kernel), weights.bias)),
    disposeBatch({ inputs, targets }) {
      tf.dispose([inputs, targets]);
    },
  } satisfies TrainingTask<Batch> & { weights: { kernel: Variable; bias: Variable } };
}

/** @param warmupSteps of the rate, and how slowly the averaged weights follow */
export function lineOptions(totalSteps: number, warmupSteps = 0, averageDecay = 0.5): TrainingOptions {
  return {
    seed: 1,
    schedule: { peak: 0.05, warmupSteps, decaySteps: Math.floor(totalSteps / 4), totalSteps },
    optimizer: { ...defaultOptimizer, weightDecay: 0 },
    averageDecay,
    statisticsMomentum: 0.9,
    statisticsBatches: 2,
    evaluateEvery: 1000,
  };
}

/** All that a training says. */
export async function collect(events: AsyncIterable<TrainingEvent>): Promise<TrainingEvent[]> {
  const collected: TrainingEvent[] = [];
  for await (const event of events) collected.push(event);
  return collected;
}

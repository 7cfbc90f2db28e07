import { setTimeout } from 'node:timers/promises';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import type { Replicas } from '../../../../main/ml/replicas/replica.ts';
import { type Tensor1D, tf } from '../../../../main/ml/tf.ts';
import {
  batchGradients,
  type Differentiable,
  partGradients,
} from '../../../../main/ml/training/gradients.ts';
import { recordStatistics } from '../../../../main/ml/forwardPass.ts';
import { createRandom } from '../../../../shared/random.ts';
import { InkdexError } from '../../../../shared/result.ts';

beforeAll(() => tf.setBackend('cpu'));

it('throws what the first replica met, where the second one met it earlier', async () => {
  const unheard: unknown[] = [];
  const listen = (error: unknown): void => void unheard.push(error);
  process.on('unhandledRejection', listen);
  onTestFinished(() => void process.off('unhandledRejection', listen));

  const kernel = tf.variable(tf.tensor1d([1]));
  const task = lineTask(
    replicas(async (replica) => {
      await setTimeout(replica === 0 ? 50 : 1);
      throw new InkdexError('engine-crashed', `Thread ${replica} has ended.`);
    }),
  );
  const plan = { parts: 3, recorderOf: () => recordStatistics(createRandom(1)) };
  const gradients = batchGradients(task, tf.tensor1d([1, 2, 3]), new Map([['kernel', kernel]]), plan);
  await expect(gradients).rejects.toThrow('Thread 0 has ended.');
  expect(unheard).toEqual([]);

  function lineTask(beside: Replicas<Tensor1D>): Differentiable<Tensor1D> {
    return {
      weights: { kernel },
      loss: (batch) => tf.sum(tf.mul(batch, kernel)),
      samplesIn: ({ size }) => size,
      split: (batch, parts) => tf.split(batch, parts),
      disposeBatch: (batch) => {
        batch.dispose();
      },
      replicas: beside,
    };
  }
});

it('leaves nothing behind where a weight has no gradient', async () => {
  const [used, unused] = [tf.variable(tf.tensor1d([1])), tf.variable(tf.tensor1d([1]))];
  const weights = new Map([
    ['used', used],
    ['unused', unused],
  ]);
  const batch = tf.tensor1d([2]);
  const before = tf.memory().numTensors;
  const gradients = partGradients(
    () => tf.sum(tf.mul(batch, used)),
    batch,
    weights,
    recordStatistics(createRandom(1)),
  );
  await expect(gradients).rejects.toThrow('unused has no numbers, expected 1.');
  expect(tf.memory().numTensors).toBe(before);
});

function replicas(compute: (replica: number) => Promise<never>): Replicas<Tensor1D> {
  return {
    count: 2,
    load: () => Promise.resolve(),
    share: () => undefined,
    compute,
    close: () => Promise.resolve(),
  };
}

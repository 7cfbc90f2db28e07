import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { assignEarlierWeights } from '../../pretraining/earlierWeights.ts';
import { type Tensor, tf } from '../../main/ml/tf.ts';
import { writeCheckpoint } from '../../main/ml/training/checkpoint.ts';
import { temporaryFolder } from '../support/library.ts';

const network = () => ({
  kernel: tf.variable(tf.zeros([2, 2])),
  norm: { gamma: tf.variable(tf.ones([2])), mean: tf.variable(tf.zeros([2])) },
});

async function writtenCheckpoint(weights: Readonly<Record<string, Tensor>>): Promise<string> {
  const path = join(temporaryFolder(), 'run.checkpoint');
  const header = { step: 3, seed: 1, best: null, description: 'an earlier run' };
  await writeCheckpoint(path, { header, tensors: new Map(Object.entries(weights)) });
  return path;
}

describe('assignEarlierWeights', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it('takes the averaged weights, and the statistics of the trained ones', async () => {
    const path = await writtenCheckpoint({
      'weights/kernel': tf.fill([2, 2], 9),
      'weights/norm.gamma': tf.fill([2], 9),
      'weights/norm.mean': tf.tensor1d([5, 6]),
      average: tf.tensor1d([1, 2, 3, 4, 7, 8]),
    });
    const weights = network();
    await assignEarlierWeights(weights, path);
    expect([...weights.kernel.dataSync()]).toEqual([1, 2, 3, 4]);
    expect([...weights.norm.gamma.dataSync()]).toEqual([7, 8]);
    expect([...weights.norm.mean.dataSync()]).toEqual([5, 6]);
  });

  it('refuses a path without a checkpoint and one of another network', async () => {
    const missing = join(temporaryFolder(), 'inkdex-no-such.checkpoint');
    await expect(assignEarlierWeights(network(), missing)).rejects.toMatchObject({ code: 'model-unknown' });
    const other = await writtenCheckpoint({ 'weights/other': tf.zeros([1]), average: tf.zeros([1]) });
    await expect(assignEarlierWeights(network(), other)).rejects.toMatchObject({ code: 'model-damaged' });
  });
});

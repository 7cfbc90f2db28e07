import { beforeAll, describe, expect, it } from 'vitest';
import { createAlphabet } from '../../../../shared/alphabet.ts';
import { createRandom } from '../../../../shared/random.ts';
import { inkImage } from '../../../support/images.ts';
import { smallSources } from '../../../support/wordSources.ts';
import { pretrainedRecogniserConfig } from '../../../../main/ml/networks/recogniser/config.ts';
import { createRecogniser, recogniserNetwork } from '../../../../main/ml/networks/recogniser/network.ts';
import { greedyTexts } from '../../../support/greedyTexts.ts';
import {
  batchesPerPool,
  imageTensor,
  recogniserTask,
  wordBatch,
} from '../../../../main/ml/training/recogniserTask.ts';
import { drawPool } from '../../../../main/ml/training/wordPools.ts';
import { tf } from '../../../../main/ml/tf.ts';
import { disposeAfterEach } from '../../../support/scopes.ts';

const alphabet = createAlphabet('ab');
const config = pretrainedRecogniserConfig(alphabet.classCount);
const batchSize = 4;

beforeAll(() => tf.setBackend('cpu'));
disposeAfterEach();

/** A task over pools that are drawn in this process. */
function smallTask() {
  const draw = (number: number) =>
    drawPool(
      {
        sources: smallSources(),
        shares: [0.5, 0.5],
        size: batchSize * batchesPerPool,
        shape: { height: 48, maxWidth: 512 },
      },
      createRandom(number),
    );
  return recogniserTask({
    network: recogniserNetwork(createRecogniser(config, createRandom(1)), config),
    alphabet,
    description: 'a small task',
    batchSize,
    pools: { pool: (number) => Promise.resolve(draw(number)), close: () => Promise.resolve() },
  });
}

describe('batches of words', () => {
  it('hold one width that the network knows, the next one to their widest word', async () => {
    const task = smallTask();
    const widths: number[] = [];
    for (let step = 0; step < batchesPerPool; step += 1) {
      const { images, labels } = await task.nextBatch(createRandom(0), step);
      expect(labels).toHaveLength(batchSize);
      expect(images.shape.slice(0, 2)).toEqual([batchSize, 48]);
      widths.push(images.shape[2]);
    }
    expect(widths.filter((width) => !config.widths.includes(width))).toEqual([]);
    // The pool is sorted by width before it is cut: not every batch is as wide as its widest word.
    expect(new Set(widths).size).toBeGreaterThan(2);
  });

  it('give every word of a pool once, whichever order the pool’s batches come in', async () => {
    const task = smallTask();
    for (const pool of [0, 1, 2]) {
      const seen: string[] = [];
      for (let step = 0; step < batchesPerPool; step += 1) {
        const { images } = await task.nextBatch(createRandom(0), pool * batchesPerPool + step);
        for (const image of tf.unstack(images)) seen.push(image.dataSync().join(' '));
      }
      expect(new Set(seen).size, `pool ${pool}`).toBe(batchSize * batchesPerPool);
    }
  });

  it('are the same for the same step', async () => {
    const task = smallTask();
    const first = await task.nextBatch(createRandom(0), 9);
    const again = await task.nextBatch(createRandom(1), 9);
    expect(again.images.dataSync()).toEqual(first.images.dataSync());
    expect(again.labels).toEqual(first.labels);
  });

  it('squeeze nothing: a word stands at the left, paper after it', () => {
    const ink = inkImage({ width: 22, height: 48 }, [{ left: 0, top: 0, width: 22, height: 48 }]);
    const { images } = wordBatch([{ ink, text: 'ab' }], config, alphabet);
    expect(images.shape).toEqual([1, 48, 32, 1]);
    const columns = [...tf.squeeze(tf.min(images, 1)).dataSync()];
    expect(columns).toEqual([...Array<number>(22).fill(1), ...Array<number>(10).fill(0)]);
  });

  it('cut what is wider than the widest width', () => {
    const ink = inkImage({ width: 600, height: 48 }, []);
    expect(wordBatch([{ ink, text: 'a' }], config, alphabet).images.shape).toEqual([1, 48, 512, 1]);
    expect(imageTensor([{ ink, text: 'a' }], 48, 64).shape).toEqual([1, 48, 64, 1]);
  });
});

it('reads a batch along its best paths: repetitions are one letter, two with a blank between', () => {
  const path = [
    [1, 2, 0],
    [1, 0, 0],
    [0, 2, 0],
    [2, 2, 0],
  ];
  const logits = tf.oneHot(tf.tensor2d(path, [4, 3], 'int32'), 3).toFloat();
  expect(greedyTexts(logits as ReturnType<typeof tf.tensor3d>, alphabet)).toEqual(['ab', 'bb', '']);
});

import type { Alphabet } from '../../../shared/alphabet.ts';
import type { Random } from '../../../shared/random.ts';
import { stackInk } from '../../imaging/ink/ink.ts';
import type { Network, WordBatch } from '../networks/network.ts';
import { type InputForm, paddedWidth } from '../networks/input.ts';
import { type Tensor4D, tf } from '../tf.ts';
import type { Evaluation, TrainingTask } from './train.ts';
import type { PoolStream } from './poolStream.ts';
import type { LabelledInk } from './wordBank.ts';

/** Batches in a pool. With more, the words of a batch differ less in width, so that there is less padding. */
export const batchesPerPool = 8;

export interface RecogniserTaskOptions {
  readonly network: Network;
  readonly alphabet: Alphabet;
  readonly description: string;
  readonly batchSize: number;
  readonly pools: PoolStream;
  readonly evaluate?: (step: number) => Promise<Evaluation>;
}

export function recogniserTask(options: RecogniserTaskOptions): TrainingTask<WordBatch> {
  const { network, alphabet, description, batchSize, pools, evaluate } = options;
  return {
    weights: network.weights,
    description,
    async nextBatch(_random: Random, step: number) {
      const number = Math.floor(step / batchesPerPool);
      const samples = await pools.pool(number);
      const slot = batchOrder(number)[step % batchesPerPool];
      return wordBatch(samples.slice(slot * batchSize, (slot + 1) * batchSize), network.config, alphabet);
    },
    samplesIn: ({ labels }) => labels.length,
    loss: (batch, pass) => network.loss(batch, pass),
    disposeBatch({ images }) {
      images.dispose();
    },
    split: splitBatch,
    ...(evaluate === undefined ? {} : { evaluate }),
  };
}

/** Parts of nearly equal size: `parts`, or one for each word if there are fewer words. */
export function splitBatch({ images, labels }: WordBatch, parts: number): WordBatch[] {
  const size = Math.ceil(labels.length / Math.min(parts, labels.length));
  return Array.from({ length: Math.ceil(labels.length / size) }, (_, part) => {
    const own = labels.slice(part * size, (part + 1) * size);
    const start: [number, number, number, number] = [part * size, 0, 0, 0];
    return { images: tf.slice4d(images, start, [own.length, -1, -1, -1]), labels: own };
  });
}

/**
 * The order of a pool's batches, which are sorted by width: it differs between pools and is the same in every run.
 */
function batchOrder(pool: number): number[] {
  const order = Array.from({ length: batchesPerPool }, (_, index) => index);
  // An odd stride visits all slots, because their number is a power of two.
  return order.map((index) => (index * 5 + pool * 3) % batchesPerPool);
}

/** Words of similar width as one batch, padded on the right to the next width of the network. */
export function wordBatch(samples: readonly LabelledInk[], form: InputForm, alphabet: Alphabet): WordBatch {
  const widest = Math.max(...samples.map(({ ink }) => ink.width));
  return {
    images: imageTensor(samples, form.height, paddedWidth(widest, form)),
    labels: samples.map(({ text }) => alphabet.encode(text)),
  };
}

/** @returns [batch, height, width, 1], ink 1 on paper 0 */
export function imageTensor(samples: readonly LabelledInk[], height: number, width: number): Tensor4D {
  const images = samples.map(({ ink }) => ink);
  return tf.tensor4d(stackInk(images, height, width), [samples.length, height, width, 1]);
}

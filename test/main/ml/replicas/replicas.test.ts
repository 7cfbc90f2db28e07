import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../../shared/random.ts';
import type { TrainingEngineName } from '../../../../shared/contract/model.ts';
import { findTensorflows } from '../../../../main/ml/backends/installTensorflow.ts';
import { startEngine } from '../../../../main/ml/backends/startEngine.ts';
import { createRecogniser, type RecogniserWeights } from '../../../../main/ml/networks/recogniser/network.ts';
import { startRecogniserReplicas } from '../../../../main/ml/replicas/recogniserReplicas.ts';
import type { Replicas } from '../../../../main/ml/replicas/replica.ts';
import type { WordBatch } from '../../../../main/ml/networks/network.ts';
import { type Tensor, tf } from '../../../../main/ml/tf.ts';
import { batchGradients } from '../../../../main/ml/training/gradients.ts';
import { recordStatistics, type StatisticsRecorder } from '../../../../main/ml/forwardPass.ts';
import { disposeWeights, namedWeights, trainableWeights } from '../../../../main/ml/weights.ts';
import { eightWordsTask, smallConfig } from '../../../support/eightWords.ts';
import { tiny, tinyNetworks } from '../../../support/tinyNetworks.ts';

const engines = [
  { name: 'wasm', engine: 'wasm', isHere: true },
  {
    name: 'tensorflow (needs npx inkdex engine install tensorflow)',
    engine: 'tensorflow',
    isHere: findTensorflows().length > 0,
  },
] as const satisfies readonly { name: string; engine: TrainingEngineName; isHere: boolean }[];

const kinds = engines.flatMap((engine) => [
  { ...engine, kind: 'threads', beside: 2, one: 1 },
  { ...engine, kind: 'processes, one for each GPU', beside: ['0', '1'], one: ['0'] },
]);

it('replicas know the networks of annexes', async () => {
  await startEngine('wasm', 1);
  for (const form of tinyNetworks.slice(0, 1)) {
    const { config, weights } = tiny(form);
    const replicas = startRecogniserReplicas('wasm', config, 1);
    await expect(replicas.load(namedWeights(weights), [])).resolves.toBeUndefined();
    await replicas.close();
    disposeWeights(weights);
  }
});

describe.each(kinds)('replicas on $name, in $kind', ({ engine, isHere, beside, one }) => {
  if (!isHere) {
    it.skip('are not tested', () => undefined);
    return;
  }
  let replicas: Replicas<WordBatch>;

  beforeAll(async () => {
    await startEngine(engine, 1);
    replicas = startRecogniserReplicas(engine, smallConfig, beside);
  });
  afterAll(async () => {
    await replicas.close();
  });

  it.each([3, 8])(
    'give of a batch in %i parts what this thread would give alone, bit for bit',
    async (parts) => {
      const weights = createRecogniser(smallConfig, createRandom(1));
      const alone = await gradientOf(weights, parts);
      const together = await gradientOf(weights, parts, replicas);
      expect(together.loss).toBe(alone.loss);
      expect(together.gradient).toEqual(alone.gradient);
      expect(together.statistics).toEqual(alone.statistics);
      expect(alone.statistics.length).toBeGreaterThan(parts);
    },
    60_000,
  );

  it('follow the weights as they change, and leave no tensor behind', async () => {
    const weights = createRecogniser(smallConfig, createRandom(1));
    const first = await gradientOf(weights, 3, replicas);
    const [kernel] = trainableWeights(weights).values();
    tf.tidy(() => kernel?.assign(tf.mul(kernel, 1.5)));
    const before = tf.memory().numTensors;
    const second = await gradientOf(weights, 3, replicas);
    expect(second.gradient).not.toEqual(first.gradient);
    expect(second.gradient).toEqual((await gradientOf(weights, 3)).gradient);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('take a network without a shortcut, with some weights frozen', async () => {
    const { shortcut, ...weights } = createRecogniser(smallConfig, createRandom(2));
    disposeWeights(shortcut);
    const isTrained = (name: string): boolean => !name.startsWith('transformer');
    const together = await gradientOf(weights, 2, replicas, isTrained);
    expect(together.gradient).toEqual((await gradientOf(weights, 2, undefined, isTrained)).gradient);
  });

  it('throw here what goes wrong there, and go on', async () => {
    const weights = createRecogniser(smallConfig, createRandom(1));
    await replicas.load(namedWeights(weights), [...trainableWeights(weights).keys()]);
    const images = tf.zeros<tf.Rank.R4>([1, smallConfig.height, 64, 1]);
    const nothing = { images, labels: [] };
    await expect(replicas.compute(0, nothing, { random: 1 })).rejects.toThrow(
      '1 samples of 16 time steps; got 0',
    );
    const something = { images, labels: [Int32Array.of(1)] };
    await expect(replicas.compute(0, something, { random: 1 })).resolves.toMatchObject({
      loss: expect.any(Number) as number,
    });
    images.dispose();
  });

  it('say so when one has ended', async () => {
    const ended = startRecogniserReplicas(engine, smallConfig, one);
    const weights = createRecogniser(smallConfig, createRandom(1));
    await ended.load(namedWeights(weights), [...trainableWeights(weights).keys()]);
    await ended.close();
    const images = tf.zeros<tf.Rank.R4>([1, smallConfig.height, 64, 1]);
    await expect(
      ended.compute(0, { images, labels: [Int32Array.of(1)] }, { random: 1 }),
    ).rejects.toMatchObject({ code: 'engine-crashed' });
    images.dispose();
  });
});

interface Found {
  readonly loss: number;
  readonly gradient: Float32Array;
  /** What batch norm saw, part by part. */
  readonly statistics: readonly Float32Array[];
}

async function gradientOf(
  weights: RecogniserWeights,
  parts: number,
  replicas?: Replicas<WordBatch>,
  isTrained: (name: string) => boolean = () => true,
): Promise<Found> {
  const task = { ...eightWordsTask(weights, smallConfig), replicas };
  const batch = await task.nextBatch(createRandom(4), 0);
  const trained = new Map([...trainableWeights(weights)].filter(([name]) => isTrained(name)));
  await replicas?.load(namedWeights(weights), [...trained.keys()]);
  const recorders: StatisticsRecorder[] = [];
  const { loss, gradient } = await batchGradients(task, batch, trained, {
    parts,
    recorderOf: (part) => {
      const recorder = recordStatistics(createRandom(5).fork(`pass ${part}`));
      recorders.push(recorder);
      return recorder;
    },
  });
  const values = (tensor: Tensor): Float32Array => tensor.dataSync<'float32'>().slice();
  const statistics = recorders.flatMap((recorder) => recorder.observed().map(([, seen]) => values(seen)));
  const found = { loss, gradient: values(gradient), statistics };
  for (const recorder of recorders) recorder.discard();
  gradient.dispose();
  task.disposeBatch?.(batch);
  return found;
}

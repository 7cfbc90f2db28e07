import { startTrainingEngine } from '../engine.ts';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { createAlphabet, pretrainedCharacters } from '../../shared/alphabet.ts';
import { createRandom } from '../../shared/random.ts';
import { InkdexError } from '../../shared/result.ts';
import { replicaCount } from '../../main/ml/backends/processorShares.ts';
import { recogniserStride, wordShape } from '../../main/ml/networks/input.ts';
import { pretrainedRecogniserConfig } from '../../main/ml/networks/recogniser/config.ts';
import {
  createRecogniser,
  recogniserNetwork,
  recogniserOnnx,
} from '../../main/ml/networks/recogniser/network.ts';
import { startRecogniserReplicas } from '../../main/ml/replicas/recogniserReplicas.ts';
import { defaultOptimizer } from '../../main/ml/training/optimizer.ts';
import { train, type TrainingOptions } from '../../main/ml/training/train.ts';
import { tf } from '../../main/ml/tf.ts';
import { countParameters } from '../../main/ml/weights.ts';
import { assignEarlierWeights } from '../earlierWeights.ts';
import { openPoolStream } from '../../main/ml/training/poolStream.ts';
import { starterSources } from './sources.ts';
import { developmentSets, evaluateRecogniser } from './evaluation.ts';
import { batchesPerPool, recogniserTask, wordBatch } from '../../main/ml/training/recogniserTask.ts';
import { describeRun, log, logTraining, stopSignal, writeModel } from '../run.ts';
import { assignStoredWeights } from './storedWeights.ts';

/**
 * Trains the starter recogniser: `npm --prefix pretraining run recogniser -- --seed 1`. Ctrl-C writes a checkpoint;
 * the same command goes on from it. With INKDEX_THREADS=1 it ends with the same weights wherever it runs; with
 * more, batch norm goes by the part of a batch that each thread computes. `--from` starts with the weights of
 * another run: its checkpoint or the .onnx file that it wrote.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    steps: { type: 'string', default: '18000' },
    decay: { type: 'string', default: '6000' },
    batch: { type: 'string', default: '64' },
    rate: { type: 'string', default: '0.0015' },
    words: { type: 'string', default: '160000' },
    spliced: { type: 'string', default: '120000' },
    shares: { type: 'string', default: '0.36,0.2,0.14,0.3,0,0,0' },
    from: { type: 'string' },
    cache: { type: 'string', default: '.cache/starter' },
    out: { type: 'string', default: 'resources/models/starter-recogniser.onnx' },
  },
});

const sharesSchema = z
  .string()
  .transform((text) => text.split(',').map(Number))
  .pipe(z.array(z.number().nonnegative()).length(7))
  .refine(
    (numbers) => Math.abs(numbers.reduce((sum, share) => sum + share, 0) - 1) < 1e-6,
    'They must add up to 1.',
  );

/**
 * Shares of drawn, French, board and spliced words, of words cut from lines, of German and of self-labelled ones (`--shares`).
 * Real words teach once the network can read; before that, drawn ones teach it what a letter is.
 */
const shares = { beginner: [0.8, 0.1, 0.1, 0, 0, 0, 0], reader: sharesSchema.parse(values.shares) };
/** Step from which a network that began with nothing counts as a reader. */
const beginnerSteps = 1200;

const seed = Number(values.seed);
const batchSize = Number(values.batch);
const totalSteps = Number(values.steps);
const { batch, words, spliced, shares: mixture, from } = values;
const alphabet = createAlphabet(pretrainedCharacters);
const config = pretrainedRecogniserConfig(alphabet.classCount);
const engine = await startTrainingEngine();
const { shortcut, ...withoutShortcut } = createRecogniser(config, createRandom(seed).fork('weights'));
// An .onnx file has no shortcut head, and a new one would disturb the trained layers below it.
const weights = from?.endsWith('.onnx') === true ? withoutShortcut : { ...withoutShortcut, shortcut };
log(`${engine}, ${countParameters(weights)} parameters`);

const sources = await starterSources(join(values.cache, 'words'), seed, {
  drawn: Number(values.words),
  spliced: Number(values.spliced),
});
const missing = sources.find(({ bank }, at) => bank.texts.length === 0 && (shares.reader[at] ?? 0) > 0);
if (missing !== undefined) {
  throw new InkdexError(
    'file-missing',
    `There are no ${missing.name} words, and --shares wants some. npm run pretraining:data makes them.`,
  );
}
const sets = await developmentSets(config, 400);
log(
  [
    ...sources.map(({ name, bank }) => `${name} ${bank.texts.length}`),
    ...sets.map(({ name, words }) => `${name} ${words.length}`),
  ].join(', '),
);
const pools = openPoolStream(
  {
    sources,
    seed,
    size: batchSize * batchesPerPool,
    shape: wordShape(config),
  },
  (pool) =>
    values.from === undefined && pool * batchesPerPool < beginnerSteps ? shares.beginner : shares.reader,
);

if (values.from !== undefined) {
  await beginWith(values.from);
  log(JSON.stringify({ type: 'start', ...evaluateRecogniser(weights, config, alphabet, sets) }));
}

const signal = stopSignal();
const options: TrainingOptions = {
  seed,
  schedule: { peak: Number(values.rate), warmupSteps: 200, decaySteps: Number(values.decay), totalSteps },
  optimizer: defaultOptimizer,
  averageDecay: 0.998,
  statisticsMomentum: 0.99,
  statisticsBatches: 4 * batchesPerPool,
  evaluateEvery: 250,
  checkpoint: { path: join(values.cache, `recogniser-${values.seed}.checkpoint`), every: 250 },
  signal,
};
const replicas = startRecogniserReplicas(engine, config, replicaCount(engine));
const task = recogniserTask({
  network: recogniserNetwork(weights, config),
  alphabet,
  description: await describeRun('starter recogniser', { batch, words, spliced, mixture, config }, from),
  batchSize,
  pools,
  evaluate: () => Promise.resolve(evaluateRecogniser(weights, config, alphabet, sets)),
});

// Also where it goes on from a checkpoint of its last step, and takes none.
const isFinished = await logTraining(train({ ...task, replicas }, options), 25);
await Promise.all([pools.close(), replicas.close()]);
if (isFinished) await exportModel(values.out);

/** Weights of another run: of its checkpoint, or of the .onnx file that it wrote. */
async function beginWith(path: string): Promise<void> {
  if (!path.endsWith('.onnx')) {
    await assignEarlierWeights(weights, path);
    return;
  }
  const words = await pools.pool(0);
  const batches = Array.from({ length: batchesPerPool }, (_, at) =>
    wordBatch(words.slice(at * batchSize, (at + 1) * batchSize), config, alphabet),
  );
  const images = batches.map((batch) => batch.images);
  const statistics = createRandom(seed).fork('statistics');
  assignStoredWeights(weights, config, await readFile(path), images, statistics);
  tf.dispose(images);
}

async function exportModel(path: string): Promise<void> {
  const bytes = recogniserOnnx(weights, config, {
    format: 1,
    kind: 'recogniser',
    name: 'Starter recogniser',
    characters: pretrainedCharacters,
    height: config.height,
    widths: [...config.widths],
    stride: recogniserStride,
    parameters: countParameters(weights),
  });
  await writeModel(path, bytes);
}

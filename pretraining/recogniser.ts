import { startTrainingEngine } from './engine.ts';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { createAlphabet, pretrainedCharacters } from '../shared/alphabet.ts';
import { createRandom } from '../shared/random.ts';
import { InkdexError } from '../shared/result.ts';
import { characters } from '../shared/text.ts';
import { optimizerNameSchema } from '../shared/contract/run.ts';
import { replicaCount } from '../main/ml/backends/processorShares.ts';
import { recogniserStride, wordShape } from '../main/ml/networks/input.ts';
import {
  pretrainedRecogniserConfig,
  starterSizes,
  weightSteps,
} from '../main/ml/networks/recogniser/config.ts';
import {
  createRecogniser,
  recogniserNetwork,
  recogniserOnnx,
} from '../main/ml/networks/recogniser/network.ts';
import { startRecogniserReplicas } from '../main/ml/replicas/recogniserReplicas.ts';
import { defaultOptimizer } from '../main/ml/training/optimizer.ts';
import { train, type TrainingEvent, type TrainingOptions } from '../main/ml/training/train.ts';
import { tf } from '../main/ml/tf.ts';
import { countParameters } from '../main/ml/weights.ts';
import { assignEarlierWeights } from './earlierWeights.ts';
import { openPoolStream } from '../main/ml/training/poolStream.ts';
import { starterSources } from './recogniser/sources.ts';
import { developmentSets, evaluateRecogniser } from './recogniser/evaluation.ts';
import { batchesPerPool, recogniserTask, wordBatch } from '../main/ml/training/recogniserTask.ts';
import { describeRun, log, stopSignal, writeModel } from './run.ts';
import { assignStoredWeights } from './recogniser/storedWeights.ts';

/**
 * Trains the starter recogniser: `npm --prefix pretraining run recogniser -- --seed 1`. Ctrl-C writes a checkpoint;
 * the same command goes on from it. With INKDEX_THREADS=1 it ends with the same weights wherever it runs; with
 * more, batch norm goes by the part of a batch that each thread computes. `--from` starts with the weights of
 * another run: its checkpoint or the .onnx file that it wrote. `--size large` trains the larger network; it can begin with
 * the .onnx file of a small one, and then reads as that does at first. `--start` writes the network as it begins, to be averaged
 * with what becomes of it (`averageStages.ts`).
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    steps: { type: 'string', default: '18000' },
    decay: { type: 'string', default: '6000' },
    batch: { type: 'string', default: '64' },
    rate: { type: 'string', default: '0.0015' },
    optimizer: { type: 'string', default: 'adamw' },
    'weight-decay': { type: 'string', default: String(defaultOptimizer.weightDecay) },
    words: { type: 'string', default: '160000' },
    spliced: { type: 'string', default: '120000' },
    shares: { type: 'string', default: '0.36,0.2,0.14,0.3,0,0,0,0' },
    from: { type: 'string' },
    start: { type: 'string' },
    size: { type: 'string', default: 'small' },
    cache: { type: 'string', default: '.cache/starter' },
    out: { type: 'string', default: 'resources/models/starter-recogniser.onnx' },
  },
});

const sharesSchema = z
  .string()
  .transform((text) => text.split(',').map(Number))
  .pipe(z.array(z.number().nonnegative()).length(8))
  .refine(
    (numbers) => Math.abs(numbers.reduce((sum, share) => sum + share, 0) - 1) < 1e-6,
    'They must add up to 1.',
  );

/**
 * Shares of drawn, French, board and spliced words, of words cut from lines, of German and of self-labelled ones, and of neighbours
 * (`--shares`), which teach it the space as a last class (`average --without-space` takes it away).
 * Real words teach once the network can read; before that, drawn ones teach it what a letter is.
 */
const shares = { beginner: [0.8, 0.1, 0.1, 0, 0, 0, 0, 0], reader: sharesSchema.parse(values.shares) };
/** Step from which a network that began with nothing counts as a reader. */
const beginnerSteps = 1200;

const seed = Number(values.seed);
const batchSize = Number(values.batch);
const totalSteps = Number(values.steps);
const { batch, words, spliced, shares: mixture, from } = values;
const optimizer = optimizerNameSchema.parse(values.optimizer);
const weightDecay = z.coerce.number().nonnegative().parse(values['weight-decay']);
const hasNeighbours = (shares.reader[7] ?? 0) > 0;
const letters = hasNeighbours ? `${pretrainedCharacters} ` : pretrainedCharacters;
const alphabet = createAlphabet(letters);
const config = pretrainedRecogniserConfig(alphabet.classCount, z.enum(starterSizes).parse(values.size));
const engine = await startTrainingEngine();
const { shortcut, ...withoutShortcut } = createRecogniser(config, createRandom(seed).fork('weights'));
// An .onnx file has no shortcut head, and a new one would disturb the trained layers below it.
const weights = from?.endsWith('.onnx') === true ? withoutShortcut : { ...withoutShortcut, shortcut };
log(`${engine}, ${countParameters(weights)} parameters`);

const sources = await starterSources(join(values.cache, 'words'), seed, {
  drawn: Number(values.words),
  spliced: Number(values.spliced),
  neighbours: hasNeighbours,
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

if (values.start !== undefined) await exportModel(values.start);

const signal = stopSignal();
const options: TrainingOptions = {
  seed,
  schedule: { peak: Number(values.rate), warmupSteps: 200, decaySteps: Number(values.decay), totalSteps },
  optimizer: { ...defaultOptimizer, weightDecay },
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
  description: await describeRun(
    'starter recogniser',
    { batch, words, spliced, mixture, optimizer, weightDecay, config },
    from,
  ),
  batchSize,
  pools,
  evaluate: () => Promise.resolve(evaluateRecogniser(weights, config, alphabet, sets)),
});

// Also where it goes on from a checkpoint of its last step, and takes none.
let isFinished = false;
for await (const event of train({ ...task, ...weightSteps(optimizer, config), replicas }, options)) {
  if (event.type !== 'step') log(JSON.stringify(event));
  else if (event.step % 25 === 0) report(event);
  if (event.type === 'finished') isFinished = true;
}
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
  assignStoredWeights(weights, config, await readFile(path), images, statistics, characters(letters));
  tf.dispose(images);
}

function report(event: Extract<TrainingEvent, { type: 'step' }>): void {
  log(
    `step ${event.step} loss ${event.loss.toFixed(2)} norm ${event.gradientNorm.toFixed(1)} ` +
      `rate ${event.learningRate.toExponential(1)} ${(event.samples / event.seconds).toFixed(0)} words/s`,
  );
}

async function exportModel(path: string): Promise<void> {
  const bytes = recogniserOnnx(weights, config, {
    format: 1,
    kind: 'recogniser',
    name: 'Starter recogniser',
    characters: letters,
    height: config.height,
    widths: [...config.widths],
    stride: recogniserStride,
    parameters: countParameters(weights),
  });
  await writeModel(path, bytes);
}

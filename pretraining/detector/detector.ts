import { startTrainingEngine } from '../engine.ts';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createRandom } from '../../shared/random.ts';
import { starterCloser } from './starterCloser.ts';
import {
  createDetector,
  detectorMultiple,
  detectorOnnx,
  detectorStride,
  starterDetector,
} from './network/network.ts';
import { defaultThresholds, type Thresholds } from '../../main/ml/detection/regions.ts';
import { threadCount } from '../../main/installation.ts';
import { assignEarlierWeights } from '../earlierWeights.ts';
import { train, type Evaluation } from '../../main/ml/training/train.ts';
import { countParameters } from '../../main/ml/weights.ts';
import { chooseThresholds, measuredPage, pageOutputs, scoresAt } from './evaluation.ts';
import { boardPages } from './pages.ts';
import { detectorSources, pageCache } from './sources.ts';
import { detectorBatch, detectorTask, detectorTraining, disposeBatch } from './task.ts';
import { describeRun, log, logTraining, writeModel } from '../run.ts';
import { assignStoredDetector } from './storedDetector.ts';

/**
 * Trains the starter detector: `npm --prefix pretraining run detector -- --seed 1`. Ctrl-C writes
 * a checkpoint; the same command goes on from it. `--from` starts with the weights of another run's
 * checkpoint, or of the .onnx file that it wrote.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    steps: { type: 'string', default: '9400' },
    decay: { type: 'string', default: '5000' },
    batch: { type: 'string', default: '8' },
    crop: { type: 'string', default: '384' },
    rate: { type: 'string', default: '0.002' },
    side: { type: 'string', default: '1280' },
    drawn: { type: 'string', default: '330' },
    from: { type: 'string' },
    cache: { type: 'string', default: '.cache/starter/detector' },
    out: { type: 'string', default: 'resources/models/starter-detector.onnx' },
  },
});

/** Batches that batch norm's statistics are measured on at the start, where a file's norms are restored. */
const statisticsBatches = 12;

const seed = Number(values.seed);
const longSide = Number(values.side);
const engine = await startTrainingEngine(undefined, threadCount());
const weights = createDetector(starterDetector, createRandom(seed).fork('weights'));
log(`${engine}, ${countParameters(weights)} parameters`);

const sources = await detectorSources(values.cache, Number(values.drawn), seed);
const measured = (await boardPages('dev', pageCache(values.cache))).map((page) =>
  measuredPage(page, longSide),
);
log(
  [...sources.map(({ name, pages }) => `${name} ${pages.length}`), `measured on ${measured.length}`].join(
    ', ',
  ),
);

const options = detectorTraining('detector', values);
/** Of the weights that were scored last. */
let thresholds: Thresholds = defaultThresholds;
const task = detectorTask({
  weights,
  description: await describeRun(
    'starter detector',
    { batch: values.batch, crop: values.crop, drawn: values.drawn, config: starterDetector },
    values.from,
  ),
  sources,
  cropSize: Number(values.crop),
  batchSize: Number(values.batch),
  evaluate,
  keepBest: exportModel,
});
if (values.from !== undefined) {
  await beginWith(values.from);
  log(JSON.stringify({ type: 'start', ...(await evaluate(0)) }));
}

await logTraining(train(task, options), 25);

/** Scores the weights now in place on the development boards; at the end the thresholds are chosen there too. */
function evaluate(step: number): Promise<Evaluation> {
  const outputs = pageOutputs(weights, measured);
  const chosen =
    step < options.schedule.totalSteps
      ? { thresholds: defaultThresholds, scores: scoresAt(outputs, defaultThresholds) }
      : chooseThresholds(outputs, defaultThresholds);
  ({ thresholds } = chosen);
  const { f1, precision, recall } = chosen.scores;
  return Promise.resolve({ score: f1, metrics: { f1, precision, recall, ...thresholds } });
}

async function exportModel(): Promise<void> {
  const bytes = detectorOnnx(weights, {
    format: 1,
    kind: 'detector',
    name: 'Starter detector',
    longSide,
    closer: starterCloser,
    multiple: detectorMultiple,
    stride: detectorStride,
    thresholds,
    parameters: countParameters(weights),
  });
  await writeModel(values.out, bytes);
}

/** Weights of another run: of its checkpoint, or of the .onnx file that it wrote. */
async function beginWith(path: string): Promise<void> {
  if (!path.endsWith('.onnx')) {
    await assignEarlierWeights(weights, path);
    return;
  }
  const random = createRandom(seed).fork('statistics');
  const crops = { sources, cropSize: Number(values.crop), batchSize: Number(values.batch) };
  const batches = Array.from({ length: statisticsBatches }, () => detectorBatch(random, crops));
  const inks = batches.map(({ ink }) => ink);
  assignStoredDetector(weights, starterDetector, await readFile(path), inks, random);
  for (const batch of batches) disposeBatch(batch);
}

import { startTrainingEngine } from '../engine.ts';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { createRandom } from '../../shared/random.ts';
import {
  createDirections,
  directionsOfLogits,
  directionStride,
  starterDirections,
} from './network/directions.ts';
import { createDetector, detectorOnnx, starterDetector } from './network/network.ts';
import { readingPass } from '../../main/ml/forwardPass.ts';
import { threadCount } from '../../main/installation.ts';
import { metadataOf } from '../../main/ml/onnx/editModel.ts';
import { train, type Evaluation, type TrainingTask } from '../../main/ml/training/train.ts';
import { tf } from '../../main/ml/tf.ts';
import { assignNumbers, countParameters } from '../../main/ml/weights.ts';
import { boardPages } from './pages.ts';
import {
  countDirections,
  directionBatch,
  type DirectionBatch,
  directionLoss,
  disposeDirections,
  logitsOf,
} from './directionTask.ts';
import type { CropOptions } from './drawCrops.ts';
import { detectorSources, pageCache } from './sources.ts';
import { readStoredDetector } from './storedDetector.ts';
import { detectorTraining } from './task.ts';
import { describeRun, log, logTraining, writeModel } from '../run.ts';

/**
 * Teaches a trained detector in which direction writing runs: `npm --prefix pretraining run directions -- --model IN.onnx`.
 * What it has learned stays as it is: only the layers that take the directions from its features are trained. Ctrl-C writes a
 * checkpoint; the same command goes on from it.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    steps: { type: 'string', default: '8000' },
    decay: { type: 'string', default: '4000' },
    batch: { type: 'string', default: '8' },
    crop: { type: 'string', default: '384' },
    rate: { type: 'string', default: '0.003' },
    drawn: { type: 'string', default: '200' },
    model: { type: 'string' },
    out: { type: 'string', default: 'resources/models/starter-detector.onnx' },
    cache: { type: 'string', default: '.cache/starter/detector' },
  },
});

const countNames = ['writing', 'along', 'upright', 'empty', 'invented'] as const;
/** Batches of crops of the development boards, the same ones each time. */
const measuredBatches = 12;

if (values.model === undefined) throw new Error('Give the detector: --model IN.onnx');
const seed = Number(values.seed);
const engine = await startTrainingEngine(undefined, threadCount());
const bytes = await readFile(values.model);
const metadata = metadataOf(bytes);
if (metadata.kind !== 'detector') throw new Error(`${values.model} is a ${metadata.kind}, not a detector.`);
const random = createRandom(seed).fork('weights');
const detector = createDetector(starterDetector, random);
assignNumbers(detector, readStoredDetector(bytes, starterDetector));
const weights = createDirections(starterDirections, random);
log(`${engine}, ${countParameters(weights)} parameters beside ${countParameters(detector)}`);

const crops: CropOptions = {
  sources: await detectorSources(values.cache, Number(values.drawn), seed),
  cropSize: Number(values.crop),
  batchSize: Number(values.batch),
};
const dev = await boardPages('dev', pageCache(values.cache));
const measured = { ...crops, sources: [{ name: 'dev', pages: dev, share: 1, clutter: 0, rules: 0 }] };
log(crops.sources.map(({ name, pages }) => `${name} ${pages.length}`).join(', '));

const task: TrainingTask<DirectionBatch> = {
  weights,
  description: await describeRun(
    'directions of the starter detector',
    { batch: values.batch, crop: values.crop, drawn: values.drawn, config: starterDirections },
    values.model,
  ),
  nextBatch: (from) => directionBatch(from, crops),
  samplesIn: () => crops.batchSize,
  loss: (batch, pass) => directionLoss(logitsOf(batch, detector, weights, pass), batch),
  disposeBatch: disposeDirections,
  evaluate: () => Promise.resolve(evaluate()),
  keepBest: async () => {
    const parameters = countParameters(detector) + countParameters(weights);
    const told = { ...metadata, directions: directionStride, parameters };
    await writeModel(values.out, detectorOnnx(detector, told, weights));
  },
};
await logTraining(train(task, detectorTraining('directions', values)), 50);

function evaluate(): Evaluation {
  const from = createRandom(1).fork('measured');
  const sums = { writing: 0, along: 0, upright: 0, empty: 0, invented: 0 };
  for (let index = 0; index < measuredBatches; index += 1) {
    const batch = directionBatch(from, measured);
    const logits = logitsOf(batch, detector, weights, readingPass(from));
    const found = directionsOfLogits(logits);
    const counts = countDirections(found, batch);
    for (const name of countNames) sums[name] += counts[name];
    tf.dispose([logits, found]);
    disposeDirections(batch);
  }
  const upright = sums.upright / sums.writing;
  const metrics = { along: sums.along / sums.writing, upright, invented: sums.invented / sums.empty };
  return { score: upright, metrics };
}

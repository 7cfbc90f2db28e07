import { startTrainingEngine } from '../engine.ts';
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { InferenceSession, Tensor } from '../../main/ml/onnx/runtime.ts';
import { boxOfQuad, type Box } from '../../shared/geometry.ts';
import type { DetectorMetadata } from '../../shared/contract/model.ts';
import { starterCloser } from './starterCloser.ts';
import { detectPage } from '../../main/ml/detection/multiScale.ts';
import { toInput } from '../../main/ml/detection/input.ts';
import type { DetectorOutput } from '../../main/ml/detection/kernels.ts';
import type { MarkedPage } from './markedPage.ts';
import { boardPages } from './pages.ts';
import { kernelsOf, parseThresholds } from '../../main/ml/detection/regions.ts';
import { threadCount } from '../../main/installation.ts';
import { metadataOf, withMetadata } from '../../main/ml/onnx/editModel.ts';
import { chooseThresholds, type PageOutput } from './evaluation.ts';
import { labelledGaps, trainGapJudge } from './gapTraining.ts';
import { log, writeModel } from '../run.ts';

/**
 * Teaches a trained detector which gaps are within words, on the boards it was trained on, then chooses
 * its thresholds on the development boards: `node pretraining/detector/detectorGaps.ts`. Both go into the
 * model's metadata. A classifier that the model has stays where it scores better there.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    model: { type: 'string', default: 'resources/models/starter-detector.onnx' },
    out: { type: 'string', default: 'resources/models/starter-detector.onnx' },
    cache: { type: 'string', default: '.cache/starter/detector/pages' },
  },
});

await startTrainingEngine(undefined, threadCount());
const bytes = await readFile(values.model);
const found = metadataOf(bytes);
if (found.kind !== 'detector') throw new Error(`${values.model} is a ${found.kind}, not a detector.`);
const metadata = { ...found, closer: starterCloser };
const thresholds = parseThresholds(metadata.thresholds);
const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1, logSeverityLevel: 3 });

const gaps = (await outputsOf('train', metadata)).flatMap(({ page, output }) => {
  const inInput = (box: Box): Box => toInput(box, page.input);
  const marks = { words: page.truths.map(inInput), ignored: page.ignored.map(inInput) };
  const whole: DetectorOutput = { ...output, thresholds };
  return labelledGaps(kernelsOf(whole), whole, marks);
});
const within = gaps.filter(({ isWithinWord }) => isWithinWord).length;
log(`${gaps.length} gaps on the training boards, ${within} of them within words`);

const judge = await trainGapJudge(gaps, Number(values.seed));
const measured = await outputsOf('dev', metadata);
const judged = measured.map(({ page, output }) => ({ page, output: { ...output, gaps: judge } }));
const candidates = [
  { name: 'gaps as they were judged before', gaps: metadata.gaps, ...chooseThresholds(measured, thresholds) },
  { name: 'gaps judged anew', gaps: judge, ...chooseThresholds(judged, thresholds) },
];
for (const candidate of candidates) {
  const { precision, recall, f1 } = candidate.scores;
  log(
    `${candidate.name}: precision ${precision.toFixed(4)} recall ${recall.toFixed(4)} F1 ${f1.toFixed(4)}, ` +
      `thresholds ${JSON.stringify(candidate.thresholds)}`,
  );
}
const best = candidates.reduce((one, other) => (other.scores.f1 > one.scores.f1 ? other : one));
await writeModel(
  values.out,
  withMetadata(bytes, { ...metadata, gaps: best.gaps, thresholds: best.thresholds }),
);
await session.release();

async function outputsOf(split: 'train' | 'dev', detector: DetectorMetadata): Promise<PageOutput[]> {
  const outputs: PageOutput[] = [];
  for (const page of await boardPages(split, values.cache)) outputs.push(await outputOf(page, detector));
  return outputs;
}

async function outputOf(marked: MarkedPage, detector: DetectorMetadata): Promise<PageOutput> {
  const { name, levels, words, ignored } = marked;
  const [image] = levels;
  if (image === undefined) throw new RangeError(`Page ${name} has no image.`);
  const { input, output } = await detectPage(image, detector, async ({ ink, width, height }) => {
    const maps = await session.run({ ink: new Tensor('float32', ink, [1, 1, height, width]) });
    const { kernel, distances } = maps;
    if (!(kernel?.data instanceof Float32Array) || !(distances?.data instanceof Float32Array)) {
      throw new Error(`${values.model} gives no float32 kernel and distances.`);
    }
    return { kernel: kernel.data, distances: distances.data };
  });
  return { page: { name, input, truths: words.map(boxOfQuad), ignored }, output };
}

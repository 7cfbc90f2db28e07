import { setImmediate } from 'node:timers/promises';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LinesMetadata } from '../../../shared/contract/model.ts';
import type { RunSample } from '../../../shared/contract/run.ts';
import { boxOfQuad } from '../../../shared/geometry.ts';
import { createRandom, type Random } from '../../../shared/random.ts';
import { counted } from '../../../shared/text.ts';
import { encodeInk } from '../../imaging/formats/decode.ts';
import { detectorInput } from '../detection/input.ts';
import { drawLineMask, lineClasses, type LineMask, lineMaskOf, linesOfMask } from '../detection/lineMasks.ts';
import { detectionScores, type PageDetection } from '../evaluation/matchBoxes.ts';
import {
  createFcnLines,
  fcnLines,
  type FcnLinesConfig,
  fcnLinesLoss,
  fcnLinesOnnx,
  type FcnLinesWeights,
  fcnMultiple,
} from '../networks/fcnLines.ts';
import { lineFinderConfig } from '../networks/registry.ts';
import { type Tensor3D, type Tensor4D, tf } from '../tf.ts';
import { train, type TrainingTask } from '../training/train.ts';
import { disposeWeights } from '../weights.ts';
import {
  describeRun,
  type FineTuneEvent,
  type FineTuneRequest,
  type FineTuneResult,
  trainingOptions,
} from './fineTune.ts';
import { type LinePage, linePages, type LinePages, variedPage } from './linePages.ts';
import { manifestSamples } from './loadWords.ts';
import { runReporter } from './trainingReporter.ts';
import { assignKept, bestPath, keepWeights, writeModel } from './writeModel.ts';

/** Pages with the classes of their pixels. */
interface PageBatch {
  /** [batch, side, side, 1], ink 1 on paper 0 */
  readonly pages: Tensor4D;
  /** [batch, side, side] */
  readonly classes: Tensor3D;
}

/**
 * Trains a finder of lines on the pages of a version, as `fineTune` trains recognisers: the same request continues a
 * run that was stopped or killed, bit for bit on a deterministic engine. Its score is of lines instead of words: see
 * `Score`.
 *
 * @returns null if it was stopped during training
 * @throws InkdexError as `fineTune`
 */
export async function trainLines(
  request: FineTuneRequest,
  onEvent: (event: FineTuneEvent) => void,
): Promise<FineTuneResult | null> {
  const { folder, settings, signal } = request;
  const config = lineFinderConfig(settings.networkOptions ?? {});
  const pages = await linePages(manifestSamples(request.manifest), {
    objects: request.objects,
    settings,
    longSide: config.longSide,
    signal,
    onProgress: (done, total) => {
      onEvent({ type: 'preparing', done, total });
    },
  });
  for (const notice of pages.notices) onEvent({ type: 'noticed', notice });
  const weights = createFcnLines(config, createRandom(settings.seed).fork('weights'));
  try {
    const reporter = runReporter<PageScores>(
      { words: pages.train.length, before: null, samplesOf: ({ samples }) => samples() },
      onEvent,
    );
    const task = linesTask(weights, config, pages, {
      ...request,
      description: await describeRun(request, await readFile(request.base)),
      onScores: reporter.scored,
    });
    const options = trainingOptions(request, { isPretrained: false, settings }, pages.train.length);
    for await (const event of train(task, { ...options, statisticsBatches: 0 })) await reporter.report(event);
    if (!reporter.isFinished()) return null;
    await assignKept(bestPath(folder), weights);
    const { heldBack } = await scorePages(weights, config, pages.heldBack, signal);
    return {
      model: await writeLines(request, weights, config),
      before: null,
      after: { heldBack, base: null },
    };
  } finally {
    disposeWeights(weights);
  }
}

interface LinesTaskOptions extends Pick<FineTuneRequest, 'folder' | 'settings'> {
  readonly description: string;
  readonly onScores: (scores: PageScores) => void;
}

function linesTask(
  weights: FcnLinesWeights,
  config: FcnLinesConfig,
  pages: LinePages,
  { folder, settings, description, onScores }: LinesTaskOptions,
): TrainingTask<PageBatch> {
  return {
    weights,
    description,
    nextBatch: (random) => pageBatch(pages.train, config, settings, random),
    samplesIn: ({ pages: { shape } }) => shape[0],
    loss: ({ pages: images, classes }) => fcnLinesLoss(fcnLines(images, weights), classes),
    disposeBatch: ({ pages: images, classes }) => {
      tf.dispose([images, classes]);
    },
    split({ pages: images, classes }, parts) {
      const size = Math.ceil(images.shape[0] / parts);
      return Array.from({ length: Math.ceil(images.shape[0] / size) }, (_, part) => {
        const count = Math.min(size, images.shape[0] - part * size);
        return {
          pages: tf.slice4d(images, [part * size, 0, 0, 0], [count, -1, -1, -1]),
          classes: tf.slice3d(classes, [part * size, 0, 0], [count, -1, -1]),
        };
      });
    },
    async evaluate() {
      const scores = await scorePages(weights, config, pages.heldBack);
      onScores(scores);
      const { cer, loss } = scores.heldBack;
      // Of pages as few as these, the loss is less noisy than the lines that are right.
      return { score: -(cer + loss / 2), metrics: {} };
    },
    keepBest: (step) => keepWeights(bestPath(folder), weights, step),
  };
}

/** Random pages, each varied, on squares of paper. */
function pageBatch(
  pages: readonly LinePage[],
  { longSide }: FcnLinesConfig,
  { batch, augmentation }: FineTuneRequest['settings'],
  random: Random,
): PageBatch {
  const size = { width: longSide, height: longSide };
  const drawn = Array.from({ length: batch }, () =>
    variedPage(random.pick(pages), longSide, augmentation, random),
  );
  const inks = drawn.map(({ ink }) => Float32Array.from(ink.data, (value) => value / 255));
  const masks = drawn.map(({ lines }) => drawLineMask(lines, size));
  return {
    pages: tf.tensor4d(flat(inks), [batch, longSide, longSide, 1]),
    classes: tf.tensor3d(Int32Array.from(flat(masks)), [batch, longSide, longSide], 'int32'),
  };
}

function flat(images: readonly ArrayLike<number>[]): Float32Array {
  const all = new Float32Array(images.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const image of images) {
    all.set(image, at);
    at += image.length;
  }
  return all;
}

type PageScores = Awaited<ReturnType<typeof scorePages>>;

/** @throws the reason of `signal` when it is aborted, between two pages */
export async function scorePages(
  weights: FcnLinesWeights,
  { longSide }: FcnLinesConfig,
  pages: readonly LinePage[],
  signal?: AbortSignal,
) {
  const found: (PageDetection & { readonly mask: LineMask })[] = [];
  let nats = 0;
  for (const { ink, lines } of pages) {
    await setImmediate();
    signal?.throwIfAborted();
    const input = detectorInput(ink, longSide, fcnMultiple);
    const { width, height } = input;
    const truth = drawLineMask(lines, input);
    const [loss, probabilities] = tf.tidy(() => {
      const logits = fcnLines(tf.tensor4d(input.ink, [1, height, width, 1]), weights);
      const classes = tf.tensor3d(Int32Array.from(truth), [1, height, width], 'int32');
      return [fcnLinesLoss(logits, classes), tf.transpose(tf.softmax(logits), [0, 3, 1, 2])];
    });
    nats += (await loss.data())[0];
    const mask = lineMaskOf(Float32Array.from(await probabilities.data()));
    tf.dispose([loss, probabilities]);
    found.push({ truths: lines.map(boxOfQuad), ignored: [], found: linesOfMask(mask, input), mask });
  }
  const { f1, recall } = detectionScores(found);
  const words = pages.reduce((sum, { lines }) => sum + lines.length, 0);
  return {
    heldBack: { words, cer: 1 - f1, wer: 1 - recall, loss: nats / pages.length },
    base: null,
    /** Pictures of the pages beside their masks. */
    samples: (): Promise<RunSample[]> =>
      Promise.all(pages.map(async (page, index) => await sampleOf(page, found[index], longSide))),
  };
}

async function sampleOf(
  { key, ink, lines }: LinePage,
  { mask, found }: { readonly mask: LineMask; readonly found: readonly unknown[] },
  longSide: number,
): Promise<RunSample> {
  const { width, height } = detectorInput(ink, longSide, fcnMultiple);
  const grey = { width, height, data: mask.map((line) => Math.round((255 * line) / lineClasses)) };
  const [word, straightened] = await Promise.all([encodeInk(ink), encodeInk(grey)]);
  return {
    key,
    truth: counted(lines.length, 'line'),
    reading: counted(found.length, 'line'),
    word: word.toString('base64'),
    straightened: straightened.toString('base64'),
  };
}

/** Writes the current weights as the run's model, and returns its path. */
async function writeLines(
  { folder, name }: FineTuneRequest,
  weights: FcnLinesWeights,
  config: FcnLinesConfig,
): Promise<string> {
  const metadata: Omit<LinesMetadata, 'parameters'> = {
    format: 1,
    kind: 'lines',
    name,
    network: { name: 'fcn-lines', options: { ...config } },
    longSide: config.longSide,
    multiple: fcnMultiple,
  };
  const kept = join(folder, 'final.checkpoint');
  await keepWeights(kept, weights, 0);
  return await writeModel(folder, kept, () => {
    const own = createFcnLines(config, createRandom(0));
    return { weights: own, onnx: (parameters) => fcnLinesOnnx(own, { ...metadata, parameters }) };
  });
}

/**
 * One part of `npm run gpu-check`, in a process of its own, so that a driver that crashes ends one part only. Prints a line
 * of JSON. Arguments: the part, and an engine.
 */
import { mixedWidths } from '../../support/measuredNetwork.ts';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readingEngineNameSchema, trainingEngineNameSchema } from '../../../shared/contract/model.ts';
import { intersectionOverUnion } from '../../../shared/geometry.ts';
import { cropWord } from '../../../main/imaging/geometry/crop.ts';
import { listSamples, readingThreads, resourcesFolder } from '../../../main/installation.ts';
import { findGraphicsAdapter } from '../../../main/ml/backends/graphicsAdapter.ts';
import { lossAfter, measureTraining } from '../../../main/ml/backends/measureTraining.ts';
import { nvidiaNames } from '../../../main/ml/backends/nvidiaNames.ts';
import { startEngine } from '../../../main/ml/backends/startEngine.ts';
import { explainVulkan } from '../../../main/ml/backends/vulkanFiles.ts';
import { withLogProbabilities } from '../../../main/ml/onnx/editModel.ts';
import { findWords } from '../../../main/reader/findWords.ts';
import { startGpu } from '../../../main/reader/models/gpuThread.ts';
import { openInkPage } from '../../../main/imaging/ink/inkPage.ts';
import { largestOf, posteriorsOf } from '../../../main/reader/measureReading.ts';
import { openSession } from '../../../main/reader/models/onnxSession.ts';
import { openReadingModels, readPage } from '../../../main/reader/reader.ts';
import { recogniseWords } from '../../../main/reader/recogniseWords.ts';
import { createSessions, type ReadingModels } from '../../../main/reader/models/sessions.ts';
import { unlessShort } from '../../../pretraining/unlessShort.ts';
import type { Part, PartOf } from './parts.ts';

const detector = join(resourcesFolder, 'models/starter-detector.onnx');
const recogniser = join(resourcesFolder, 'models/starter-recogniser.onnx');
const photos = unlessShort(listSamples(), listSamples().slice(-1));
const seconds = unlessShort(8, 0.1);
const lossSteps = unlessShort(30, 2);
const comparedWords = 16;
/** A software driver takes minutes for a page, so a few short words are compared there. */
const wordsOnSoftware = 2;
/** For a software driver: ten times as long as it takes. */
const patienceMs = 170_000;

const part = z.enum(['adapter', 'read', 'compare', 'train', 'loss']).parse(process.argv[2]);
const engine = process.argv[3] ?? '';
const measure: Readonly<Record<typeof part, () => Promise<Part>>> = { adapter, read, compare, train, loss };
const measured = await measure[part]();
// Exit by hand: Dawn and TensorFlow keep threads that would hold the process.
process.stdout.write(`${JSON.stringify(measured)}\n`, () => process.exit(0));

async function adapter(): Promise<PartOf<'adapter'>> {
  const { gpu, ...found } = await findGraphicsAdapter();
  const asked = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  const chosen = Object.entries(process.env).filter(([name]) => name.startsWith('VK_'));
  return {
    part: 'adapter',
    ...found,
    features: [...(asked?.features ?? [])],
    nvidia: nvidiaNames(),
    files: explainVulkan(),
    environment: Object.fromEntries(chosen),
  };
}

/** Whole photos, from the file to the words: the first one together with opening the models, then all in turn. */
async function read(): Promise<PartOf<'read'>> {
  const on = readingEngineNameSchema.parse(engine);
  const sessions = createSessions();
  const threads = readingThreads();
  const started = performance.now();
  const models = await openReadingModels(sessions, {
    detector,
    recogniser,
    threads,
    engine: on,
    fast: true,
  });
  const readAll = async (paths: readonly string[]): Promise<number> => {
    let words = 0;
    for (const path of paths) words += (await readPage({ path }, models, { alternatives: 10 })).words.length;
    return words;
  };
  await readAll(photos.slice(0, 1));
  const coldMs = performance.now() - started;
  // Shaders of the other sizes.
  await readAll(photos);
  const warm = performance.now();
  let [done, words, elapsed] = [0, 0, 0];
  while (elapsed < seconds) {
    words += await readAll(photos);
    done += photos.length;
    elapsed = (performance.now() - warm) / 1000;
  }
  const speeds = { photosPerSecond: done / elapsed, wordsPerSecond: words / elapsed };
  return {
    part: 'read',
    engine: on,
    threads,
    coldMs,
    ...speeds,
    problem: sessions.gpuProblem(),
    ...memory(),
  };
}

/** The GPU beside the processor with the same float weights, on one photo. */
async function compare(): Promise<PartOf<'compare'>> {
  const [path = ''] = photos;
  const { isSoftware } = await findGraphicsAdapter();
  const sessions = createSessions(() => startGpu(isSoftware ? patienceMs : undefined));
  const onGpu = await openReadingModels(sessions, {
    detector,
    recogniser,
    threads: 1,
    engine: 'webgpu',
    fast: true,
  });
  const session = await openSession(withLogProbabilities(await readFile(recogniser)), 1);
  const onCpu: ReadingModels = {
    ...onGpu,
    detector: { ...onGpu.detector, gpu: null },
    recogniser: { ...onGpu.recogniser, session, gpu: null },
  };
  const { ink } = await openInkPage({ path });
  const { words: found } = await findWords(onCpu.detector, ink);
  const { height } = onCpu.recogniser.metadata;
  const crops = found.map(({ quad }) => cropWord(ink, quad, height));
  const short = crops.toSorted((a, b) => a.width / a.height - b.width / b.height).slice(0, wordsOnSoftware);
  const compared = isSoftware ? short : crops.slice(0, comparedWords);
  const difference = largestOf(
    await posteriorsOf(onCpu.recogniser, compared),
    await posteriorsOf(onGpu.recogniser, compared),
  );
  const same = isSoftware ? await sameOfWords(onCpu, onGpu, short) : await sameOfPage(onCpu, onGpu, path);
  return { part: 'compare', ...same, difference, problem: sessions.gpuProblem() };
}

async function sameOfWords(
  onCpu: ReadingModels,
  onGpu: ReadingModels,
  crops: Parameters<typeof posteriorsOf>[1],
) {
  const read = async ({ recogniser: model }: ReadingModels) =>
    (await recogniseWords(model, crops, { alternatives: 1 })).map(
      ({ alternatives }) => alternatives[0]?.text,
    );
  const [expected, found] = [await read(onCpu), await read(onGpu)];
  return {
    words: expected.length,
    sameWords: expected.filter((text, index) => text === found[index]).length,
    sameBoxes: null,
  };
}

async function sameOfPage(onCpu: ReadingModels, onGpu: ReadingModels, path: string) {
  const read = async (models: ReadingModels) => (await readPage({ path }, models, { alternatives: 1 })).words;
  const [expected, found] = [await read(onCpu), await read(onGpu)];
  const sameBox = expected.map((word) => found.find(({ box }) => intersectionOverUnion(word.box, box) > 0.9));
  return {
    words: expected.length,
    sameWords: expected.filter(({ text }, index) => sameBox[index]?.text === text).length,
    sameBoxes: sameBox.filter((word) => word !== undefined).length,
  };
}

async function train(): Promise<PartOf<'train'>> {
  const on = trainingEngineNameSchema.parse(engine);
  const { device } = await startEngine(on);
  const oneWidth = await measureTraining(on, seconds);
  const mixture = await measureTraining(on, seconds, {
    widths: unlessShort<readonly number[]>(mixedWidths, [96]),
  });
  return { part: 'train', engine: on, device, oneWidth, mixture, ...memory() };
}

async function loss(): Promise<PartOf<'loss'>> {
  const on = trainingEngineNameSchema.parse(engine);
  await startEngine(on);
  return { part: 'loss', engine: on, steps: lossSteps, loss: await lossAfter(on, lossSteps) };
}

function memory(): { peakMegabytes: number; gpuMegabytes: number | null } {
  const query = ['--query-gpu=memory.used', '--format=csv,noheader,nounits'];
  const asked = spawnSync('nvidia-smi', query, { encoding: 'utf8', timeout: 10_000 });
  const used = asked.status === 0 ? Number.parseInt(asked.stdout, 10) : Number.NaN;
  return {
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
    gpuMegabytes: Number.isNaN(used) ? null : used,
  };
}

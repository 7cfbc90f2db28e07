import type { ReadingMeasurement } from '../../shared/contract/model.ts';
import { intersectionOverUnion } from '../../shared/geometry.ts';
import { cropWord } from '../imaging/geometry/crop.ts';
import type { InkImage } from '../imaging/pixels.ts';
import type { Posteriors } from '../ml/decoding/posteriors.ts';
import { withLogProbabilities } from '../ml/onnx/editModel.ts';
import { findWords } from './findWords.ts';
import { openInkPage } from '../imaging/ink/inkPage.ts';
import { openSession } from './models/onnxSession.ts';
import { openReadingModels } from './reader.ts';
import { createSessions, readModelFile, type ModelsAsked, type ReadingModels } from './models/sessions.ts';
import { wordPosteriors } from './models/wordPosteriors.ts';

/** Seconds that each engine reads for at least; the last page is finished. */
const measuredSeconds = 2;
/** A board full of words: so many crops are read of each page, some of them several times. */
const wordsOfPage = 128;
/** Words whose probabilities are compared. */
const comparedWords = 16;
const largestDifference = 0.01;
const leastOverlap = 0.9;

export interface MeasureRequest extends Omit<ModelsAsked, 'engine' | 'fast'> {
  /** A photo with handwriting. */
  readonly photo: string;
  /** Whether to measure the GPU, too. */
  readonly withGpu: boolean;
}

/**
 * Compares the networks on the GPU with the same on the processor, on a photo: first what they find, then their speed.
 * The processor is measured as it reads, with quantised weights and all threads; it is compared with float weights.
 */
export async function measureReading({
  photo,
  withGpu,
  ...asked
}: MeasureRequest): Promise<ReadingMeasurement> {
  const { ink } = await openInkPage({ path: photo });
  const onCpu = await openReadingModels(createSessions(), { ...asked, engine: 'cpu', fast: true });
  const { words: found } = await findWords(onCpu.detector, ink);
  const { height } = onCpu.recogniser.metadata;
  const crops = found.map(({ quad }) => cropWord(ink, quad, height));
  const words = Array.from({ length: wordsOfPage }, (_, index) => crops[index % crops.length] ?? []).flat();
  if (words.length === 0) {
    return { cpu: null, webgpu: null, problem: 'The detector finds no words on the photo to measure with.' };
  }
  const cpu = await wordsPerSecond(onCpu, ink, words);
  if (!withGpu) return { cpu, webgpu: null, problem: null };

  const gpuSessions = createSessions();
  const onGpu = await openReadingModels(gpuSessions, { ...asked, engine: 'webgpu', fast: true });
  const wrong = (problem: string): ReadingMeasurement => ({ cpu, webgpu: null, problem });
  const { words: foundOnGpu } = await findWords(onGpu.detector, ink);
  const sameBoxes = foundOnGpu.filter(({ box }) =>
    found.some((word) => intersectionOverUnion(word.box, box) > leastOverlap),
  );
  const compared = crops.slice(0, comparedWords);
  const { bytes } = await readModelFile(asked.recogniser);
  const floats = {
    ...onCpu.recogniser,
    session: await openSession(withLogProbabilities(bytes), 1),
    threads: [],
  };
  const difference = largestOf(
    await posteriorsOf(floats, compared),
    await posteriorsOf(onGpu.recogniser, compared),
  );
  const problem = gpuSessions.gpuProblem();
  if (problem !== null) return wrong(problem);
  if (foundOnGpu.length !== found.length || sameBoxes.length !== found.length) {
    return wrong(`The GPU found ${foundOnGpu.length} words on the photo; the processor ${found.length}.`);
  }
  if (!(difference <= largestDifference)) {
    return wrong(`Probabilities on the GPU differ from the processor's by ${difference.toFixed(3)}.`);
  }
  const webgpu = await wordsPerSecond(onGpu, ink, words);
  // What was read on the processor after a failure is no speed of the GPU.
  const later = gpuSessions.gpuProblem();
  return later === null ? { cpu, webgpu, problem: null } : wrong(later);
}

/** The networks alone: decoding is the same for both. */
async function wordsPerSecond(
  { detector, recogniser }: ReadingModels,
  page: InkImage,
  words: readonly InkImage[],
): Promise<number> {
  const read = async (): Promise<void> => {
    await findWords(detector, page);
    await posteriorsOf(recogniser, words);
  };
  // The first page compiles shaders and fills caches.
  await read();
  const start = performance.now();
  let pages = 0;
  let seconds = 0;
  while (seconds < measuredSeconds) {
    await read();
    pages += 1;
    seconds = (performance.now() - start) / 1000;
  }
  return (pages * words.length) / seconds;
}

export async function posteriorsOf(
  recogniser: ReadingModels['recogniser'],
  words: readonly InkImage[],
): Promise<Posteriors[]> {
  const read: Posteriors[] = [];
  for await (const { index, posteriors } of wordPosteriors(recogniser, words)) read[index] = posteriors;
  return read;
}

/** The largest difference of two probabilities, 0 to 1; 1 if the outputs differ in size. */
export function largestOf(expected: readonly Posteriors[], found: readonly Posteriors[]): number {
  let largest = 0;
  for (const [index, { logProbabilities }] of expected.entries()) {
    const other = found[index]?.logProbabilities;
    if (other?.length !== logProbabilities.length) return 1;
    for (const [place, value] of logProbabilities.entries()) {
      largest = Math.max(largest, Math.abs(Math.exp(value) - Math.exp(other[place] ?? 0)));
    }
  }
  return largest;
}

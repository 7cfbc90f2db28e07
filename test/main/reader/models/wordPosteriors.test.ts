import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openSession } from '../../../../main/reader/models/onnxSession.ts';
import { readBatchIn, startReaderThread } from '../../../../main/reader/models/readerThread.ts';
import { createSessions, type LoadedModel } from '../../../../main/reader/models/sessions.ts';
import { wordPosteriors } from '../../../../main/reader/models/wordPosteriors.ts';
import type { InkImage } from '../../../../main/imaging/pixels.ts';
import type { Posteriors } from '../../../../main/ml/decoding/posteriors.ts';
import type { RecogniserMetadata } from '../../../../shared/contract/model.ts';
import { createRandom } from '../../../../shared/random.ts';
import { gpuThatFails } from '../../../support/gpu.ts';
import { tinyDetector, tinyRecogniser } from '../../../support/tinyModels.ts';
import { folderForAll } from '../../../support/folders.ts';

const folder = folderForAll();
let recogniser: string;

beforeAll(async () => {
  recogniser = join(folder, 'recogniser.onnx');
  await writeFile(recogniser, tinyRecogniser());
});

/** A word of three strokes of random widths, so that each has posteriors of its own. */
function randomWords(count: number): InkImage[] {
  const random = createRandom(5);
  return Array.from({ length: count }, () => {
    const width = Math.round(random.between(40, 260));
    const image = { width, height: 48, data: new Uint8Array(width * 48) };
    for (const start of [0, width / 3, (2 * width) / 3]) {
      const end = start + random.between(2, width / 3);
      for (let row = 4; row < 44; row += 1) {
        image.data.fill(230, row * width + Math.floor(start), row * width + Math.floor(end));
      }
    }
    return image;
  });
}

async function posteriorsOfWords(
  model: LoadedModel<RecogniserMetadata>,
  words: readonly InkImage[],
): Promise<Posteriors[]> {
  const outputs: Posteriors[] = [];
  for await (const { index, posteriors } of wordPosteriors(model, words)) outputs[index] = posteriors;
  return outputs;
}

test('several threads give each word the posteriors that one gives it', async () => {
  const words = randomWords(300);
  const alone = await posteriorsOfWords(await createSessions().open('recogniser', recogniser, 1), words);
  const together = await posteriorsOfWords(await createSessions().open('recogniser', recogniser, 3), words);
  expect(new Set(alone.map(({ logProbabilities }) => logProbabilities.join())).size).toBeGreaterThan(250);
  expect(together).toEqual(alone);
});

test('reading goes on with one thread when the others end meanwhile', async () => {
  const words = randomWords(200);
  const model = await createSessions().open('recogniser', recogniser, 3);
  const alone = await posteriorsOfWords(await createSessions().open('recogniser', recogniser, 1), words);
  const outputs: Posteriors[] = [];
  for await (const { index, posteriors } of wordPosteriors(model, words)) {
    outputs[index] = posteriors;
    for (const thread of model.threads) thread.retire();
  }
  expect(outputs).toEqual(alone);
});

test('a signal stops the reading between two batches', async () => {
  const words = randomWords(300);
  const model = await createSessions().open('recogniser', recogniser, 2);
  const controller = new AbortController();
  let read = 0;
  const reading = async () => {
    for await (const { posteriors } of wordPosteriors(model, words, controller.signal)) {
      read += posteriors.steps > 0 ? 1 : 0;
      controller.abort();
    }
  };
  await expect(reading()).rejects.toThrow('aborted');
  expect(read).toBeGreaterThan(0);
  expect(read).toBeLessThan(words.length);
});

test('a model that cannot run fails the reading, on whatever thread it was found', async () => {
  const words = randomWords(300);
  const model = await createSessions().open('recogniser', recogniser, 1);
  const detector = startReaderThread({ bytes: tinyDetector(), metadata: model.metadata });
  await expect(readBatchIn(detector, words)).rejects.toMatchObject({ code: 'model-damaged' });
  const beside = { ...model, threads: [detector] };
  await expect(posteriorsOfWords(beside, words)).rejects.toMatchObject({ code: 'model-damaged' });
  const alone = { ...model, metadata: { ...model.metadata, height: 10 } };
  await expect(posteriorsOfWords(alone, words)).rejects.toMatchObject({ code: 'model-damaged' });
});

test('bytes that are no model end their thread, and the words are read without it', async () => {
  const words = randomWords(100);
  const model = await createSessions().open('recogniser', recogniser, 1);
  const broken = startReaderThread({ bytes: Uint8Array.of(1, 2, 3), metadata: model.metadata });
  const outputs = await posteriorsOfWords({ ...model, threads: [broken] }, words);
  expect(outputs).toEqual(await posteriorsOfWords(model, words));
  expect(broken.load()).toBe(Infinity);
});

describe('A model on the GPU', () => {
  test('reads all words there, and the readings are those of the processor', async () => {
    const words = randomWords(300);
    const gpu = gpuThatFails(Infinity);
    const model = await createSessions(() => gpu).open('recogniser', recogniser, 2, 'webgpu');
    const alone = await posteriorsOfWords(await createSessions().open('recogniser', recogniser, 1), words);
    // It would fail the reading if it were used.
    const unable = await openSession(tinyDetector(), 1);
    const found = await posteriorsOfWords({ ...model, session: unable }, words);
    expect(found.map(({ steps }) => steps)).toEqual(alone.map(({ steps }) => steps));
    expect(gpu.runs).toBeGreaterThan(0);
  });

  test('gives the batch that failed, and all after it, to the processor', async () => {
    const words = randomWords(100);
    const gpu = gpuThatFails(2);
    const sessions = createSessions(() => gpu);
    const model = await sessions.open('recogniser', recogniser, 2, 'webgpu');
    const alone = await posteriorsOfWords(await createSessions().open('recogniser', recogniser, 1), words);
    expect(await posteriorsOfWords(model, words)).toEqual(alone);
    expect(await posteriorsOfWords(model, words)).toEqual(alone);
    expect(gpu.runs).toBe(2);
    expect(sessions.gpuProblem()).toContain('The device was lost.');
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import sharp from 'sharp';
import { createRandom, type Random } from '../../../shared/random.ts';
import { readerHandlers } from '../../../main/workers/readerHandlers.ts';
import { detectorPath, recogniserPath } from '../../../pretraining/shippedModels.ts';
import { note, print, printTable } from '../../../pretraining/printTable.ts';
import { pagesToRead } from './material.ts';
import { unlessShort } from '../../../pretraining/unlessShort.ts';

const photoCount = unlessShort(500, 6);
const every = unlessShort(50, 1);
/** Caches fill and buffers reach their size while the first photos are read. */
const warmUp = unlessShort(150, 3);
/** Megabytes for 100 photos: 500 more photos must not be told from these by their memory. */
const flatSlope = 4;
/** Pixels cut off a photo's sides, so that no two have one size. */
const mostCut = 80;

const definitions = `
The reader process's own handlers in a process that does nothing else but make the photos: each a page
cut anew, so that none has the size of the one before, and opened while that one is read. RSS: all
memory of the process that is in RAM, once its garbage is collected. slope: least squares over the readings from photo ${warmUp} on.`;

/** Whether reading many photos takes no more memory than reading some. */
export async function benchMemory(): Promise<void> {
  const { name, items } = await pagesToRead();
  const folder = await mkdtemp(join(os.tmpdir(), 'inkdex-memory-'));
  const random = createRandom(1);
  const readings: Reading[] = [];
  try {
    const read = readerHandlers().read;
    const pathOf = (photo: number): string => join(folder, photo % 2 === 0 ? 'even.jpg' : 'odd.jpg');
    const make = async (photo: number): Promise<void> => {
      await cutAnew(items[photo % items.length] ?? '', pathOf(photo), random);
    };
    await make(0);
    for (let photo = 0; photo < photoCount; photo += 1) {
      await make(photo + 1);
      await read(
        {
          path: pathOf(photo),
          turn: 0,
          findRotation: true,
          next: { path: pathOf(photo + 1) },
          typed: [],
          language: null,
          alternatives: 10,
          detector: detectorPath,
          recogniser: recogniserPath,
          engine: 'cpu',
          fast: false,
          threads: Math.min(2, os.availableParallelism()),
        },
        { signal: new AbortController().signal, onProgress: () => undefined, transfer: () => undefined },
      );
      if ((photo + 1) % every !== 0) continue;
      const reading = readingAfter(photo + 1);
      readings.push(reading);
      note(`${photo + 1} of ${photoCount} photos: ${reading.resident.toFixed(0)} MB`);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  print(`\nMemory over ${photoCount} photos: ${name}`);
  printTable(
    ['photos', 'RSS MB', 'of it JavaScript'],
    readings.map(({ photos, resident, heap }) => [String(photos), resident.toFixed(0), heap.toFixed(0)]),
  );
  const slope = 100 * slopeOf(readings.filter(({ photos }) => photos >= warmUp));
  print(
    `slope: ${slope.toFixed(1)} MB for 100 photos, wanted at most ${flatSlope}: ` +
      (slope <= flatSlope ? 'holds' : 'DOES NOT HOLD'),
  );
  print(definitions);
}

interface Reading {
  readonly photos: number;
  /** Megabytes. */
  readonly resident: number;
  /** Megabytes of heap and array buffers. */
  readonly heap: number;
}

function readingAfter(photos: number): Reading {
  collectGarbage();
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  return { photos, resident: rss / 2 ** 20, heap: (heapUsed + arrayBuffers) / 2 ** 20 };
}

/** What waits to be collected is no leak, and how much waits is chance. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
}

async function cutAnew(page: string, path: string, random: Random): Promise<void> {
  const { width, height } = await sharp(page).metadata();
  const [left, top] = [random.integer(0, mostCut), random.integer(0, mostCut)];
  await sharp(page)
    .extract({
      left,
      top,
      width: width - left - random.integer(0, mostCut),
      height: height - top - random.integer(0, mostCut),
    })
    .jpeg({ quality: 90 })
    .toFile(path);
}

/** Megabytes a photo. */
function slopeOf(readings: readonly Reading[]): number {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const photos = mean(readings.map((reading) => reading.photos));
  const resident = mean(readings.map((reading) => reading.resident));
  const products = readings.map((reading) => (reading.photos - photos) * (reading.resident - resident));
  const squares = readings.map((reading) => (reading.photos - photos) ** 2);
  return mean(products) / mean(squares);
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { listSamples } from '../../main/installation.ts';
import type { ServerProcess } from '../../main/rpc/process.ts';
import { openServices, type Services } from '../../main/services.ts';
import { forkWorker } from '../../main/workers/client.ts';
import type { Photo } from '../../shared/contract/photo.ts';
import { createRandom, type Random } from '../../shared/random.ts';
import { typeOver } from '../support/labels.ts';
import { photosOf } from './restart.ts';

/** Photos that stay in the library; for each new one the oldest is removed. */
const mostPhotos = 12;
const newPhotos = 2;
const photoWidth = 480;
const searches = 10;
const edits = 5;
/** Most growth of the memory from the second to the last quarter of the time. */
const mostGrowth = 0.15;

interface Sample {
  readonly atMs: number;
  /** Of this process, with the database and the services. */
  readonly hostBytes: number;
  readonly workerBytes: number;
}

export interface SoakOptions {
  readonly minutes: number;
  readonly seed: number;
  readonly signal: AbortSignal;
}

/**
 * Works with a library for a time: photos in and out, readings with the shipped models, searches, edits and pictures.
 * Prints the memory every minute. @returns the number of problems: failed jobs, and memory that grows
 */
export async function soak({ minutes, seed, signal }: SoakOptions): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'inkdex-soak-'));
  const workers = new Set<ServerProcess>();
  const services = await openServices({
    library: join(folder, 'library'),
    announce: () => undefined,
    spawn(kind) {
      const child = forkWorker(kind);
      workers.add(child);
      return child;
    },
  });
  services.start();
  const random = createRandom(seed);
  const samples: Sample[] = [];
  const began = performance.now();
  let rounds = 0;
  try {
    for (; performance.now() - began < minutes * 60_000 && !signal.aborted; rounds += 1) {
      await workOnce(services, join(folder, 'photos'), rounds, random);
      const resident = await Promise.all([...workers].map((worker) => worker.residentBytes()));
      const workerBytes = resident.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0);
      const sample = { atMs: performance.now() - began, hostBytes: process.memoryUsage.rss(), workerBytes };
      const minute = (atMs: number): number => Math.floor(atMs / 60_000);
      if (minute(sample.atMs) > minute(samples.at(-1)?.atMs ?? 0)) printSample(sample, rounds);
      samples.push(sample);
    }
    return problemsOf(services, samples, rounds);
  } finally {
    await services.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function workOnce(services: Services, folder: string, round: number, random: Random): Promise<void> {
  const { library, jobs, labels, search } = services;
  const path = join(folder, String(round));
  mkdirSync(path, { recursive: true });
  for (let index = 0; index < newPhotos; index += 1) {
    const exif = { IFD0: { ImageDescription: `photo ${round} ${index}` } };
    const picture = sharp(random.pick(listSamples())).resize(photoWidth).withExif(exif);
    writeFileSync(join(path, `${index}.jpg`), await picture.jpeg().toBuffer());
  }
  const { id } = await library.importPaths({ paths: [path], read: true });
  await jobs.finished(id);
  rmSync(path, { recursive: true });
  const photos = photosOf(services);
  for (const { id: photo } of photos.slice(0, newPhotos)) {
    for (let edit = 0; edit < edits; edit += 1) {
      const { words } = labels.calls.getLabels({ photo });
      if (words.length === 0) break;
      typeOver(labels, photo, `word${round}`, random.pick(words));
    }
    const { revision, undo } = labels.calls.getLabels({ photo });
    if (undo !== null) labels.calls.undoLabels({ photo, revision });
    await library.picture('display', photo).catch(() => null);
  }
  for (let query = 0; query < searches; query += 1) {
    const { words } = library.calls.getPhoto({ photo: random.pick(photos).id });
    if (words.length === 0) continue;
    const { text } = random.pick(words);
    search.calls.search({ query: text.slice(0, random.integer(1, 8)), offset: 0, limit: 20 });
  }
  await removeOldest(services, photos, random);
}

async function removeOldest({ library }: Services, photos: readonly Photo[], random: Random): Promise<void> {
  const oldest = photos.slice(mostPhotos).map(({ id }) => id);
  if (oldest.length > 0) await library.calls.removePhotos({ photos: oldest });
  const { photos: removed, total } = library.calls.listRemoved({ offset: 0, limit: 1 });
  const [last] = removed;
  if (last !== undefined && random.chance(0.3)) await library.calls.restorePhotos({ photos: [last.id] });
  if (total > mostPhotos) library.calls.forgetRemoved({ photos: null });
}

function problemsOf({ jobs }: Services, samples: readonly Sample[], rounds: number): number {
  const failed = jobs.calls.listJobs().filter(({ state }) => state !== 'done');
  for (const { title, state, error } of failed) console.log(`${title}: ${state}, ${error?.message ?? ''}`);
  const quarter = Math.floor(samples.length / 4);
  let problems = failed.length;
  for (const [name, bytesOf] of [
    ['host', ({ hostBytes }: Sample) => hostBytes],
    ['workers', ({ workerBytes }: Sample) => workerBytes],
  ] as const) {
    const early = median(samples.slice(quarter, 2 * quarter).map(bytesOf));
    const late = median(samples.slice(-quarter).map(bytesOf));
    const growth = late / early - 1;
    console.log(
      `${name}: ${megabytes(early)} MB in the second quarter, ${megabytes(late)} MB in the last, ${(100 * growth).toFixed(1)} %`,
    );
    if (growth > mostGrowth) problems += 1;
  }
  console.log(`${rounds} rounds, ${rounds * newPhotos} photos, ${rounds * searches} searches`);
  return problems;
}

function printSample({ atMs, hostBytes, workerBytes }: Sample, rounds: number): void {
  const minute = Math.floor(atMs / 60_000);
  console.log(
    `minute ${minute}: round ${rounds}, host ${megabytes(hostBytes)} MB, workers ${megabytes(workerBytes)} MB`,
  );
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}

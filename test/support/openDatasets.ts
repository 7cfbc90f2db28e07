import type { Alternative } from '../../shared/contract/word.ts';
import type { Quad } from '../../shared/geometry.ts';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createDatasets, type DatasetsService, type DatasetsParts } from '../../main/datasets/service.ts';
import { createDownloads } from '../../main/jobs/downloads.ts';
import { startWorker } from '../../main/workers/client.ts';
import type { WritableDatabase } from '../../main/store/database.ts';
import { createHostLock } from '../../main/store/library/hostLock.ts';
import { openLibrary } from '../../main/store/library/open.ts';
import { libraryPaths } from '../../main/store/library/libraryPaths.ts';
import type { CreateDataset } from '../../shared/contract/datasetWork.ts';
import type { ExchangeFormat } from '../../main/exchange/exchangeFormat.ts';
import { modelIdSchema } from '../../shared/contract/model.ts';
import { readerWith } from './worker.ts';
import { blankPng } from './images.ts';
import { temporaryFolder } from './library.ts';

export interface OpenedDatasets {
  readonly db: WritableDatabase;
  readonly datasets: DatasetsService;
  /** Of the library. */
  readonly folder: string;
  readonly close: () => Promise<void>;
}

export interface OpeningParts extends Partial<DatasetsParts> {
  /** Of the library. */
  readonly folder?: string;
  /** What a recogniser reads; nothing unless told otherwise. */
  readonly readWith?: {
    readWords?(paths: readonly string[], signal: AbortSignal): Promise<Alternative[][]>;
    readQuads?(path: string, quads: readonly Quad[], signal: AbortSignal): Promise<Alternative[][]>;
  };
}

async function nothingOf(places: readonly unknown[]): Promise<Alternative[][]> {
  return await Promise.resolve(places.map(() => []));
}

/** Datasets of a library whose images are taken in by the real engine, in this process. */
export function openDatasets(
  formats: readonly ExchangeFormat[] = [],
  { folder = temporaryFolder(), readWith = {}, ...given }: OpeningParts = {},
): OpenedDatasets {
  const db = openLibrary(folder);
  const paths = libraryPaths(folder);
  const lock = createHostLock(paths.lock);
  const reader = startWorker({ kind: 'reader', spawn: readerWith(() => ({})) });
  const datasets = createDatasets({
    db,
    lock,
    folders: paths,
    formats,
    announce: () => undefined,
    downloads: createDownloads(db, folder),
    reader,
    reading: {
      readWordFiles: (files, signal) => readWith.readWords?.(files, signal) ?? nothingOf(files),
      readQuads: async ({ path }, quads, _text, signal = new AbortController().signal) => ({
        readings: await (readWith.readQuads?.(path, quads, signal) ?? nothingOf(quads)),
        lattices: quads.map(() => null),
        recogniser: '',
      }),
    },
    recogniser: () => Promise.resolve({ id: modelIdSchema.parse('test'), sha256: 'e'.repeat(64), path: '' }),
    searchPhotos: () => [],
    queue: () => {
      throw new Error('This test queues no job.');
    },
    ...given,
  });
  let isOpen = true;
  async function close(): Promise<void> {
    if (!isOpen) return;
    isOpen = false;
    await datasets.settled();
    await reader.close();
    lock.release();
    db.close();
  }
  onTestFinished(close);
  return { db, datasets, folder, close };
}

/** A folder of images to import from, each of another size: the name says which. */
export function imageFolder(names: readonly string[]): string {
  const folder = join(temporaryFolder(), 'images');
  for (const [index, name] of names.entries()) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, blankPng(40 + index, 20));
  }
  return folder;
}

export function creating(changes: Partial<CreateDataset['query']> = {}): CreateDataset {
  return {
    name: 'from library',
    dataset: null,
    mode: null,
    splitRule: null,
    licence: null,
    query: {
      level: 'word',
      folder: null,
      status: null,
      progress: null,
      search: null,
      language: null,
      photos: [],
      confirmedOnly: false,
      leastConfidence: null,
      writer: null,
      ...changes,
    },
  };
}

/** Names of the objects and of the manifests that lie in a library's folders, and of anything else there. */
export function datasetFiles(folder: string): { objects: string[]; versions: string[] } {
  const { objects, versions } = libraryPaths(folder);
  const below = existsSync(objects) ? readdirSync(objects) : [];
  return {
    objects: below.flatMap((part) => readdirSync(join(objects, part))).sort(),
    versions: readdirSync(versions).sort(),
  };
}

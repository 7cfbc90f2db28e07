import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  createDatasets,
  type DatasetEngine,
  type DatasetsService,
  type DatasetsParts,
} from '../../main/datasets/service.ts';
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
  readonly readWith?: Partial<Pick<DatasetEngine, 'readWords' | 'readQuads'>>;
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
  const engine: DatasetEngine = {
    keepImages: (files, within, signal) =>
      reader.call(
        'keepImages',
        { paths: [...files], within: within === null ? null : [...within], objects: paths.objects },
        { signal },
      ),
    imageSize: (path, signal) => reader.call('imageSize', { path }, { signal }),
    missingCharacters: (fonts, text, signal) => reader.call('missingCharacters', { fonts, text }, { signal }),
    drawSamples: (request, signal) =>
      reader.call('drawSamples', { ...request, samples: [...request.samples] }, { signal }),
    drawGlyphs: ({ lines, ...request }, signal) =>
      reader.call(
        'drawGlyphs',
        { ...request, lines: lines.map((line) => ({ ...line, pictures: [...line.pictures] })) },
        { signal },
      ),
    cutWords: ({ samples, ...request }, signal) =>
      reader.call('cutWords', { ...request, samples: [...samples], objects: paths.objects }, { signal }),
    hashPictures: (path, quads, signal) =>
      reader.call('hashPictures', { path, quads: [...quads] }, { signal }),
    readWords: (files) => Promise.resolve(files.map(() => [])),
    readQuads: (_path, quads) => Promise.resolve(quads.map(() => [])),
  };
  const datasets = createDatasets({
    db,
    lock,
    folders: paths,
    formats,
    announce: () => undefined,
    downloads: createDownloads(db, folder),
    engine: { ...engine, ...readWith },
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

import type { Announce } from '../shared/contract/contract.ts';
import type { Quad } from '../shared/geometry.ts';
import type { Photo, PhotoId } from '../shared/contract/photo.ts';
import type { WordOfText } from '../shared/contract/word.ts';
import type { DatasetEngine } from './datasets/service.ts';
import type { WorkerResult, Reader } from './workers/client.ts';
import type { FileOutcomes } from './library/fileOutcomes.ts';
import { importSteps } from './library/importSteps.ts';
import { JobRunner } from './library/jobRunner.ts';
import type { Pictures } from './library/pictures.ts';
import type { ModelShelf } from './models/registry.ts';
import { readSteps, type ReadParts } from './reading/readSteps.ts';
import type { ReadOverlooked } from './search/overlooked.ts';
import type { Database } from './store/database.ts';
import type { HostLock } from './store/hostLock.ts';
import type { LibraryPaths } from './store/open.ts';

/** What the services need from the reader worker, with the models in use. */

/** Number of readings that the index keeps for each word. */
const storedAlternatives = 10;

/** Reads quads of a photo with the recogniser in use. */
export function quadReader(
  reader: Reader,
  shelf: ModelShelf,
): (
  photo: Pick<Photo, 'path' | 'turn'> & Partial<Pick<Photo, 'sha256'>>,
  quads: readonly Quad[],
  text: readonly WordOfText[],
  signal?: AbortSignal,
) => Promise<WorkerResult<'reader', 'readQuads'>> {
  return async ({ path, sha256, turn }, quads, text, signal) => {
    const { recogniser } = await shelf.readingModels();
    const places = { path, sha256, turn, quads: [...quads], text: [...text] };
    const args = { ...places, alternatives: storedAlternatives, recogniser };
    return await reader.call('readQuads', args, signal === undefined ? {} : { signal });
  };
}

/** What datasets need from the reader worker. */
export function datasetEngine(reader: Reader, shelf: ModelShelf, objects: string): DatasetEngine {
  const readQuads = quadReader(reader, shelf);
  return {
    keepImages(paths, within, signal) {
      const args = { paths: [...paths], within: within === null ? null : [...within], objects };
      return reader.call('keepImages', args, { signal });
    },
    imageSize: (path, signal) => reader.call('imageSize', { path }, { signal }),
    seeLooks: (path, quads, signal) => reader.call('seeLooks', { path, quads: [...quads] }, { signal }),
    async readWords(paths, signal) {
      const { recogniser } = await shelf.readingModels();
      const args = { paths: [...paths], alternatives: storedAlternatives, recogniser };
      const results = await reader.call('readWords', args, { signal });
      return results.map((result) => (result.ok ? result.value.alternatives : []));
    },
    readQuads: async (path, quads, signal) =>
      (await readQuads({ path, turn: 0 }, quads, [], signal)).readings,
  };
}

/** Reads a photo outside its known words and outside what is marked as not text. */
export function overlookedReader(reader: Reader, shelf: ModelShelf): ReadOverlooked {
  return async ({ path, sha256, turn }, known) => {
    const models = await shelf.readingModels();
    const request = { path, sha256, turn, known: [...known], alternatives: storedAlternatives, ...models };
    return await reader.call('readOverlooked', request);
  };
}

interface RunnerParts {
  readonly db: Database;
  readonly lock: HostLock;
  readonly announce: Announce;
  readonly reader: Reader;
  readonly shelf: ModelShelf;
  readonly pictures: Pictures;
  readonly outcomes: FileOutcomes;
  readonly paths: Pick<LibraryPaths, 'cache' | 'pages' | 'inbox'>;
  readonly removePhotos: (photos: readonly PhotoId[]) => Promise<unknown>;
}

/** Creates the runner of import and reading jobs, which work with the reader worker. */
export function createRunner({
  db,
  lock,
  announce,
  reader,
  shelf,
  pictures,
  outcomes,
  paths: { cache, pages, inbox },
  removePhotos,
}: RunnerParts): JobRunner {
  const read: ReadParts['read'] = async ({ path, sha256, turn }, { typed, ...beside }, signal) => {
    const models = await shelf.readingModels();
    const photo = { path, sha256, turn, typed: [...typed] };
    const args = { ...photo, ...beside, alternatives: storedAlternatives, ...models };
    return await reader.call('read', args, { signal });
  };
  const readQuads = quadReader(reader, shelf);
  const readPhotos = readSteps({
    db,
    read,
    readQuads,
    onReading: (photo) => {
      runner.progress.photosChanged([photo]);
    },
  });
  const runner: JobRunner = new JobRunner({
    db,
    lock,
    announce,
    onItem(job, item, result, failure) {
      outcomes.onItem(job, item, result, failure);
      const change = result.photo === null ? undefined : readPhotos.takeChange(result.photo);
      if (change !== undefined) announce('labelsChanged', change);
    },
    steps: {
      import: importSteps({
        db,
        except: [cache, pages],
        inbox,
        inspect: (path, signal) => reader.call('inspect', { path }, { signal }),
        makeThumbnail: (path, sha256, signal) => pictures.makeThumbnail(path, sha256, signal),
        pdf: {
          countPages: async (path, signal) => (await reader.call('countPages', { path }, { signal })).pages,
          drawPage: (path, page, signal) =>
            reader.call('drawPage', { path, page, folder: pages }, { signal }),
        },
        async removeReplaced(photos) {
          // When this fails, for example on a full disk, the old pages stay next to the new ones.
          await removePhotos(photos).catch(() => undefined);
        },
      }),
      read: readPhotos,
    },
  });
  return runner;
}

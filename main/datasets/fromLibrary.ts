import type { DatasetParts } from './parts.ts';
import { setImmediate } from 'node:timers/promises';
import type { LibraryQuery } from '../../shared/contract/datasetContents.ts';
import type { CreateDataset, TakenIn } from '../../shared/contract/datasetWork.ts';
import { sha256Schema, type PhotoId } from '../../shared/contract/photo.ts';
import type { IncomingRecord } from '../exchange/exchangeFormat.ts';
import { guessLanguage } from '../../shared/language.ts';
import type { WritableDatabase } from '../store/database.ts';
import { listPhotosToLabel, listReadersOf } from '../store/datasets/datasets.ts';
import { findPhoto, listPhotoIds } from '../store/photos/photos.ts';
import { listWords } from '../store/words/words.ts';
import { ingest } from './ingest.ts';
import type { PreparedWork, WorkOptions } from '../jobs/steps.ts';
import { inFileCoordinates, samplesOfPhoto } from './photoSamples.ts';
import { prepareDataset } from './prepareDataset.ts';
import { requireDataset } from './resolveNames.ts';

/**
 * Creates a dataset of words, lines or pages of the library. Photos whose files are missing or have changed are left
 * out and listed in `skipped`, because their labels no longer fit.
 *
 * @throws InkdexError `not-found` when the dataset to be replaced was deleted
 */
export async function createDataset(
  parts: Pick<DatasetParts, 'db' | 'searchPhotos' | 'reader' | 'folders' | 'locks'>,
  { name, dataset, query, mode, splitRule, licence }: CreateDataset,
  options: WorkOptions,
): Promise<PreparedWork<TakenIn>> {
  const { db, locks } = parts;
  const photos = new Set<string>();

  async function* noted(): AsyncGenerator<IncomingRecord> {
    for await (const record of libraryRecords(parts, query)) {
      if (record.kind === 'sample' && record.sample.sha256 !== undefined) photos.add(record.sample.sha256);
      yield record;
    }
  }

  return await prepareDataset(
    db,
    locks,
    {
      name: () => (dataset === null ? name : requireDataset(db, dataset).name),
      mode,
      splitRule,
      licence,
      origin: { kind: 'library', query },
      models: () => listReadersOf(db, [...photos]).filter((model) => sha256Schema.safeParse(model).success),
      fill(set, rule) {
        const source = { kind: 'person' } as const;
        const request = { set, within: null, isAssigned: rule.kind !== 'given', source, keepGood: true };
        return ingest(parts, noted(), request, options);
      },
    },
    options,
  );
}

type LibraryParts = Pick<DatasetParts, 'db' | 'searchPhotos'>;

/** Photos to process before other calls are answered. */
const photosAtOnce = 32;

/** The samples of the library that a query selects, photo by photo. A photo is read when its turn comes. */
export async function* libraryRecords(
  { db, searchPhotos }: LibraryParts,
  query: LibraryQuery,
): AsyncGenerator<IncomingRecord> {
  const found = query.search === null ? null : new Set(searchPhotos(query.search));
  const { folder } = query;
  const inFolder = folder === null ? null : new Set(listPhotoIds(db, { status: null, folder }));
  const asked = query.photos.length === 0 ? null : new Set(query.photos);
  for (const [index, photo] of listPhotosToLabel(db, query).entries()) {
    if (index % photosAtOnce === photosAtOnce - 1) await setImmediate();
    if ([found, asked, inFolder].some((wanted) => wanted?.has(photo.id) === false)) continue;
    yield* photoRecords(db, photo.id, query);
  }
}

function* photoRecords(db: WritableDatabase, id: PhotoId, query: LibraryQuery): Generator<IncomingRecord> {
  // Read together with its words: the photo may have been rotated or removed since the photos were listed.
  const photo = findPhoto(db, id);
  if (photo === undefined) return;
  const words = listWords(db, photo.id).map((word) => inFileCoordinates(word, photo));
  const language = guessLanguage(words.map(({ text }) => text).join(' '));
  if (query.language !== null && language !== query.language) return;
  for (const { label, source } of samplesOfPhoto(photo, words, query, language)) {
    const sample = { ...label, path: photo.path, sha256: photo.sha256, source };
    yield { kind: 'sample', sample, place: photo.name };
  }
}

/** Counts the photos and words of the library that a query selects, without opening the images. */
export async function countLibrary(
  parts: LibraryParts,
  query: LibraryQuery,
): Promise<{ samples: number; photos: number }> {
  const files = new Set<string>();
  let samples = 0;
  for await (const record of libraryRecords(parts, query)) {
    if (record.kind !== 'sample') continue;
    samples += 1;
    files.add(record.sample.path);
  }
  return { samples, photos: files.size };
}

import { setImmediate } from 'node:timers/promises';
import type { LibraryQuery } from '../../shared/contract/datasetContents.ts';
import type { IncomingRecord } from '../../shared/exchange.ts';
import { guessLanguage } from '../../shared/language.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import type { Database } from '../store/database.ts';
import { listPhotosToLabel } from '../store/datasets.ts';
import { isIn } from '../store/paths.ts';
import { findPhoto } from '../store/photos.ts';
import { listWords } from '../store/words.ts';
import { asStored } from './asStored.ts';
import { samplesOfPhoto } from './photoSamples.ts';

export interface LibraryRecordsParts {
  readonly db: Database;
  /** Photos that match a search. */
  readonly searchPhotos: (query: string) => readonly PhotoId[];
}

/** Photos to process before other calls are answered. */
const photosAtOnce = 32;

/** The samples of the library that a query selects, photo by photo. A photo is read when its turn comes. */
export async function* libraryRecords(
  { db, searchPhotos }: LibraryRecordsParts,
  query: LibraryQuery,
): AsyncGenerator<IncomingRecord> {
  const found = query.search === null ? null : new Set(searchPhotos(query.search));
  const asked = query.photos.length === 0 ? null : new Set(query.photos);
  for (const [index, photo] of listPhotosToLabel(db, query).entries()) {
    if (index % photosAtOnce === photosAtOnce - 1) await setImmediate();
    if (found?.has(photo.id) === false || asked?.has(photo.id) === false) continue;
    if (query.folder !== null && !isIn(photo.path, query.folder)) continue;
    yield* photoRecords(db, photo.id, query);
  }
}

function* photoRecords(db: Database, id: PhotoId, query: LibraryQuery): Generator<IncomingRecord> {
  // Read together with its words: the photo may have been rotated or removed since the photos were listed.
  const photo = findPhoto(db, id);
  if (photo === undefined) return;
  const words = listWords(db, photo.id).map((word) => asStored(word, photo));
  const language = guessLanguage(words.map(({ text }) => text).join(' '));
  if (query.language !== null && language !== query.language) return;
  for (const { label, source } of samplesOfPhoto(photo, words, query, language)) {
    const sample = { ...label, path: photo.path, sha256: photo.sha256, source };
    yield { kind: 'sample', sample, place: photo.name };
  }
}

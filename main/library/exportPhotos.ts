import { setImmediate } from 'node:timers/promises';
import type { PhotoExportFormat } from '../../shared/contract/library.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import { failureOf, InkdexError, type ErrorCode } from '../../shared/result.ts';
import { pageOf, type PhotoPage, type PicturedPage } from '../exchange/photos/photoPage.ts';
import { writeMarkdown, writePdf, writeText } from '../exchange/photos/writePhotos.ts';
import type { WorkOptions } from '../jobs/steps.ts';
import type { Database } from '../store/database.ts';
import { findPhoto } from '../store/photos.ts';
import { listWords } from '../store/words.ts';
import type { Pictures } from './pictures.ts';

interface ExportPhotosParts {
  readonly db: Database;
  readonly pictures: Pick<Pictures, 'find'>;
}

export interface PhotoExport {
  readonly photos: readonly PhotoId[];
  readonly format: PhotoExportFormat;
  /** A new file. For `markdown` a new folder, or a zip archive of it if the path ends in `.zip`. */
  readonly path: string;
}

export interface PhotoExportReport {
  /** Number of exported photos. */
  readonly photos: number;
  /** Paths of photos whose file is missing, has changed or cannot be decoded. */
  readonly missing: readonly string[];
}

/**
 * Exports photos and their text: one PDF with searchable pages, one text file, or a Markdown file and a picture for each
 * photo. Leaves out photos that were removed meanwhile.
 *
 * @throws InkdexError `conflict` if the path exists, `disk-full`, `permission-denied`, `not-found` if the library has none of the
 * photos, and the error of a photo if none can be exported
 */
export async function exportPhotos(
  parts: ExportPhotosParts,
  { photos, format, path }: PhotoExport,
  options: WorkOptions,
): Promise<PhotoExportReport> {
  const missing: string[] = [];
  let exported = 0;
  const counted = (): void => {
    exported += 1;
  };
  const pages = pagesOf(parts.db, photos, format === 'pdf', options);
  const pictured = withPictures(parts.pictures, pages, (left) => missing.push(left));
  if (format === 'pdf') await writePdf(pictured, path, counted);
  else if (format === 'markdown') await writeMarkdown(pictured, path, counted);
  else await writeText(pages, path, { isTitled: photos.length > 1, onPhoto: counted });
  return { photos: exported, missing };
}

/** Photos to load before other calls are answered. */
const photosAtOnce = 32;

/** @throws InkdexError `not-found` if the library has none of the photos */
async function* pagesOf(
  db: Database,
  photos: readonly PhotoId[],
  isWhole: boolean,
  { signal, onProgress }: WorkOptions,
): AsyncGenerator<PhotoPage & { readonly id: PhotoId }> {
  let isNone = true;
  for (const [index, id] of photos.entries()) {
    if (index % photosAtOnce === photosAtOnce - 1) await setImmediate();
    signal.throwIfAborted();
    onProgress(index, photos.length);
    const photo = findPhoto(db, id);
    if (photo === undefined) continue;
    isNone = false;
    yield { id, ...pageOf(photo, listWords(db, id), isWhole) };
  }
  if (isNone) throw new InkdexError('not-found', 'There is no photo to export.');
}

/** Errors of one photo, which leave the others alone. */
const photoErrors: readonly ErrorCode[] = [
  'file-missing',
  'file-empty',
  'file-unreadable',
  'image-damaged',
  'image-too-large',
  'image-format-unknown',
  'engine-crashed',
  'too-slow',
];

/**
 * @param onMissing called with the path of a photo that cannot be shown
 * @throws InkdexError the error of the last photo if none can be shown
 */
async function* withPictures(
  pictures: Pick<Pictures, 'find'>,
  pages: AsyncIterable<PhotoPage & { readonly id: PhotoId }>,
  onMissing: (path: string) => void,
): AsyncGenerator<PicturedPage> {
  let isNone = true;
  let error: unknown = null;
  for await (const { id, ...page } of pages) {
    const picture = await pictures.find('display', id).catch((thrown: unknown) => {
      if (!photoErrors.includes(failureOf(thrown).code)) throw thrown;
      error = thrown;
      return null;
    });
    if (picture === null) {
      onMissing(page.photo.path);
      continue;
    }
    isNone = false;
    yield { ...page, picture: picture.path };
  }
  if (isNone) throw error;
}

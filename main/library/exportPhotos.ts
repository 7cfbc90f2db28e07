import { withTemporaryFolder } from '../files/temporaryFolder.ts';
import { extname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { PhotoExportFormat } from '../../shared/contract/library.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import type { Word } from '../../shared/contract/word.ts';
import type { Quad } from '../../shared/geometry.ts';
import { failureOf, InkdexError, pictureErrors, type ErrorCode } from '../../shared/result.ts';
import { pageOf, type PhotoPage, type PicturedPage } from '../exchange/photos/photoPage.ts';
import {
  writeDocuments,
  writeMarkdown,
  writePdf,
  writePictures,
  writeText,
} from '../exchange/photos/writePhotos.ts';
import type { WorkOptions } from '../jobs/steps.ts';
import type { WritableDatabase } from '../store/database.ts';
import { findPhoto } from '../store/photos/photos.ts';
import { listWords } from '../store/words/words.ts';
import type { Pictures } from './pictures.ts';

interface ExportPhotosParts {
  readonly db: WritableDatabase;
  readonly pictures: Pick<Pictures, 'find' | 'drawLit'>;
  readonly findHits: FindHits;
}

/** The quads of the words on photos that a search finds, in pixels of the upright photo. */
export type FindHits = (query: string, photos: readonly PhotoId[]) => ReadonlyMap<number, readonly Quad[]>;

export interface PhotoExport {
  readonly photos: readonly PhotoId[];
  readonly format: PhotoExportFormat;
  /**
   * A new file. For `markdown` a new folder, or a zip archive of it if the path ends in `.zip`; for `png`, too, or a file that
   * ends in `.png` for a single photo. For typed documents as `writeDocuments` has it.
   */
  readonly path: string;
  /** For `png`, the search whose hits are highlighted; null for none. */
  readonly hitsOf: string | null;
  /** For typed documents: whether each photo stands above its text. */
  readonly pictures: boolean;
}

export interface PhotoExportReport {
  readonly photos: number;
  /** Paths of photos whose file is missing, has changed or cannot be decoded. */
  readonly missing: readonly string[];
}

/**
 * Exports photos and their text: one PDF with searchable pages, typed documents, one text file, a Markdown file and a picture for
 * each photo, or a picture of each with the hits of a search. Leaves out photos that were removed meanwhile.
 *
 * @throws InkdexError `bad-arguments` for several pictures in one file, `conflict` if the path exists, `disk-full`, `permission-denied`, `not-found` if the library has none of the
 * photos, and the error of a photo if none can be exported
 */
export async function exportPhotos(
  parts: ExportPhotosParts,
  { photos, format, path, hitsOf, pictures }: PhotoExport,
  options: WorkOptions,
): Promise<PhotoExportReport> {
  const missing: string[] = [];
  let exported = 0;
  const counted = (): void => {
    exported += 1;
  };
  const pages = pagesOf(parts.db, photos, format === 'pdf', options);
  const pictured = (pictureOf: PictureOf) => withPictures(pictureOf, pages, (left) => missing.push(left));
  const display: PictureOf = async (id) => (await parts.pictures.find('display', id)).path;
  if (format === 'pdf') await writePdf(pictured(display), path, counted);
  else if (format === 'docx' || format === 'typed-pdf') {
    const typed = pictures ? withFoundPictures(display, pages, (left) => missing.push(left)) : pages;
    await writeDocuments(format, typed, path, counted);
  } else if (format === 'markdown') await writeMarkdown(pictured(display), path, counted);
  else if (format === 'png') {
    if (photos.length > 1 && extname(path).toLowerCase() === '.png')
      throw new InkdexError(
        'bad-arguments',
        `${photos.length} photos cannot be one picture. Choose a new folder, or a file that ends in .zip.`,
      );
    await withLit(parts, { photos, hitsOf }, (lit) => writePictures(pictured(lit), path, counted));
  } else await writeText(pages, path, { isTitled: photos.length > 1, onPhoto: counted });
  return { photos: exported, missing };
}

/** Draws the picture of a photo and returns its path. */
type PictureOf = (id: PhotoId) => Promise<string>;

/** Gives pictures with highlighted hits, as files that exist until `use` ends. */
async function withLit(
  { pictures, findHits }: ExportPhotosParts,
  { photos, hitsOf }: Pick<PhotoExport, 'photos' | 'hitsOf'>,
  use: (lit: PictureOf) => Promise<void>,
): Promise<void> {
  const hits = hitsOf === null ? null : findHits(hitsOf, photos);
  await withTemporaryFolder('inkdex-pictures-', (folder) =>
    use(async (id) => {
      const path = join(folder, `${id}.png`);
      await pictures.drawLit(id, hits?.get(id) ?? [], path);
      return path;
    }),
  );
}

/** Photos to load before other calls are answered. */
const photosAtOnce = 32;

/** @throws InkdexError `not-found` if the photos are not in the library */
async function* pagesOf(
  db: WritableDatabase,
  photos: readonly PhotoId[],
  isWhole: boolean,
  { signal, onProgress }: WorkOptions,
): AsyncGenerator<PhotoPage<Word> & { readonly id: PhotoId }> {
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
const photoErrors: ReadonlySet<ErrorCode> = new Set([...pictureErrors, 'engine-crashed', 'too-slow']);

/**
 * @param onMissing called with the path of a photo that cannot be shown
 * @throws InkdexError the error of the last photo if none can be shown
 */
async function* withPictures(
  pictureOf: PictureOf,
  pages: AsyncIterable<PhotoPage & { readonly id: PhotoId }>,
  onMissing: (path: string) => void,
): AsyncGenerator<PicturedPage> {
  let isNone = true;
  let error: unknown = null;
  const onError = (path: string, thrown: unknown): void => {
    onMissing(path);
    error = thrown;
  };
  for await (const { picture, ...page } of withFoundPictures(pictureOf, pages, onError)) {
    if (picture === undefined) continue;
    isNone = false;
    yield { ...page, picture };
  }
  if (isNone) throw error;
}

/**
 * Pages keep their text where their picture cannot be shown.
 *
 * @param onMissing called with the path of such a photo, and what is wrong with it alone
 */
async function* withFoundPictures<Page extends PhotoPage & { readonly id: PhotoId }>(
  pictureOf: PictureOf,
  pages: AsyncIterable<Page>,
  onMissing: (path: string, thrown: unknown) => void,
): AsyncGenerator<Page & { readonly picture?: string }> {
  for await (const page of pages) {
    let picture: string | undefined;
    try {
      picture = await pictureOf(page.id);
    } catch (thrown) {
      if (!photoErrors.has(failureOf(thrown).code)) throw thrown;
      onMissing(page.photo.path, thrown);
    }
    yield { ...page, ...(picture !== undefined && { picture }) };
  }
}

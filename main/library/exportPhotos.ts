import { withTemporaryFolder } from '../files/temporaryFolder.ts';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { PhotoChoice } from '../../shared/contract/library.ts';
import { pageLanguageOf } from '../../shared/contract/pageLanguage.ts';
import type { PhotoExportFormat } from '../../shared/page/exportFormats.ts';
import { longestDisplay, type Photo, type PhotoId } from '../../shared/contract/photo.ts';
import type { Quad } from '../../shared/geometry.ts';
import { failureOf, InkdexError, pictureErrors, type ErrorCode } from '../../shared/result.ts';
import { pageOf, type Page } from '../../shared/page/page.ts';
import type { WorkOptions } from '../jobs/steps.ts';
import type { WritableDatabase } from '../store/database.ts';
import { findPdfPage } from '../store/photos/pdfPages.ts';
import { findPhoto } from '../store/photos/photos.ts';
import { listWords } from '../store/words/words.ts';
import type { PdfReader } from '../workers/client.ts';
import { writePages, writers, writeTypedBy } from '../page/writers.ts';
import type { Pictures } from './pictures.ts';

export interface ExportPhotosParts {
  readonly db: WritableDatabase;
  /** Photos that match a search. */
  readonly searchPhotos: (query: string) => readonly PhotoId[];
  readonly pictures: Pick<Pictures, 'find' | 'drawLit'>;
  readonly findHits: FindHits;
  readonly pdf: Pick<PdfReader, 'call'>;
}

/** The quads of the words on photos that a search finds, in pixels of the upright photo. */
export type FindHits = (query: string, photos: readonly PhotoId[]) => ReadonlyMap<number, readonly Quad[]>;

export interface PhotoExport {
  /** Each is exported once. A search highlights its hits in pictures. */
  readonly of: PhotoChoice;
  readonly format: PhotoExportFormat;
  /**
   * A new file. For `markdown` a new folder, or a zip archive of it if the path ends in `.zip`; for `png`, too, or a file that
   * ends in `.png` for a single photo. For typed documents as `writePages` has it.
   */
  readonly path: string;
  /** For typed documents: whether each photo stands above its text. Default: false. */
  readonly pictures?: boolean | undefined;
}

export interface PhotoExportReport {
  readonly photos: number;
  /** Paths of photos whose file is missing, has changed or cannot be decoded. */
  readonly missing: readonly string[];
  /** Words that a typed PDF marks because it has no font for them. */
  readonly unshown: number;
  /** Photos whose picture is smaller than they are: at most `longestDisplay` pixels long. */
  readonly scaledDown: number;
}

/**
 * Exports photos and their text: one PDF with searchable pages, typed documents, one text file, a Markdown file and a picture for
 * each photo, or a picture of each with the hits of a search. Leaves out photos that were removed meanwhile.
 *
 * @throws InkdexError `bad-arguments` for several pictures in one file or too many photos in one document, `conflict` if the
 * path exists, `disk-full`, `permission-denied`, `not-found` if the library has none of the photos, and the error of a photo if
 * none can be exported
 */
export async function exportPhotos(
  parts: ExportPhotosParts,
  { of, format, path, pictures = false }: PhotoExport,
  options: WorkOptions,
): Promise<PhotoExportReport> {
  const photos = [...new Set('photos' in of ? of.photos : parts.searchPhotos(of.query))];
  const missing: string[] = [];
  let exported = 0;
  let unshown = 0;
  let scaledDown = 0;
  const { picture, isWhole = false, isSized = false } = writers[format];
  const query = 'photos' in of ? of.hitsOf : of.query;
  const hits = picture === 'lit' && query !== undefined ? parts.findHits(query, photos) : null;
  await withTemporaryFolder('inkdex-pictures-', async (folder) => {
    const isNeeded = picture !== 'asked';
    async function pictureOf(id: PhotoId): Promise<string | null> {
      if (picture === 'none' || (picture === 'asked' && !pictures)) return null;
      if (picture !== 'lit') return (await parts.pictures.find('display', id)).path;
      const lit = join(folder, `${id}.png`);
      await parts.pictures.drawLit(id, hits?.get(id) ?? [], lit);
      return lit;
    }
    const onMissing = (left: string) => missing.push(left);
    const onShown = ({ width, height }: Photo): void => {
      if (isNeeded && Math.max(width, height) > longestDisplay) scaledDown += 1;
    };
    const scaleOf = (photo: Photo) => (isSized ? pointsPerPixel(parts, photo) : null);
    const asked = { photos, isWhole, pictureOf, isNeeded, onMissing, onShown, scaleOf };
    const pages = pagesOf(parts.db, asked, options);
    await writePages(format, pages, path, {
      count: photos.length,
      onPhoto(lacking = 0) {
        exported += 1;
        unshown += lacking;
      },
      writeTyped: writeTypedBy(async (asked, onPhoto) => {
        const onProgress = (progress: { readonly unshown: number }): void => {
          onPhoto(progress.unshown);
        };
        await parts.pdf.call('writeDocument', asked, { signal: options.signal, onProgress });
      }),
    });
  });
  return { photos: exported, missing, unshown, scaledDown };
}

/** Photos to load before other calls are answered. */
const photosAtOnce = 32;
/** Errors of one photo, which leave the others alone. */
const photoErrors: ReadonlySet<ErrorCode> = new Set([...pictureErrors, 'engine-crashed', 'too-slow']);

interface Asked {
  readonly photos: readonly PhotoId[];
  readonly isWhole: boolean;
  /** The path of the picture of a photo; null where none is to be written. */
  readonly pictureOf: (id: PhotoId) => Promise<string | null>;
  /** Whether a photo whose picture cannot be shown is left out, and not only its picture. */
  readonly isNeeded: boolean;
  /** Called with the path of such a photo. */
  readonly onMissing: (path: string) => void;
  /** Called with each photo whose picture is there. */
  readonly onShown: (photo: Photo) => void;
  /** How large a photo is on paper, in points for each pixel; null where that is not known or not needed. */
  readonly scaleOf: (photo: Photo) => Promise<number | null> | null;
}

/** Pages of PDFs with fewer pixels are drawn with 300 in an inch (`main/imaging/formats/pdf.ts`). */
const pixelsOfLargePage = 11_900_000;

/** By the PDF whose page it is, also if it is gone, or the resolution in its file. */
async function pointsPerPixel({ db, pdf }: ExportPhotosParts, photo: Photo): Promise<number | null> {
  const { path, page } = findPdfPage(db, photo.sha256) ?? { path: photo.path, page: null };
  const isPlain = page !== null && /\.pdf$/iu.test(path) && photo.width * photo.height < pixelsOfLargePage;
  if (isPlain) return 72 / 300;
  return await pdf.call('pageScale', { path, page: page ?? 1 }).catch(() => null);
}

/** @throws InkdexError `not-found` if the photos are not in the library, and the error of the last one if none can be shown */
async function* pagesOf(
  db: WritableDatabase,
  { photos, isWhole, pictureOf, isNeeded, onMissing, onShown, scaleOf }: Asked,
  { signal, onProgress }: WorkOptions,
): AsyncGenerator<Page> {
  let isNone = true;
  let error: unknown = new InkdexError('not-found', 'There is no photo to export.');
  for (const [index, id] of photos.entries()) {
    if (index % photosAtOnce === photosAtOnce - 1) await setImmediate();
    signal.throwIfAborted();
    onProgress(index, photos.length);
    const photo = findPhoto(db, id);
    if (photo === undefined) continue;
    const page = { ...pageOf(photo, listWords(db, id), isWhole), language: pageLanguageOf(photo) };
    let picture: string | null = null;
    try {
      picture = await pictureOf(id);
    } catch (thrown) {
      if (!photoErrors.has(failureOf(thrown).code)) throw thrown;
      onMissing(photo.path);
      error = thrown;
      if (isNeeded) continue;
    }
    isNone = false;
    if (picture === null) yield page;
    else {
      onShown(photo);
      yield { ...page, picture, pointsPerPixel: await scaleOf(photo) };
    }
  }
  if (isNone) throw error;
}

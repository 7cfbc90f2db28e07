import { mayHavePages, notDownloaded, type Photo, type PhotoId } from '../../shared/contract/photo.ts';
import { requireOrdinary } from '../files/requireOrdinary.ts';
import { InkdexError } from '../../shared/result.ts';
import {
  requireJobRequest,
  insertJob,
  leaveOutPhotos,
  listItemPaths,
  listUnreadPhotos,
  replacePassedOver,
  type JobItem,
} from '../store/jobs/jobs.ts';
import { readdir, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { z } from 'zod';
import { onWallClock } from '../../shared/wallClock.ts';
import type { JobId } from '../../shared/contract/job.ts';
import { counted } from '../../shared/text.ts';
import type { ItemOptions, ItemResult, ItemSteps, SplitItem } from '../jobs/steps.ts';
import type { WritableDatabase } from '../store/database.ts';
import {
  endFailures,
  failureOfFolder,
  insertFailedFile,
  removeFailedFileByPath,
} from '../store/photos/failedFiles.ts';
import { insertPdfPage, takeReplacedPages, wasPdfPage } from '../store/photos/pdfPages.ts';
import { findPhotoBySha256, findPhotoLastAt, insertPhoto } from '../store/photos/photos.ts';
import type { HashAndKind, PictureIdentity } from '../store/photos/pictureFacts.ts';
import { isIn } from '../store/photos/paths.ts';
import { isRemovedPhoto, replaceRemovedPath } from '../store/photos/removedPhotos.ts';
import { ServerEnded } from '../workers/client.ts';
import { findPhotoFiles } from './findPhotoFiles.ts';
import {
  findSame,
  hasGrown,
  keepChanged,
  keepKnown,
  missReplaced,
  type NewPhotoFile,
  type PhotoFile,
} from './knownFiles.ts';
import { discardUnused } from './ownFiles.ts';

/** What an import of PDFs, and of TIFFs with several pages, needs from the worker. */
interface PdfParts {
  /** Null for a file without pages, whatever its name. */
  readonly countPages: (path: string, all: boolean, options: ItemOptions) => Promise<number | null>;
  /** Renders a page, counted from 1. */
  readonly drawPage: (path: string, page: number, options: ItemOptions) => Promise<Picture>;
}

/** The image file of an item. */
interface Picture {
  readonly path: string;
  /** For a rendered page: when its PDF was created. */
  readonly createdAt?: string | null;
}

const importRequestSchema = z.object({
  paths: z.array(z.string()),
  read: z.boolean(),
  /** Whether to skip photos that the user removed, under any name, and pages of other versions of their PDF. */
  leaveRemoved: z.boolean().default(false),
  /** Whether each picture of a file with several becomes a photo: a burst, the frames of an animation. */
  allPictures: z.boolean().default(false),
  /** Whether only photos with writing are read, by their kind. */
  onlyWriting: z.boolean().default(false),
});
export type ImportRequest = z.input<typeof importRequestSchema>;

interface ImportParts {
  readonly db: WritableDatabase;
  /** Folders that imports skip. */
  readonly except: readonly string[];
  /** The library's folder for uploads of browsers. */
  readonly inbox: string;
  /** @throws InkdexError when the file cannot be used */
  readonly inspect: (path: string, options: ItemOptions) => Promise<PhotoFile>;
  /** @throws InkdexError when the file cannot be used */
  readonly identify: (path: string, options: ItemOptions) => Promise<PictureIdentity>;
  /**
   * Creates the thumbnail, and gives hash and kind if it can. This decodes the whole file, so that damage is found here, not
   * during reading.
   */
  readonly makeThumbnail: (path: string, sha256: string, options: ItemOptions) => Promise<HashAndKind | null>;
  readonly pdf: PdfParts;
  /** Removes photos from the library: pages that are missing in a newer version of their PDF. */
  readonly removeReplaced: (photos: readonly PhotoId[]) => Promise<void>;
  /** Called when failures of earlier imports are over. */
  readonly failuresChanged: () => void;
}

/** Imports files into the library and, if requested, queues a job that reads them. */
export function importSteps({
  db,
  except,
  inbox,
  inspect,
  identify,
  makeThumbnail,
  pdf,
  removeReplaced,
  failuresChanged,
}: ImportParts): ItemSteps {
  /** Whether a photo's path still has its content. */
  async function isInPlace({ path, sha256 }: Photo, options: ItemOptions): Promise<boolean> {
    try {
      return (await inspect(path, options)).sha256 === sha256;
    } catch (thrown) {
      options.signal.throwIfAborted();
      if (thrown instanceof ServerEnded) throw thrown;
      return false;
    }
  }

  /** What the current job asks for. Cached, because a request can be megabytes and many files need it. */
  let latest:
    | { readonly job: JobId; readonly leaveRemoved: boolean; readonly allPictures: boolean }
    | undefined;
  function asked(job: JobId): Pick<ImportAsked, 'leaveRemoved' | 'allPictures'> {
    if (latest?.job !== job) {
      const { leaveRemoved, allPictures } = requestOf(db, job);
      latest = { job, leaveRemoved, allPictures };
    }
    return latest;
  }

  /** Renders a page of a PDF. Any other file is the image itself. @throws InkdexError when the PDF cannot be used */
  async function pictureOf(path: string, page: number | null, options: ItemOptions): Promise<Picture> {
    return page === null ? { path } : await pdf.drawPage(path, page, options);
  }

  function endFailure(path: string): void {
    if (removeFailedFileByPath(db, path)) failuresChanged();
  }

  return {
    async plan(job, signal) {
      const { paths } = requestOf(db, job.id);
      const found = await findPhotoFiles(paths, { except, signal });
      replacePassedOver(db, job.id, found.passedOver);
      return found.paths.map((path) => ({ path }));
    },
    async perform(item, options) {
      const given = pathOf(item);
      requireDownloaded(given);
      await requireOrdinary(given);
      await refuseFolder(db, given);
      const { allPictures } = asked(item.job);
      if (item.page === null && (allPictures || mayHavePages(given))) {
        const pages = await pdf.countPages(given, allPictures, options);
        if (pages !== null) {
          return () => {
            // Before the pages are imported: all pages of a PDF that fail share its path.
            endFailure(given);
            return { items: pagesOf(given, pages) };
          };
        }
      }
      const { path, createdAt } = await pictureOf(given, item.page, options);
      const found = await inspect(path, options);
      const file = createdAt === undefined ? found : { ...found, takenAt: createdAt };
      const known = findPhotoBySha256(db, file.sha256);
      // Of a photo here and a known one elsewhere it is asked whether they are one now.
      const isNew = known === undefined || ![undefined, known.id].includes(findPhotoLastAt(db, path)?.id);
      const hashAndKind = isNew ? await makeThumbnail(path, file.sha256, options) : null;
      const identity = isNew ? await identify(path, options) : null;
      const isGrown = isNew && (await hasGrown(db, path, file.bytes));
      const isMoved = known !== undefined && known.path !== path && !(await isInPlace(known, options));
      return () => {
        if (item.page === null) endFailure(path);
        const result = takeIn(
          db,
          item,
          { path, file: { ...file, hashAndKind, identity }, isMoved, isGrown },
          asked(item.job).leaveRemoved,
        );
        // Only rendered pages and uploads: other files belong to the user.
        if (path !== given || isIn(path, inbox)) discardUnused(db, path);
        return result;
      };
    },
    setAside(item, failure) {
      insertFailedFile(db, pathOf(item), failure, new Date().toISOString());
      return { state: 'failed', photo: null };
    },
    interrupted: () => undefined,
    finish(job) {
      const { read, onlyWriting, paths } = requestOf(db, job.id);
      const searched = paths.map((path) => resolve(path));
      if (endFailures(db, searched, listItemPaths(db, job.id)) > 0) failuresChanged();
      if (read) queueReading(db, job.id, onlyWriting);
      const replaced = takeReplacedPages(db, job.id);
      return replaced.length === 0 ? undefined : () => removeReplaced(replaced);
    },
  };
}

/** The items of a PDF: its pages, the last one first, because the library shows the latest photo first. */
function pagesOf(path: string, pages: number): SplitItem['items'] {
  const numbers = Array.from({ length: Math.max(1, pages) }, (_, index) => index + 1);
  return numbers.reverse().map((page) => ({ path, page }));
}

type ImportAsked = z.output<typeof importRequestSchema>;

function requestOf(db: WritableDatabase, job: JobId): ImportAsked {
  return requireJobRequest(db, job, importRequestSchema);
}

interface InspectedPicture {
  readonly path: string;
  readonly file: NewPhotoFile;
  /** Whether a known photo was moved from its old path to this one. */
  readonly isMoved: boolean;
  /** Whether the photo at this path was the beginning of this file. */
  readonly isGrown: boolean;
}

function takeIn(
  db: WritableDatabase,
  item: JobItem,
  { path, file, isMoved, isGrown }: InspectedPicture,
  leavesRemoved: boolean,
): ItemResult {
  const { job, page } = item;
  const ofPdf = page === null ? null : { path: pathOf(item), job, page, sha256: file.sha256 };
  if (ofPdf !== null) insertPdfPage(db, ofPdf);
  // Look it up again: the photo may have been removed from the library in the meantime.
  const known = findPhotoBySha256(db, file.sha256);
  const here = page === null ? findSame(db, path, file, isGrown) : undefined;
  const kept = known === undefined ? null : keepKnown(db, known, here?.photo, path, isMoved);
  if (kept !== null) return kept;
  if (here !== undefined) return keepChanged(db, here, file);
  const isRemoved = ofPdf === null ? isRemovedPhoto(db, file.sha256) : wasPdfPage(db, ofPdf);
  if (!isRemoved || !leavesRemoved) return addPhoto(db, path, file);
  // The user removed it from the library. If it is restored, it is at this path.
  if (ofPdf === null) replaceRemovedPath(db, file.sha256, path);
  return { state: 'duplicate', photo: null };
}

function addPhoto(db: WritableDatabase, path: string, file: NewPhotoFile): ItemResult {
  missReplaced(db, path, null);
  return { state: 'done', photo: insertPhoto(db, { path, ...file }, onWallClock(new Date())) };
}

function queueReading(db: WritableDatabase, job: JobId, onlyWriting: boolean): void {
  const unread = listUnreadPhotos(db, job);
  const leftOut = new Set(onlyWriting ? leaveOutPhotos(db, job, unread) : []);
  const photos = unread.filter((photo) => !leftOut.has(photo));
  if (photos.length === 0) return;
  insertJob(db, {
    kind: 'read',
    title: `Read ${counted(photos.length, 'photo')}`,
    request: { photos },
    follows: job,
    createdAt: new Date().toISOString(),
  });
}

/** @throws InkdexError `file-missing` for the mark of a photo that is only in iCloud */
function requireDownloaded(path: string): void {
  const photo = notDownloaded(basename(path));
  if (photo === null) return;
  throw new InkdexError(
    'file-missing',
    `${JSON.stringify(photo)} is only in iCloud. Download it (Finder: Download Now), then import it again.`,
  );
}

/** @throws InkdexError for a folder: a folder is an item only if it contains nothing to import, or is no longer there */
async function refuseFolder(db: WritableDatabase, path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found !== null && !found.isDirectory()) return;
  try {
    if (found !== null) await readdir(path);
  } catch (thrown) {
    throw new InkdexError(
      'permission-denied',
      `No permission to open the folder ${basename(path)}. Change its permissions, then try again.`,
      { cause: thrown },
    );
  }
  const failure = failureOfFolder(db, path, found === null ? 'file-missing' : 'no-photos');
  if (failure !== null) throw new InkdexError(failure.code, failure.message);
}

function pathOf(item: JobItem): string {
  if (item.path === null) throw new TypeError(`Item ${item.position} of an import has no path.`);
  return item.path;
}

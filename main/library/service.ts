import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { CallArgs, PictureKind, Serves } from '../../shared/contract/contract.ts';
import type { collectionCalls, followerCalls, libraryCalls } from '../../shared/contract/library.ts';
import type { Job } from '../../shared/contract/job.ts';
import { photoIdSchema, type PhotoId } from '../../shared/contract/photo.ts';
import { InkdexError } from '../../shared/result.ts';
import { formatCount } from '../../shared/text.ts';
import { transaction } from '../store/database.ts';
import { countFailedFiles, listFailedFiles, removeFailedFiles } from '../store/photos/failedFiles.ts';
import { wordsAndMarks } from '../../shared/page/page.ts';
import { libraryPaths } from '../store/library/libraryPaths.ts';
import {
  countPhotos,
  countWords,
  listPhotoIds,
  findPhoto,
  findPhotoByPath,
  listPhotos,
  requirePhoto,
} from '../store/photos/photos.ts';
import { countRemovedPhotos } from '../store/photos/removedPhotos.ts';
import { listWords } from '../store/words/words.ts';
import { createCollections } from './collections.ts';
import type { FindHits } from './exportPhotos.ts';
import { countMonths, countPhotoFolders } from '../store/photos/photoGroups.ts';
import { previewFile } from './previewFile.ts';
import { createExporting, type ExportingParts } from './exporting.ts';
import { createFileOutcomes, type FileListener } from './fileOutcomes.ts';
import { createFollowers } from './followers.ts';
import type { NotesParts } from './notes.ts';
import { importSteps, type ImportRequest } from './importSteps.ts';
import type { PdfReader, Reader } from '../workers/client.ts';
import type { Downloads } from '../jobs/downloads.ts';
import type { Jobs, QueuedJob } from '../jobs/service.ts';
import { createPhotoKinds } from './photoKinds.ts';
import { createPictures, type Picture } from './pictures.ts';
import { createChoices, createRemoval, rotatePhotos } from './photoChanges.ts';
import { collectSent, createSentFolder } from './ownFiles.ts';
import type { SharedParts } from '../store/library/sharedParts.ts';

export type LibraryService = ReturnType<typeof createLibrary>;

export interface LibraryParts extends SharedParts {
  readonly folder: string;
  /** Where pictures are written: the same folder, unless the library is read-only. */
  readonly ownFolder: string;
  /** Version of the app. */
  readonly version: string;
  /** Paths of the sample photos. */
  readonly samples: readonly string[];
  readonly jobs: Jobs;
  readonly downloads: Downloads;
  readonly exportModel: ExportingParts['exportModel'];
  readonly reader: Reader;
  readonly pdf: PdfReader;
  /** Photos that match a search. */
  readonly searchPhotos: (query: string) => readonly PhotoId[];
  readonly findHits: FindHits;
  readonly editLabels: NotesParts['editLabels'];
}

/** Answers the calls about the photos of a library. */
export function createLibrary(parts: LibraryParts) {
  const { db, folder, ownFolder, lock, jobs, reader, pdf } = parts;
  const { inbox, cache, pages, ...paths } = libraryPaths(folder);
  const folders = { ...paths, inbox, pages, cache: libraryPaths(ownFolder).cache, filled: cache };
  const pictures = createPictures(db, folders, async (request, options) => {
    await reader.call('render', request, options);
  });
  const kinds = createPhotoKinds({ ...parts, pictures });
  const exporting = createExporting({ ...parts, pictures });
  const followers = createFollowers({ ...parts, pictures, onPhotos: jobs.progress.onPhotos });
  const removal = createRemoval({ ...parts, pictures });
  const outcomes = createFileOutcomes((photo) => findPhoto(db, photo));
  jobs.onItem(outcomes.onItem);
  jobs.define(
    'import',
    importSteps({
      db,
      except: [cache, pages],
      inbox,
      inspect: (path, options) => reader.call('inspect', { path }, options),
      identify: (path, options) => reader.call('pictureIdentity', { path }, options),
      makeThumbnail: (path, sha256, options) => kinds.ofNewPhoto(path, sha256, options),
      pdf: {
        countPages: async (path, all, options) =>
          (await pdf.call('countPages', { path, all }, options)).pages,
        drawPage: (path, page, options) => pdf.call('drawPage', { path, page, folder: pages }, options),
      },
      async removeReplaced(photos) {
        // When this fails, for example on a full disk, the old pages stay next to the new ones.
        await removal.calls.removePhotos({ photos: [...photos] }).catch(() => undefined);
      },
      failuresChanged: () => {
        jobs.progress.failuresChanged();
      },
    }),
  );

  function queueImport(request: ImportRequest, onFile?: FileListener): Job {
    const job = jobs.queue(importJob(request));
    if (onFile === undefined) return job;
    outcomes.listen(job.id, onFile, request.read);
    const end = (): void => {
      outcomes.end(job.id);
    };
    // The first to wait for the job: the listener is called for the last time before other callers continue.
    jobs.finished(job.id).then(end, end);
    return job;
  }

  const importPaths = ({ paths, ...asked }: CallArgs<'importPaths'>, onFile?: FileListener): Promise<Job> =>
    Promise.try(() => queueImport({ ...asked, paths: paths.map((path) => resolve(path)) }, onFile));
  const importSamples = async (onFile?: FileListener): Promise<Job> => {
    lock.require();
    return queueImport({ paths: [await copySamples(parts)], read: true }, onFile);
  };

  const removeOld = (): void => {
    removal.forgetOld();
    // If another program has a file open, the next time tries again.
    collectSent(db, inbox).catch(() => undefined);
    parts.downloads.removeOld().catch(() => undefined);
  };
  const calls = {
    ...exporting.calls,
    ...followers.calls,
    previewFile: (args) => previewFile(reader, args),
    listPhotos: (args) => ({ total: countPhotos(db, args), photos: listPhotos(db, args) }),
    listPhotoIds: (filter) => listPhotoIds(db, filter),
    countMonths: (filter) => countMonths(db, filter),
    listPhotoFolders: () => countPhotoFolders(db),
    ...createCollections(parts),
    getPhoto: ({ photo }) => ({ photo: requirePhoto(db, photo), ...wordsAndMarks(listWords(db, photo)) }),
    async rotatePhotos(args) {
      lock.require();
      return await rotatePhotos(parts, args);
    },
    ...createChoices(parts),
    ...removal.calls,
    listFailures: () => listFailedFiles(db),
    retryFailures: ({ failures }) => Promise.try(retry, parts, failures),
    dismissFailures({ failures }) {
      lock.require();
      removeFailedFiles(db, failures);
      jobs.progress.failuresChanged();
      return null;
    },
    importPaths: (args) => importPaths(args),
    importSamples: () => importSamples(),
  } satisfies Serves<typeof libraryCalls & typeof collectionCalls & typeof followerCalls>;
  return {
    calls,
    importPaths,
    importSamples,
    /** The photo with its file at a path, unless it is missing. */
    photoAt: (path: string) => findPhotoByPath(db, resolve(path)),
    exporting,
    followers,
    /** Deletes what is old. */
    removeOld,
    info: () => infoOf(parts),
    /**
     * @param id the id of the photo, or of the word if `kind` is `word`
     * @param last the last word of a run of words of one line
     */
    async picture(kind: PictureKind, id: number, last?: number): Promise<Picture> {
      const picture = await pictures.find(kind, id, last);
      if (kind === 'thumbnail') kinds.want(photoIdSchema.parse(id));
      return picture;
    },
    createInbox: () => createInbox(parts, inbox),
  };
}

function infoOf({ db, folder, ownFolder, version, samples }: LibraryParts) {
  return {
    path: folder,
    version,
    isReadOnly: ownFolder !== folder,
    photos: countPhotos(db),
    words: countWords(db),
    failures: countFailedFiles(db),
    removed: countRemovedPhotos(db),
    samples: samples.length,
  };
}

function retry(parts: LibraryParts, failures: readonly number[]): Job {
  parts.lock.require();
  const job = transaction(parts.db, () => {
    const files = removeFailedFiles(parts.db, failures);
    if (files.length === 0)
      throw new InkdexError('not-found', 'These files are no longer in the list of failed files.');
    return parts.jobs.insert(importJob({ paths: files.map(({ path }) => path), read: true }));
  });
  parts.jobs.progress.failuresChanged();
  return parts.jobs.begin(job);
}

function importJob(request: ImportRequest): QueuedJob {
  const { paths } = request;
  const [only] = paths;
  const what =
    paths.length === 1 && only !== undefined
      ? basename(only)
      : `${formatCount(paths.length)} files and folders`;
  return { kind: 'import', title: `Import ${what}`, request };
}

/** Copies the sample photos into the library, because the app's folder changes with every update. */
async function copySamples({ folder, samples }: LibraryParts): Promise<string> {
  const target = join(libraryPaths(folder).inbox, 'samples');
  await mkdir(target, { recursive: true });
  const present = new Set(await readdir(target));
  for (const sample of samples) {
    if (!present.has(basename(sample))) await copyFile(sample, join(target, basename(sample)));
  }
  return target;
}

/** Creates a new folder for files that are dropped into a browser: `<library>/inbox/<batch>`. */
async function createInbox({ lock }: LibraryParts, inbox: string): Promise<string> {
  lock.require();
  return await createSentFolder(inbox);
}

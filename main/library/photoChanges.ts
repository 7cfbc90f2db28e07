import type { Announce, CallArgs, Serves } from '../../shared/contract/contract.ts';
import type { libraryCalls } from '../../shared/contract/library.ts';
import { languageNames } from '../../shared/contract/pageLanguage.ts';
import { removedDays, type PhotoId, type Photo, type PhotoStatus } from '../../shared/contract/photo.ts';
import { type WritableDatabase, transaction } from '../store/database.ts';
import { oldBefore } from '../store/library/daysOfUse.ts';
import type { HostLock } from '../store/library/hostLock.ts';
import {
  countRemovedPhotos,
  forgetRemovedBefore,
  forgetRemovedPhotos,
  listRemovedPhotos,
  listToRestore,
  restorePhotos,
  removePhotos,
  type ForgottenPhoto,
} from '../store/photos/removedPhotos.ts';
import { libraryPaths } from '../store/library/libraryPaths.ts';
import { inBatches } from '../jobs/inBatches.ts';
import type { Jobs } from '../jobs/service.ts';
import { collectPageFiles, discardImported } from './ownFiles.ts';
import type { Pictures } from './pictures.ts';
import type { Job, JobId } from '../../shared/contract/job.ts';
import { counted } from '../../shared/text.ts';
import { replaceJobState } from '../store/jobs/jobs.ts';
import { describeChange } from '../store/words/edits.ts';
import { replaceKind } from '../store/photos/photoHashes.ts';
import { replacePhotoLanguage } from '../store/photos/photoLanguages.ts';
import { findPhotos, requirePhoto } from '../store/photos/photos.ts';
import { rotatePhoto } from '../store/photos/rotatePhoto.ts';

interface RemovalParts {
  readonly db: WritableDatabase;
  readonly lock: HostLock;
  readonly jobs: Pick<Jobs, 'progress'>;
  readonly pictures: Pick<Pictures, 'remove'>;
  /** Folder of the library. */
  readonly folder: string;
}

/** Photos in one transaction. Updating the index for them takes a fraction of a second. */
const atOnce = 8;

type RemovalCalls = Pick<
  typeof libraryCalls,
  'removePhotos' | 'listRemoved' | 'restorePhotos' | 'forgetRemoved'
>;

/** Removes photos from the library, and restores them within `removedDays`. */
export function createRemoval({ db, lock, jobs, pictures, folder }: RemovalParts) {
  const { pages, photos: imported } = libraryPaths(folder);
  const discard = (forgotten: readonly ForgottenPhoto[]): void => {
    // Not awaited, because each file is hashed.
    discardImported(db, imported, forgotten).catch(() => undefined);
  };
  const changed = (photos: readonly PhotoId[]): void => {
    jobs.progress.photosChanged(photos);
  };
  const collectPages = (): void => {
    // Not awaited. If it fails, for example because the library is closed, the next call tries again.
    collectPageFiles(db, pages).catch(() => undefined);
  };
  const forgetOld = (): void => {
    discard(forgetRemovedBefore(db, oldBefore(db, removedDays).toISOString()));
    collectPages();
  };

  const calls = {
    async removePhotos({ photos }) {
      lock.require();
      const at = new Date().toISOString();
      let count = 0;
      await inBatches(photos, atOnce, async (some) => {
        const removed = removePhotos(db, some, at);
        changed(removed.map(({ id }) => id));
        await pictures.remove(removed);
        count += removed.length;
      });
      return count;
    },
    listRemoved: (args) => ({ total: countRemovedPhotos(db), photos: listRemovedPhotos(db, args) }),
    async restorePhotos({ photos }) {
      lock.require();
      const told = { back: 0, left: 0 };
      await inBatches(listToRestore(db, photos), atOnce, (some) => {
        const { photos: back, replaced, left } = restorePhotos(db, some);
        changed([...back, ...replaced]);
        told.back += back.length;
        told.left += left;
      });
      return told;
    },
    forgetRemoved({ photos }) {
      lock.require();
      const ids = listToRestore(db, photos);
      const forgotten = forgetRemovedPhotos(db, ids);
      discard(forgotten);
      collectPages();
      changed(ids);
      return forgotten.length;
    },
  } satisfies Serves<RemovalCalls>;
  return { calls, forgetOld };
}

interface RotationParts {
  readonly db: WritableDatabase;
  readonly announce: Announce;
  readonly jobs: Pick<Jobs, 'insert' | 'calls' | 'progress'>;
}

/** Photos in one transaction; each takes about ten milliseconds. */
const rotatedAtOnce = 8;

/**
 * Rotates photos with their words permanently: reading does not rotate them again. Photos that were read are read again,
 * because text in the wrong orientation was not recognised. Returns the reading job; null if there is nothing to read.
 */
export async function rotatePhotos(
  { db, announce, jobs }: RotationParts,
  { photos, by }: CallArgs<'rotatePhotos'>,
): Promise<Job | null> {
  const read = findPhotos(db, photos).filter(({ status }) => wasRead.has(status));
  const job = read.length === 0 ? null : insertReading({ db, jobs }, read);
  await inBatches(photos, rotatedAtOnce, (some) => {
    const found = findPhotos(db, some);
    const told = transaction(db, () =>
      found.map((photo) => describeChange(db, photo.id, rotatePhoto(db, photo, by))),
    );
    for (const change of told) announce('labelsChanged', change);
    jobs.progress.photosChanged(found.map(({ id }) => id));
  });
  return job === null ? null : jobs.calls.resumeJob({ job });
}

const wasRead: ReadonlySet<PhotoStatus> = new Set(['read', 'reading']);

/**
 * Inserted first, so that photos that are rotated when the process ends can still be read; paused until all are rotated,
 * so that it reads none too early.
 */
function insertReading({ db, jobs }: Pick<RotationParts, 'db' | 'jobs'>, photos: readonly Photo[]): JobId {
  const title = `Read ${counted(photos.length, 'rotated photo')}`;
  const request = { photos: photos.map(({ id }) => id) };
  return transaction(db, () => {
    const job = jobs.insert({ kind: 'read', title, request });
    replaceJobState(db, job, { state: 'paused', error: null, finishedAt: null });
    return job;
  });
}

/** What a person says of a photo as a whole. */
export function createChoices(parts: ChoiceParts) {
  return {
    chooseLanguage(args) {
      parts.lock.require();
      return chooseLanguage(parts, args);
    },
    chooseKind({ photo, kind }) {
      parts.lock.require();
      replaceKind(parts.db, requirePhoto(parts.db, photo).id, kind);
      parts.jobs.progress.photosChanged([photo]);
      return null;
    },
  } satisfies Pick<Serves<typeof libraryCalls>, 'chooseLanguage' | 'chooseKind'>;
}

interface ChoiceParts {
  readonly db: WritableDatabase;
  readonly lock: Pick<HostLock, 'require'>;
  readonly jobs: Pick<Jobs, 'insert' | 'begin' | 'progress'>;
}

/**
 * Chooses the language in which a photo is read, or null to find it. A photo that was read is read again. Returns the
 * reading job; null if there is nothing to read.
 *
 * @throws InkdexError `not-found`
 */
function chooseLanguage(
  { db, jobs }: ChoiceParts,
  { photo: id, language }: CallArgs<'chooseLanguage'>,
): Job | null {
  const job = transaction(db, () => {
    const photo = requirePhoto(db, id);
    if (photo.language === language) return null;
    replacePhotoLanguage(db, id, language);
    if (!wasRead.has(photo.status)) return null;
    const how = language === null ? 'again' : `in ${languageNames[language]}`;
    return jobs.insert({ kind: 'read', title: `Read ${photo.name} ${how}`, request: { photos: [id] } });
  });
  jobs.progress.photosChanged([id]);
  return job === null ? null : jobs.begin(job);
}

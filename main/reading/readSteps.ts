import { access } from 'node:fs/promises';
import { z } from 'zod';
import { photoIdSchema, type Photo, type PhotoId } from '../../shared/contract/photo.ts';
import { InkdexError } from '../../shared/result.ts';
import type { PageReading, TypedWord } from '../../shared/contract/word.ts';
import type { Elsewhere, ItemOptions, ItemSteps } from '../jobs/steps.ts';
import type { WritableDatabase } from '../store/database.ts';
import { requireJobRequest, type JobItem } from '../store/jobs/jobs.ts';
import {
  findPhoto,
  listReadingOrder,
  replacePhotoStatus,
  resetReadingPhotos,
} from '../store/photos/photos.ts';
import { describeChange } from '../store/words/edits.ts';
import { findTextAround, listTypedWords, listBoxedWords, type BoxedWord } from '../store/words/words.ts';
import { isRotationOpen } from '../store/photos/rotatePhoto.ts';
import { removeNoticedFile } from '../store/photos/watchedFolders.ts';
import type { ReadQuads } from '../workers/client.ts';
import { storeReading } from './storeReading.ts';

export const readRequestSchema = z.object({
  /** Null for all photos that are unread when the job starts. */
  photos: z.array(photoIdSchema).nullable(),
  /** Whether they have been read before, by other models: such a job ends when the person goes back to those. */
  isAgain: z.boolean().optional(),
});
export type ReadRequest = z.infer<typeof readRequestSchema>;

export interface ReadParts {
  readonly db: WritableDatabase;
  /**
   * Reads a photo in its current rotation or, if the reader may choose, in the rotation in which it can be read. May open
   * the `next` photo in the meantime. The typed words are context for the words around them.
   */
  readonly read: (photo: Photo, beside: ReadBeside, options: ItemOptions) => Promise<PageReading>;
  /** What the models in use have read in a photo before others did, the last ones; null if they have not. */
  readonly earlier: (photo: PhotoId) => Promise<PageReading | null>;
  /** Readers on other machines. */
  readonly elsewhere: ReadElsewhere;
  /** Used for boxes that the user drew and has not confirmed. */
  readonly readQuads: ReadQuads;
  readonly onReading: (photo: PhotoId) => void;
}

/** A reading, and what to call when it is in the library, or when it is not needed any more. */
interface Read {
  readonly reading: PageReading;
  readonly release: () => void;
}

/** Readers on other machines, which read like the reader here. */
export interface ReadElsewhere extends Elsewhere {
  /** @throws TakenBack when it is to be read here after all; what the reader threw */
  readonly read: (photo: Photo, beside: Omit<ReadBeside, 'next'>, signal: AbortSignal) => Promise<Read>;
}

export interface ReadBeside {
  readonly findRotation: boolean;
  readonly next: Pick<Photo, 'path' | 'sha256'> | null;
  readonly typed: readonly TypedWord[];
}

/** The steps of a reading job: each photo is stored in one transaction. */
export function readSteps({ db, read, earlier, elsewhere, readQuads, onReading }: ReadParts): ItemSteps {
  /** Whether a reading would rotate a photo that the user has started to edit. */
  function isOvertaken({ id, turn }: Photo, reading: PageReading): boolean {
    return reading.turn !== turn && findPhoto(db, id)?.turn === turn && !isRotationOpen(db, id);
  }

  /** Reads a photo. Reads it again without rotation if the user started to edit it while the reading rotated it. */
  async function readUpright(photo: Photo, options: ItemOptions): Promise<Read> {
    const first = await readBesideNext(photo, options);
    if (!isOvertaken(photo, first.reading)) return first;
    first.release();
    return await readBesideNext(photo, options);
  }

  /** If the worker ended before, the next photo may have been the reason. */
  async function readBesideNext(photo: Photo, options: ItemOptions): Promise<Read> {
    const beside = { typed: listTypedWords(db, photo.id), findRotation: isRotationOpen(db, photo.id) };
    if (options.elsewhere) return await elsewhere.read(photo, beside, options.signal);
    const next = options.alone ? null : fileOf(options.next);
    return { reading: await read(photo, { ...beside, next }, options), release: () => undefined };
  }

  async function readBoxed(
    photo: Photo,
    boxed: readonly BoxedWord[],
    signal: AbortSignal,
  ): ReturnType<ReadQuads> {
    const ids = boxed.map((word) => word.id);
    const quads = boxed.map(({ quad }) => quad);
    return await readQuads(photo, quads, findTextAround(db, photo.id, ids), signal);
  }

  function fileOf(item: JobItem | null): ReadBeside['next'] {
    const photo = item?.photo == null ? undefined : findPhoto(db, item.photo);
    return photo === undefined ? null : { path: photo.path, sha256: photo.sha256 };
  }

  return {
    plan(job) {
      const { photos } = requireJobRequest(db, job.id, readRequestSchema);
      return Promise.resolve(listReadingOrder(db, photos).map((photo) => ({ photo })));
    },
    async perform(item, options) {
      const photo = findPhoto(db, photoOf(item));
      // Removed from the library in the meantime: nothing to read.
      if (photo === undefined) return () => ({ state: 'done', photo: null });
      replacePhotoStatus(db, photo.id, 'reading', null);
      onReading(photo.id);
      await requireFile(photo);
      const kept = await earlier(photo.id);
      const { reading, release } =
        kept === null ? await readUpright(photo, options) : { reading: kept, release: () => undefined };
      const boxed = listBoxedWords(db, photo.id);
      const { readings, lattices } =
        boxed.length === 0 ? { readings: [], lattices: [] } : await readBoxed(photo, boxed, options.signal);
      const again = boxed.map((word, index) => ({
        ...word,
        alternatives: readings[index] ?? [],
        lattice: lattices[index] ?? null,
      }));
      return () => {
        const now = findPhoto(db, photo.id);
        if (now === undefined) return { state: 'done', photo: null, committed: release };
        // A person rotated it or chose a language in the meantime, which queued another reading, or just started to edit.
        const isRequeued = now.turn !== photo.turn || now.language !== photo.language;
        const isStale = isRequeued || isOvertaken(photo, reading);
        const at = new Date().toISOString();
        const stored = isStale ? null : storeReading(db, photo.id, reading, at, again);
        if (isStale) resetReadingPhotos(db, [photo.id]);
        return {
          state: 'done',
          photo: photo.id,
          committed: release,
          ...(stored === null ? {} : { labels: describeChange(db, photo.id, stored) }),
        };
      };
    },
    setAside(item, failure) {
      const id = photoOf(item);
      const isMissing = failure.code === 'file-missing';
      replacePhotoStatus(db, id, isMissing ? 'missing' : 'failed', failure);
      const missing = isMissing ? findPhoto(db, id) : undefined;
      // In a watched folder it counts as new when it is back.
      if (missing !== undefined) removeNoticedFile(db, missing.path);
      return { state: 'failed', photo: id };
    },
    interrupted(item) {
      for (const photo of resetReadingPhotos(db, [photoOf(item)])) onReading(photo);
    },
    recover: () => void resetReadingPhotos(db),
    finish: () => undefined,
    elsewhere,
  };
}

/** @throws InkdexError `file-missing` when the photo's file is missing. The reader checks its content. */
async function requireFile({ path, name }: Photo): Promise<void> {
  try {
    await access(path);
  } catch (thrown) {
    throw new InkdexError(
      'file-missing',
      `${name} is no longer at ${path}. Move it back and read it again, or import the folder that it was moved to.`,
      { cause: thrown },
    );
  }
}

function photoOf(item: JobItem): PhotoId {
  if (item.photo === null) throw new TypeError(`Item ${item.position} of a reading job has no photo.`);
  return item.photo;
}

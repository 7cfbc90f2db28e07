import type { CallArgs, CallResult } from '../../shared/contract/contract.ts';
import { removedDays, type PhotoId } from '../../shared/contract/photo.ts';
import type { Database } from '../store/database.ts';
import type { HostLock } from '../store/hostLock.ts';
import {
  countRemovedPhotos,
  forgetRemovedBefore,
  forgetRemovedPhotos,
  listRemovedPhotos,
  listToPutBack,
  putBackPhotos,
  removePhotos,
} from '../store/removedPhotos.ts';
import { libraryPaths } from '../store/open.ts';
import { inBatches } from '../jobs/inBatches.ts';
import type { Jobs } from '../jobs/service.ts';
import { collectPageFiles } from './pageFiles.ts';
import type { Pictures } from './pictures.ts';

/** Removes photos from the library, and restores them within `removedDays`. */
export interface Removal {
  removePhotos(args: CallArgs<'removePhotos'>): Promise<number>;
  listRemoved(args: CallArgs<'listRemoved'>): CallResult<'listRemoved'>;
  putBackPhotos(args: CallArgs<'putBackPhotos'>): Promise<CallResult<'putBackPhotos'>>;
  forgetRemoved(args: CallArgs<'forgetRemoved'>): number;
}

export interface RemovalParts {
  readonly db: Database;
  readonly lock: HostLock;
  readonly jobs: Pick<Jobs, 'progress'>;
  readonly pictures: Pick<Pictures, 'remove'>;
  /** Folder of the library. */
  readonly folder: string;
}

const dayMs = 86_400_000;
/** Photos in one transaction. Updating the index for them takes a fraction of a second. */
const atOnce = 8;

export function createRemoval({ db, lock, jobs, pictures, folder }: RemovalParts): Removal {
  const forgetOld = (): void => {
    forgetRemovedBefore(db, new Date(Date.now() - removedDays * dayMs).toISOString());
  };
  const changed = (photos: readonly PhotoId[]): void => {
    jobs.progress.photosChanged(photos);
  };
  const collectPages = (): void => {
    // Not awaited. If it fails, for example because the library is closed, the next call tries again.
    collectPageFiles(db, libraryPaths(folder).pages).catch(() => undefined);
  };
  lock.whenTaken(() => {
    forgetOld();
    collectPages();
  });

  return {
    async removePhotos({ photos }) {
      lock.require();
      forgetOld();
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
    async putBackPhotos({ photos }) {
      lock.require();
      const told = { back: 0, left: 0 };
      await inBatches(listToPutBack(db, photos), atOnce, (some) => {
        const { photos: back, replaced, left } = putBackPhotos(db, some);
        changed([...back, ...replaced]);
        told.back += back.length;
        told.left += left;
      });
      return told;
    },
    forgetRemoved({ photos }) {
      lock.require();
      const ids = listToPutBack(db, photos);
      const forgotten = forgetRemovedPhotos(db, ids);
      collectPages();
      changed(ids);
      return forgotten;
    },
  };
}

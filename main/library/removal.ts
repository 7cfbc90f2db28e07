import type { CallArgs, CallResult } from '../../shared/contract.ts';
import { removedDays, type PhotoId } from '../../shared/photo.ts';
import type { Database } from '../store/database.ts';
import type { HostLock } from '../store/hostLock.ts';
import {
  countRemovedPhotos,
  forgetRemovedBefore,
  forgetRemovedPhotos,
  listRemovedPhotos,
  putBackPhotos,
  removePhotos,
} from '../store/removedPhotos.ts';
import type { JobRunner } from './jobRunner.ts';
import type { Pictures } from './pictures.ts';

/** Photos that leave the library, and come back if they are wanted within `removedDays`. */
export interface Removal {
  removePhotos(args: CallArgs<'removePhotos'>): Promise<number>;
  listRemoved(args: CallArgs<'listRemoved'>): CallResult<'listRemoved'>;
  putBackPhotos(args: CallArgs<'putBackPhotos'>): CallResult<'putBackPhotos'>;
  forgetRemoved(args: CallArgs<'forgetRemoved'>): number;
}

export interface RemovalParts {
  readonly db: Database;
  readonly lock: HostLock;
  readonly runner: { readonly progress: Pick<JobRunner['progress'], 'photosChanged'> };
  readonly pictures: Pick<Pictures, 'remove'>;
}

const dayMs = 86_400_000;

export function createRemoval({ db, lock, runner, pictures }: RemovalParts): Removal {
  const forgetOld = (): void => {
    forgetRemovedBefore(db, new Date(Date.now() - removedDays * dayMs).toISOString());
  };
  const changed = (photos: readonly PhotoId[]): void => {
    runner.progress.photosChanged(photos);
  };
  lock.whenTaken(forgetOld);

  return {
    async removePhotos({ photos }) {
      lock.require();
      forgetOld();
      const removed = removePhotos(db, photos, new Date().toISOString());
      changed(removed.map(({ id }) => id));
      await pictures.remove(removed);
      return removed.length;
    },
    listRemoved: (args) => ({ total: countRemovedPhotos(db), photos: listRemovedPhotos(db, args) }),
    putBackPhotos({ photos }) {
      lock.require();
      const { photos: back, replaced, left } = putBackPhotos(db, photos);
      changed([...back, ...replaced]);
      return { back: back.length, left };
    },
    forgetRemoved({ photos }) {
      lock.require();
      const forgotten = forgetRemovedPhotos(db, photos);
      changed(photos ?? []);
      return forgotten;
    },
  };
}

import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CallArgs, CallResult, Contract } from '../../shared/contract/contract.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import type { Answers } from '../host/answers.ts';
import { listDialog, type ListDialogState } from './dialogStore.ts';

/** People do not read a longer list. "Restore all" and "Delete all" include the photos beyond it. */
export const removedPage: CallArgs<'listRemoved'> = { offset: 0, limit: 500 };

export interface RemovedListState extends ListDialogState {
  /** Restores photos; null means all of them. */
  readonly restore: (photos: readonly PhotoId[] | null) => Promise<CallResult<'restorePhotos'>>;
  readonly forget: (photos: readonly PhotoId[] | null) => Promise<number>;
}

/** Photos that were removed from the library and can be restored. */
export function createRemovedList(
  host: Pick<Contract, 'restorePhotos' | 'forgetRemoved'>,
  { load, askAgain }: Pick<Answers, 'load' | 'askAgain'>,
): StoreApi<RemovedListState> {
  return createStore<RemovedListState>((set) => {
    const changing = async <Value>(change: Promise<Value>): Promise<Value> => {
      const value = await change;
      await askAgain('listRemoved');
      return value;
    };
    const asked = (photos: readonly PhotoId[] | null): PhotoId[] | null => photos && [...photos];
    return {
      ...listDialog(set, () => load('listRemoved', removedPage)),
      restore: (photos) => changing(host.restorePhotos({ photos: asked(photos) })),
      forget: (photos) => changing(host.forgetRemoved({ photos: asked(photos) })),
    };
  });
}

import { createStore, type StoreApi } from 'zustand/vanilla';
import type { CallArgs, CallResult, Contract } from '../../shared/contract/contract.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import type { Answers } from '../host/answers.ts';

/** Nobody reads a longer list. "Restore all" and "Delete all" include the photos beyond it. */
export const removedPage: CallArgs<'listRemoved'> = { offset: 0, limit: 500 };

export interface RemovedListState {
  readonly isOpen: boolean;
  /** Opens the list once its photos are there, unless it is closed before. */
  readonly open: () => Promise<void>;
  readonly close: () => void;
  /** Restores photos; null means all of them. */
  readonly putBack: (photos: readonly PhotoId[] | null) => Promise<CallResult<'putBackPhotos'>>;
  readonly forget: (photos: readonly PhotoId[] | null) => Promise<number>;
}

/** Photos that were removed from the library and can be restored. */
export function createRemovedList(
  house: Pick<Contract, 'putBackPhotos' | 'forgetRemoved'>,
  { load, askAgain }: Pick<Answers, 'load' | 'askAgain'>,
): StoreApi<RemovedListState> {
  let opening = 0;

  return createStore<RemovedListState>((set) => {
    const changing = async <Value>(change: Promise<Value>): Promise<Value> => {
      const value = await change;
      await askAgain('listRemoved');
      return value;
    };
    const asked = (photos: readonly PhotoId[] | null): PhotoId[] | null => photos && [...photos];
    return {
      isOpen: false,
      open: async () => {
        const number = ++opening;
        await load('listRemoved', removedPage);
        if (number === opening) set({ isOpen: true });
      },
      close: () => {
        opening += 1;
        set({ isOpen: false });
      },
      putBack: (photos) => changing(house.putBackPhotos({ photos: asked(photos) })),
      forget: (photos) => changing(house.forgetRemoved({ photos: asked(photos) })),
    };
  });
}

import type { CallArgs, Contract } from '../../shared/contract/contract.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import type { Answers } from '../host/answers.ts';
import { closedList, listDialog } from './dialogStore.ts';
import { storeOf } from './storeOf.ts';

/** People do not read a longer list. "Restore all" and "Delete all" include the photos beyond it. */
export const removedPage: CallArgs<'listRemoved'> = { offset: 0, limit: 500 };

/** Photos that were removed from the library and can be restored. */
export function createRemovedList(
  host: Pick<Contract, 'restorePhotos' | 'forgetRemoved'>,
  { load, askAgain }: Pick<Answers, 'load' | 'askAgain'>,
) {
  const { set, withActions } = storeOf(closedList);
  const changing = async <Value>(change: Promise<Value>): Promise<Value> => {
    const value = await change;
    await askAgain('listRemoved');
    return value;
  };
  const asked = (photos: readonly PhotoId[] | null): PhotoId[] | null => photos && [...photos];
  return withActions({
    ...listDialog(set, () => load('listRemoved', removedPage)),
    /** Restores photos; null means all of them. */
    restore: (photos: readonly PhotoId[] | null) => changing(host.restorePhotos({ photos: asked(photos) })),
    forget: (photos: readonly PhotoId[] | null) => changing(host.forgetRemoved({ photos: asked(photos) })),
  });
}

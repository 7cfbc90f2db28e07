import type { PhotoId } from '../../shared/contract/photo.ts';
import { house } from '../host/transport.ts';
import { removedList, selection } from './stores.ts';
import { toasts } from '../state/stores.ts';
import { formatPlural } from '../ui/format.ts';
import { withoutPhotos } from './selection.ts';

/** Photos per request. After each, the selection shows how many are left. */
const atOnce = 64;

/** Removes photos from the library. A message offers to undo it. */
export async function removePhotos(photos: readonly PhotoId[]): Promise<void> {
  const { attempt, show } = toasts.getState();
  // Photos with neighbouring ids are stored together in the search index.
  const inOrder = photos.toSorted((a, b) => a - b);
  let [asked, removed] = [0, 0];
  while (asked < inOrder.length) {
    const some = inOrder.slice(asked, asked + atOnce);
    const gone = await attempt(house.removePhotos({ photos: some }));
    if (gone === undefined) break;
    removed += gone;
    asked += some.length;
    selection.getState().change((before) => withoutPhotos(before, some));
  }
  if (asked === 0) return;
  const taken = inOrder.slice(0, asked);
  show('notice', `Removed ${formatPlural(removed, 'photo')}.`, {
    label: 'Undo',
    isUndo: true,
    take: () => void putBack(taken),
  });
}

/**
 * Restores removed photos and reports the result in a message.
 *
 * @param photos null: all that can be restored
 */
export async function putBack(photos: readonly PhotoId[] | null): Promise<void> {
  const { attempt, show } = toasts.getState();
  const told = await attempt(removedList.getState().putBack(photos));
  if (told === undefined) return;
  if (told.back > 0) show('notice', `Restored ${formatPlural(told.back, 'photo')}.`);
  else if (told.left === 0) show('notice', 'Nothing to restore: already added to the library again.');
  if (told.left > 0) {
    const added =
      told.left === 1 ? 'It was added again, and both copies' : 'They were added again, and both copies';
    show(
      'warning',
      `${formatPlural(told.left, 'photo')} could not be restored. ${added} have confirmed words. ` +
        'Remove the copy in the library first, then restore this one.',
    );
  }
}

/**
 * Permanently deletes removed photos and their words; the files stay.
 *
 * @param photos null: all of them
 */
export async function forget(photos: readonly PhotoId[] | null): Promise<void> {
  await toasts.getState().attempt(removedList.getState().forget(photos));
}

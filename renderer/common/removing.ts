import type { PhotoId } from '../../shared/contract/photo.ts';
import { host } from '../host/transport.ts';
import { answers } from '../host/useCall.ts';
import { createRemovedList } from '../state/removedList.ts';
import { attempt, show, toasts } from '../state/stores.ts';
import { formatPlural } from '../ui/format.ts';

export const removedList = createRemovedList(host, answers);

/** Photos per request. After each, the selection shows how many are left. */
const atOnce = 64;

/**
 * Removes photos from the library. A message offers to undo it.
 *
 * @param onGone called after each request with the photos that are gone
 */
export async function removePhotos(
  photos: readonly PhotoId[],
  onGone: (photos: readonly PhotoId[]) => void = () => undefined,
): Promise<void> {
  // Photos with neighbouring ids are stored together in the search index.
  const inOrder = photos.toSorted((a, b) => a - b);
  let [asked, removed] = [0, 0];
  while (asked < inOrder.length) {
    const some = inOrder.slice(asked, asked + atOnce);
    const gone = await attempt(host.removePhotos({ photos: some }));
    if (gone === undefined) break;
    removed += gone;
    asked += some.length;
    onGone(some);
  }
  if (asked === 0) return;
  const taken = inOrder.slice(0, asked);
  const offer = { label: 'Undo', isUndo: true, removed: taken, take: () => void restorePhotos(taken) };
  show('notice', `Removed ${formatPlural(removed, 'photo')}.`, offer);
}

/** Photos that are restored elsewhere cannot be restored by Undo any more. */
function withdrawOffersFor(restored: readonly PhotoId[] | null): void {
  const back = restored === null ? null : new Set(restored);
  const { undos, withdraw } = toasts.getState();
  for (const offer of undos) {
    if (offer.removed?.every((photo) => back === null || back.has(photo)) === true) withdraw(offer);
  }
}

/**
 * Restores removed photos and reports the result in a message.
 *
 * @param photos null: all that can be restored
 */
export async function restorePhotos(photos: readonly PhotoId[] | null): Promise<void> {
  const told = await attempt(removedList.getState().restore(photos));
  if (told === undefined) return;
  withdrawOffersFor(photos);
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

import type { PhotoId } from '../../shared/contract/photo.ts';
import { house } from '../bridge.ts';
import { removedList, selection, toasts } from '../stores.ts';
import { formatPlural } from '../ui/format.ts';
import { withoutPhotos } from './selection.ts';

/** At once: the selection says how many are left to go. */
const atOnce = 64;

/** Takes photos out of the library. A message offers to put them back. */
export async function removePhotos(photos: readonly PhotoId[]): Promise<void> {
  const { attempt, show } = toasts.getState();
  // Neighbours lie together in the index.
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
  show('notice', `${formatPlural(removed, 'photo')} taken out of the library.`, {
    label: 'Put back',
    isUndo: true,
    take: () => void putBack(taken),
  });
}

/** @param photos null: all that can be */
export async function putBack(photos: readonly PhotoId[] | null): Promise<void> {
  const { attempt, show } = toasts.getState();
  const told = await attempt(removedList.getState().putBack(photos));
  if (told === undefined) return;
  if (told.back > 0) show('notice', `${formatPlural(told.back, 'photo')} put back.`);
  else if (told.left === 0) show('notice', 'Added again since, and nothing else was there to put back.');
  if (told.left > 0) {
    const [stay, have] = told.left === 1 ? ['stays', 'It was'] : ['stay', 'They were'];
    show(
      'warning',
      `${formatPlural(told.left, 'photo')} ${stay} out. ${have} added again since, with words confirmed in both: ` +
        'remove what is in the library first, then put this back.',
    );
  }
}

/** @param photos null: all of them */
export async function forget(photos: readonly PhotoId[] | null): Promise<void> {
  await toasts.getState().attempt(removedList.getState().forget(photos));
}

import type { PhotoId } from '../../shared/photo.ts';
import { house } from '../bridge.ts';
import { removedList, selection, toasts } from '../stores.ts';
import { formatPlural } from '../ui/format.ts';
import { emptySelection } from './selection.ts';

/** Takes photos out of the library. A message offers to put them back. */
export async function removePhotos(photos: readonly PhotoId[]): Promise<void> {
  const removed = await toasts.getState().attempt(house.removePhotos({ photos: [...photos] }));
  if (removed === undefined) return;
  selection.getState().change(() => emptySelection);
  toasts.getState().show('notice', `${formatPlural(removed, 'photo')} taken out of the library.`, {
    label: 'Put back',
    isUndo: true,
    take: () => void putBack(photos),
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

import { afterEach, expect, it, vi } from 'vitest';
import { photoId } from '../../support/photos.ts';
import { openDesktop } from '../desktop.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

it('what is restored elsewhere cannot be restored by Undo any more, and the rest can', async () => {
  openDesktop((name) => {
    if (name === 'removePhotos') return Promise.resolve(1);
    return Promise.resolve(name === 'restorePhotos' ? { back: 1, left: 0 } : { photos: [], total: 0 });
  });
  const { removePhotos, restorePhotos } = await import('../../../renderer/common/removing.ts');
  const { toasts } = await import('../../../renderer/state/stores.ts');
  const open = () => toasts.getState().undos.map(({ removed }) => removed);
  await removePhotos([photoId(1), photoId(2)]);
  await removePhotos([photoId(3)]);
  expect(open()).toEqual([[1, 2], [3]]);
  await restorePhotos([photoId(3), photoId(1)]);
  expect(open()).toEqual([[1, 2]]);
  await restorePhotos(null);
  expect(open()).toEqual([]);
});

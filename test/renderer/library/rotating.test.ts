import { afterEach, describe, expect, it, vi } from 'vitest';
import { photoId } from '../../support/photos.ts';
import { openDesktop } from '../desktop.ts';

describe('turning photos back', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('asked again before it is done means the same turn, of another photo another', async () => {
    const turned: unknown[] = [];
    const answers: (() => void)[] = [];
    openDesktop((_, args) => {
      turned.push(args);
      return new Promise((resolve) => {
        answers.push(() => {
          resolve(null);
        });
      });
    });
    const { rotatePhotosBack } = await import('../../../renderer/common/rotating.ts');
    const { toasts } = await import('../../../renderer/state/stores.ts');
    rotatePhotosBack([photoId(1), photoId(2)], 90);
    rotatePhotosBack([photoId(2)], 90);
    rotatePhotosBack([photoId(3)], 90);
    await expect
      .poll(() => turned)
      .toEqual([
        { photos: [1, 2], by: 270 },
        { photos: [3], by: 270 },
      ]);
    for (const give of answers) give();
    await expect.poll(() => toasts.getState().toasts.at(-1)?.id).toBe(2);
    rotatePhotosBack([photoId(2)], 90);
    await expect.poll(() => turned).toHaveLength(3);
  });
});

import { afterEach, describe, expect, it, vi } from 'vitest';
import { photoId } from '../../support/photos.ts';
import { openDesktop } from '../desktop.ts';

describe('looking for words again', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('is of the photo that was shown then, though it was left before everything was saved', async () => {
    const read: unknown[] = [];
    openDesktop((call, args) => {
      read.push([call, args]);
    });
    const { findAgain } = await import('../../../renderer/annotate/commands/transcribing.ts');
    const { editor } = await import('../../../renderer/stores.ts');
    editor.setState({ id: photoId(1), unsaved: 1 });
    void findAgain();
    editor.setState({ id: photoId(2), unsaved: 0 });
    await expect.poll(() => read).toEqual([['readPhotos', { photos: [1] }]]);
  });
});

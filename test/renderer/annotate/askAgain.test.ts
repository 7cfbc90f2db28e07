import { afterEach, describe, expect, it, vi } from 'vitest';
import { photoFixture, photoId } from '../../support/photos.ts';
import { openDesktop } from '../desktop.ts';

describe('looking for words again', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('is of the photo that was shown then, though it was left before everything was saved', async () => {
    const { calls, findAgain, editor } = await openEditor();
    editor.setState({ id: photoId(1), unsaved: 1 });
    void findAgain();
    editor.setState({ id: photoId(2), unsaved: 0 });
    await expect.poll(() => calls).toEqual([['readPhotos', { photos: [1] }]]);
  });
});

describe('reading words again', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('is not done for a photo that was left before everything was saved, which is said', async () => {
    const { calls, readAgain, editor, toasts } = await openEditor();
    editor.setState({ id: photoId(1), photo: photoFixture(1, { name: 'board.jpg' }), unsaved: 1 });
    const asked = readAgain([]);
    editor.setState({ id: photoId(2), photo: photoFixture(2), unsaved: 0 });
    await asked;
    expect(calls).toEqual([]);
    expect(toasts.getState().toasts.map(({ message }) => message)).toEqual([
      'board.jpg was left before it was saved: its words were not read again.',
    ]);
  });
});

/** The editor's commands over a house that notes what it is asked. */
async function openEditor() {
  const calls: unknown[] = [];
  openDesktop((call, args) => {
    calls.push([call, args]);
  });
  const commands = await import('../../../renderer/annotate/commands/transcribing.ts');
  return { calls, ...commands, ...(await import('../../../renderer/stores.ts')) };
}

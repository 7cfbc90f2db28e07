import { afterEach, describe, expect, it, vi } from 'vitest';
import { photoFixture, photoId } from '../../support/photos.ts';
import { openDesktop } from '../desktop.ts';

describe('finding words again', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('runs on the photo that was open, even if it was closed before everything was saved', async () => {
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

  it('does not run on a photo that was closed before everything was saved, and says so', async () => {
    const { calls, readAgain, editor, toasts } = await openEditor();
    editor.setState({ id: photoId(1), photo: photoFixture(1, { name: 'board.jpg' }), unsaved: 1 });
    const asked = readAgain([]);
    editor.setState({ id: photoId(2), photo: photoFixture(2), unsaved: 0 });
    await asked;
    expect(calls).toEqual([]);
    expect(toasts.getState().toasts.map(({ message }) => message)).toEqual([
      'board.jpg was closed before its changes were saved, so its words were not read again.',
    ]);
  });
});

/** The editor's commands with a host that records its calls. */
async function openEditor() {
  const calls: unknown[] = [];
  openDesktop((call, args) => {
    calls.push([call, args]);
  });
  const commands = await import('../../../renderer/annotate/commands/transcribing.ts');
  return {
    calls,
    ...commands,
    ...(await import('../../../renderer/state/stores.ts')),
    ...(await import('../../../renderer/annotate/stores.ts')),
  };
}

import { describe, expect, it } from 'vitest';
import { findAgain, readAgain } from '../../../renderer/annotate/commands/transcribing.ts';
import { photoFixture, photoId } from '../../support/photos.ts';
import { headlessEditor } from './editorWindow.ts';

describe('finding words again', () => {
  it('runs on the photo that was open, even if it was closed before everything was saved', async () => {
    const { calls, editor, setSession } = openEditor();
    setSession({ id: photoId(1), unsaved: 1 });
    void findAgain(editor);
    setSession({ id: photoId(2), unsaved: 0 });
    await expect.poll(() => calls).toEqual([['readPhotos', { photos: [1] }]]);
  });
});

describe('reading words again', () => {
  it('does not run on a photo that was closed before everything was saved, and says so', async () => {
    const { calls, editor, setSession } = openEditor();
    setSession({ id: photoId(1), photo: photoFixture(1, { name: 'board.jpg' }), unsaved: 1 });
    const asked = readAgain(editor, []);
    setSession({ id: photoId(2), photo: photoFixture(2), unsaved: 0 });
    await asked;
    expect(calls).toEqual([]);
    expect(editor.toasts.toasts.map(({ message }) => message)).toEqual([
      'board.jpg was closed before its changes were saved, so its words were not read again.',
    ]);
  });
});

/** An editor with a host that records its calls. */
function openEditor() {
  const calls: unknown[] = [];
  const editor = headlessEditor({
    readPhotos: (args) => {
      calls.push(['readPhotos', args]);
      return new Promise(() => undefined);
    },
    readWordsAgain: (args) => {
      calls.push(['readWordsAgain', args]);
      return new Promise(() => undefined);
    },
  });
  return { calls, editor, setSession: editor.stores.session.setState };
}

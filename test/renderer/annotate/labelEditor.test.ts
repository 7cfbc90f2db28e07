import { describe, expect, it } from 'vitest';
import {
  addWord,
  copy,
  duplicate,
  merge,
  moveInOrder,
  nudge,
  paste,
  restore,
  remove,
  splitAtCaret,
  splitAtPointer,
  undo,
} from '../../../renderer/annotate/commands/arranging.ts';
import {
  begin,
  choose,
  confirmAndNext,
  goTo,
  mark,
  readAgain,
  showRange,
} from '../../../renderer/annotate/commands/transcribing.ts';
import { confirmText, deleteWords } from '../../../renderer/annotate/model/edits.ts';
import { photoIdSchema } from '../../../shared/contract/photo.ts';
import type { Rotation } from '../../../shared/rotation.ts';
import { action, putWord } from '../../support/labels.ts';
import { edited, missing, openWindow } from './editorWindow.ts';

type Window = Awaited<ReturnType<typeof openWindow>>;

function type(window: Window, text: string): void {
  window.state().type(window.state().selection[0] ?? missing(), text);
}

function said({ editor }: Window): string {
  return editor.labelling.said.text;
}

describe('labelling a photo without a screen', () => {
  it('confirms word after word, and says how many are left', async () => {
    const window = await openWindow();
    const { editor } = window;
    begin(editor, window.wordAt(0).id);
    expect(editor.labelling.isFieldCalled).toBe(true);
    confirmAndNext(editor);
    expect(said(window)).toBe('Confirmed “the”. 2 of 3 words left.');
    expect(editor.wordInHand).toMatchObject({ word: { text: 'quick' }, text: 'quick' });
    type(window, 'slow');
    confirmAndNext(editor);
    mark(editor, 'illegible');
    expect(said(window)).toBe('Marked as illegible. 0 of 3 words left.');
    await window.settled();
    const { words } = await window.host.getLabels({ photo: window.photo });
    expect(words.map(({ text, mark: marked, source }) => [text, marked, source])).toEqual([
      ['the', 'text', 'human'],
      ['slow', 'text', 'human'],
      ['fox', 'illegible', 'human'],
    ]);
  });

  it('chooses readings by number, goes on without confirming, and stops at both ends', async () => {
    const window = await openWindow();
    const { editor } = window;
    goTo(editor, 1);
    expect(choose(editor, 9)).toBe(false);
    goTo(editor, -1);
    expect(said(window)).toBe('This is the first word.');
    showRange(editor, window.wordAt(2).id);
    expect(window.state().selection).toHaveLength(3);
    goTo(editor, 1);
    expect(said(window)).toBe('This is the last word.');
    expect(window.state().unsaved).toBe(0);
  });

  it('does not confirm a word without text', async () => {
    const window = await openWindow();
    begin(window.editor, window.wordAt(0).id);
    type(window, ' ');
    confirmAndNext(window.editor);
    expect(said(window)).toBe('The word has no text. Type it, or mark the word as illegible or not text.');
    expect(window.state().unsaved).toBe(0);
  });

  it('confirms only at the second attempt if the word was changed elsewhere', async () => {
    const window = await openWindow();
    const { editor } = window;
    const first = window.wordAt(0);
    begin(editor, first.id);
    type(window, 'mine');
    const theirs = { ...first, text: 'theirs', isConfirmed: true };
    const put = [
      { word: first.id, quad: first.quad, polygon: null, text: 'theirs', mark: first.mark, confirmed: true },
    ];
    window
      .state()
      .receive(await edited(window.host, window.photo, { title: 'text', put, remove: [], order: null }));
    confirmAndNext(editor);
    expect(said(window)).toContain(`Changed elsewhere to “${theirs.text}”.`);
    expect(window.texts()).toEqual(['theirs quick fox']);
    confirmAndNext(editor);
    await window.settled();
    expect(window.texts()).toEqual(['mine quick fox']);
  });

  it('splits, merges, moves and deletes words, and undoes all of it', async () => {
    const window = await openWindow();
    const { editor } = window;
    begin(editor, window.wordAt(1).id);
    type(window, 'quickly');
    splitAtCaret(editor, 5);
    expect(window.texts()).toEqual(['the quick ly fox']);
    expect(window.state().drafts.size).toBe(0);
    window.state().select([window.wordAt(1).id, window.wordAt(2).id]);
    merge(editor);
    expect(window.texts()).toEqual(['the quickly fox']);
    moveInOrder(editor, 'earlier');
    expect(window.texts()).toEqual(['quickly the fox']);
    nudge(editor, 3, 0);
    remove(editor);
    expect(window.texts()).toEqual(['the fox']);
    await window.settled();
    while (window.state().undoTitle !== null) {
      undo(editor);
      await window.settled();
    }
    expect(window.texts()).toEqual(['the quick fox']);
  });

  it('undoes a rotation of the photo before an edit that came earlier', async () => {
    const turns: (readonly [readonly number[], Rotation])[] = [];
    const window = await openWindow(undefined, {
      rotatePhotosBack: (photos, by) => turns.push([photos, by]),
    });
    window.state().noteRotation([window.photo], 90);
    undo(window.editor);
    expect(turns).toEqual([[[window.photo], 90]]);
    expect(window.state().unsaved).toBe(0);
  });

  it('undoes what was done to many words at once before an edit that came earlier, and after one that came later', async () => {
    const window = await openWindow();
    const { editor } = window;
    const undone: string[] = [];
    const offer = (name: string, revision: number, photo = window.photo) => ({
      ...{ label: 'Undo', isUndo: true, edits: [{ photo, revision }], take: () => undone.push(name) },
    });
    editor.toasts.show('notice', 'Confirmed 2 words.', offer('before the photo was opened', -1));
    window.state().close();
    await window.state().open(window.photo);
    window.state().act(confirmText(window.wordAt(0), 'first'));
    await window.settled();
    editor.toasts.show('notice', 'Confirmed 3 words.', offer('elsewhere', 9, photoIdSchema.parse(77)));
    undo(editor);
    expect(undone).toEqual(['elsewhere']);
    editor.toasts.show('notice', 'Confirmed 4 words.', offer('earlier', -1));
    window.state().act(confirmText(window.wordAt(1), 'second'));
    await window.settled();
    undo(editor);
    undo(editor);
    await window.settled();
    expect(undone).toEqual(['elsewhere']);
    expect(window.texts()).toEqual(['the quick fox']);
    const { revision } = window.state().photo ?? missing();
    editor.toasts.show('notice', 'Confirmed 5 words.', offer('the last edit of the photo', revision));
    window.state().close();
    await window.state().open(window.photo);
    undo(editor);
    expect(undone).toEqual(['elsewhere', 'the last edit of the photo']);
  });

  it('reads words again and shows the result', async () => {
    const { host, photo } = await openWindow();
    const readWordsAgain = () => Promise.resolve({ words: [[]], quads: [], changed: null });
    const window = await openWindow({ host: { ...host, readWordsAgain }, photo });
    await readAgain(window.editor, window.state().labels.lines.flat());
    expect(said(window)).toBe('Read again.');
    await readAgain(window.editor, [window.wordAt(0).id]);
    expect(said(window)).toBe('No text found there.');
  });
});

describe('new words', () => {
  it('are drawn with the pointer, after a word or by copying, each with an id of its own', async () => {
    const window = await openWindow();
    const { editor } = window;
    editor.view.measure({ width: 800, height: 600 });
    editor.view.showPhoto({ width: 800, height: 600 });
    editor.hand.take('draw');
    const at = (x: number, y: number) => ({ at: [x, y], isShift: false, isAlt: true }) as const;
    editor.hand.press(at(300, 300));
    editor.hand.move(at(400, 340));
    editor.hand.release(at(400, 340));
    expect(editor.labelling.isFieldCalled).toBe(true);
    addWord(editor);
    window.state().select([window.wordAt(0).id]);
    duplicate(editor);
    await expect.poll(() => window.state().labels.words.size).toBe(6);
    await window.settled();
    const { words } = await window.host.getLabels({ photo: window.photo });
    expect(new Set(words.map(({ id }) => id))).toEqual(new Set(window.state().labels.words.keys()));
  });

  it('may be more than the ids that the window has leased ahead', async () => {
    const window = await openWindow();
    const { editor } = window;
    const { copied } = editor.labelling;
    expect(copied).toEqual([]);
    editor.labelling.copy(Array.from({ length: 400 }, () => window.wordAt(0)));
    paste(editor);
    await expect.poll(() => window.state().labels.words.size).toBe(403);
    await window.settled();
    expect(window.state().refusal).toBeNull();
  });

  it('are drawn while the connection is lost, until the leased ids are used up', async () => {
    const window = await openWindow();
    const { editor } = window;
    window.line.isCut = true;
    window.drawAfter(2);
    await window.settled();
    expect(window.state().isCutOff).toBe(true);
    expect(editor.wordIds.free.length).toBeGreaterThan(100);
    const put = editor.wordIds.free.slice(2).map((id) => putWord(id));
    editor.wordIds.use(action('paste', { put }));
    window.drawAfter(2);
    window.drawAfter(2);
    const { unsaved } = window.state();
    addWord(editor);
    splitAtPointer(editor);
    expect(window.state().unsaved).toBe(unsaved);
    expect(window.messages()).toEqual([
      'The new word was not added: the connection is lost. Add it after reconnecting.',
    ]);

    window.line.isCut = false;
    await window.state().refresh();
    addWord(editor);
    await expect.poll(() => window.state().unsaved).toBe(0);
    expect(window.state()).toMatchObject({ refusal: null, isCutOff: false });
  });

  it('of two windows never have the same id', async () => {
    const one = await openWindow();
    const two = await openWindow(one);
    const [first] = one.drawAfter(2).select;
    const [second] = two.drawAfter(2).select;
    expect(first).not.toBe(second);
    await Promise.all([one.settled(), two.settled()]);
    const { words } = await one.host.getLabels({ photo: one.photo });
    expect(words.map(({ id }) => id)).toEqual(expect.arrayContaining([first, second]));
  });

  it('replace a word that was deleted elsewhere, with the typed text', async () => {
    const window = await openWindow();
    const { editor } = window;
    const word = window.wordAt(1);
    begin(editor, word.id);
    type(window, 'quickest');
    window.state().receive(await edited(window.host, window.photo, deleteWords([word.id])));
    restore(editor, window.state().lost.get(word.id) ?? missing());
    expect(editor.wordInHand?.text).toBe('quickest');
    expect(window.state().lost.size).toBe(0);
  });
});

it('copies words for other photos', async () => {
  const window = await openWindow();
  window.state().select([window.wordAt(1).id]);
  copy(window.editor);
  expect(window.editor.labelling.copied.map(({ text }) => text)).toEqual(['quick']);
});

import { describe, expect, it } from 'vitest';
import { confirmText, reshape } from '../../../renderer/annotate/model/edits.ts';
import { mapShape, translation } from '../../../renderer/annotate/geometry/shape.ts';
import { edited, missing, openWindow } from './editorWindow.ts';
import { textsOf } from './words.ts';

describe('a closed photo', () => {
  it('has all its changes saved', async () => {
    const window = await openWindow();
    window.state().act(confirmText(window.wordAt(0), 'a'));
    window.state().act(confirmText(window.wordAt(2), 'b'));
    window.state().close();
    expect(window.state()).toMatchObject({ id: null, unsaved: 0 });
    expect(window.state().hasUnsaved()).toBe(true);
    await expect.poll(() => window.state().hasUnsaved()).toBe(false);
    expect(textsOf((await openWindow(window)).state().labels)).toEqual(['a quick b']);
    expect(window.state()).toMatchObject({ id: null, photo: null });
  });

  it('is saved once the connection is restored, whether it was reopened or not', async () => {
    for (const isBack of [false, true]) {
      const window = await openWindow();
      window.line.isCut = true;
      window.state().act(confirmText(window.wordAt(0), 'a'));
      await window.settled();
      window.state().close();
      expect(window.state().hasUnsaved()).toBe(true);
      if (isBack) {
        await window.state().open(window.photo);
        expect(window.state()).toMatchObject({ unsaved: 1, isCutOff: true });
        expect(window.texts()).toEqual(['a quick fox']);
      }
      window.line.isCut = false;
      await window.state().refresh();
      await expect.poll(() => window.state().hasUnsaved()).toBe(false);
      expect(textsOf((await openWindow(window)).state().labels)).toEqual(['a quick fox']);
    }
  });

  it('still has its unconfirmed text when it is reopened', async () => {
    const window = await openWindow();
    window.state().type(window.wordAt(1).id, 'quiet');
    window.state().close();
    expect(window.state().drafts.size).toBe(0);
    await window.state().open(window.photo);
    expect(window.draftAt(1).text).toBe('quiet');
    expect(window.texts()).toEqual(['the quick fox']);
  });

  it('reports a refused change and keeps the typed text', async () => {
    const one = await openWindow();
    const two = await openWindow(one);
    two.line.isCut = true;
    two.state().act(confirmText(two.wordAt(0), 'two'));
    await two.settled();
    two.state().close();
    await edited(one.host, one.photo, confirmText(one.wordAt(0), 'one'));
    two.line.isCut = false;
    await two.state().refresh();
    await expect
      .poll(() => two.messages())
      .toEqual([
        expect.stringMatching(
          /^The last change to the quick fox\.jpg was not saved: These words .* were changed in another window/u,
        ),
      ]);
    await two.state().open(two.photo);
    expect(two.texts()).toEqual(['one quick fox']);
    expect(two.draftAt(0).text).toBe('two');
  });
});

describe('a lost connection', () => {
  it('drops nothing: waiting changes are sent once it is restored', async () => {
    const window = await openWindow();
    window.line.isCut = true;
    window.state().act(confirmText(window.wordAt(0), 'a'));
    await window.settled();
    window.state().act(confirmText(window.wordAt(2), 'b'));
    expect(window.state()).toMatchObject({ unsaved: 2, isCutOff: true });
    expect(window.texts()).toEqual(['a quick b']);
    window.line.isCut = false;
    await window.state().refresh();
    await window.settled();
    expect(window.state()).toMatchObject({ unsaved: 0, isCutOff: false, refusal: null });
    expect(textsOf((await openWindow(window)).state().labels)).toEqual(['a quick b']);
  });

  it('repeats nothing: an action whose answer was lost is recognised', async () => {
    const window = await openWindow();
    window.line.losesAnswers = true;
    window.drawAfter(2);
    await window.settled();
    const made = window.state().labels.words.get(window.state().selection[0] ?? missing()) ?? missing();
    window.state().act(confirmText(made, 'jumps'));
    window.line.isCut = false;
    window.line.losesAnswers = false;
    await window.state().refresh();
    await window.settled();
    expect(window.state().refusal).toBeNull();
    expect(window.texts()).toEqual(['the quick fox jumps']);
  });

  it('moves a word once even if the answer was lost', async () => {
    const window = await openWindow();
    const word = window.wordAt(0);
    const moved = reshape(window.state().labels, 'move', [
      { id: word.id, ...mapShape(word, translation(7, 3)) },
    ]);
    window.line.losesAnswers = true;
    window.state().act(moved);
    await window.settled();
    window.line.isCut = false;
    window.line.losesAnswers = false;
    await window.state().refresh();
    await window.settled();
    expect(window.state()).toMatchObject({ unsaved: 0, undoTitle: 'move', refusal: null });
    window.state().undo();
    await window.settled();
    expect(window.wordAt(0).quad).toEqual(word.quad);
    expect(window.state().undoTitle).toBeNull();
  });
});

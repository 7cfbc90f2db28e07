import { describe, expect, it } from 'vitest';
import { confirmText, deleteWords } from '../../../renderer/annotate/model/edits.ts';
import { edited, missing, openWindow } from './editorWindow.ts';

describe('the editor', () => {
  it('shows an action at once, and says that it is saved once the host has answered', async () => {
    const window = await openWindow();
    window.state().act(confirmText(window.wordAt(0), 'our'));
    expect(window.texts()).toEqual(['our quick fox']);
    expect(window.state().unsaved).toBe(1);
    await window.settled();
    expect(window.state()).toMatchObject({ unsaved: 0, undoTitle: 'text', redoTitle: null });
    expect(window.state().photo?.progress).toBe('in-work');
    expect(window.wordAt(0).isConfirmed).toBe(true);
  });

  it('gives a new word its id at once, which the host keeps', async () => {
    const window = await openWindow();
    const [id = missing()] = window.drawAfter(2).select;
    expect(window.state().selection).toEqual([id]);
    const made = window.state().labels.words.get(id) ?? missing();
    window.state().act(confirmText(made, 'jumps'));
    window.state().type(made.id, 'leaps');
    await window.settled();
    expect(window.texts()).toEqual(['the quick fox jumps']);
    const [named] = window.state().selection;
    expect(named).toBeGreaterThan(0);
    expect(named).toBe(id);
    expect(window.state().drafts.get(id)?.text).toBe('leaps');
    const { words } = await window.host.getLabels({ photo: window.photo });
    expect(words.find((word) => word.id === id)?.text).toBe('jumps');
  });

  it('removes a word that was drawn and deleted before the host answered', async () => {
    const window = await openWindow();
    const drawn = window.drawAfter(2);
    window.state().act(deleteWords(drawn.select));
    await window.settled();
    expect(window.state().refusal).toBeNull();
    expect(window.texts()).toEqual(['the quick fox']);
  });

  it('undoes and redoes what the host has journaled, and selects what was restored', async () => {
    const window = await openWindow();
    const second = window.wordAt(1);
    window.state().act(deleteWords([second.id]), []);
    window.state().undo();
    await window.settled();
    expect(window.texts()).toEqual(['the quick fox']);
    expect(window.state().selection).toEqual([second.id]);
    window.state().redo();
    await window.settled();
    expect(window.texts()).toEqual(['the fox']);
  });
});

describe('a photo marked as done', () => {
  it('stays done after another edit, as on the host', async () => {
    const window = await openWindow();
    window.state().act(confirmText(window.wordAt(0), 'our'));
    await window.settled();
    await window.state().setProgress('done');
    expect(window.state().photo?.progress).toBe('done');
    window.state().act(confirmText(window.wordAt(1), 'slow'));
    await window.settled();
    const { photo } = await window.host.getLabels({ photo: window.photo });
    expect(photo.progress).toBe('done');
    expect(window.state().photo?.progress).toBe('done');
  });
});

describe('a rotation of the photo', () => {
  it('is undone first, until something is edited', async () => {
    const window = await openWindow();
    const { noteRotation } = window.state();
    noteRotation([window.photo], 90);
    noteRotation([window.photo], 90);
    expect(window.state().turned).toBe(180);
    window.state().act(confirmText(window.wordAt(0), 'our'));
    expect(window.state().turned).toBe(0);
    await window.settled();
    noteRotation([], 90);
    expect(window.state().turned).toBe(0);
    noteRotation([window.photo], 90);
    noteRotation([window.photo], 270);
    expect(window.state().turned).toBe(0);
  });
});

describe('two windows', () => {
  it("show each other's changes", async () => {
    const one = await openWindow();
    const two = await openWindow(one);
    const told = await edited(one.host, one.photo, confirmText(one.wordAt(0), 'a'));
    two.state().receive(told);
    one.state().receive(told);
    expect(two.texts()).toEqual(['a quick fox']);
    expect(one.texts()).toEqual(['a quick fox']);
  });

  it('refuse a change that would overwrite the other, and keep the typed text', async () => {
    const one = await openWindow();
    const two = await openWindow(one);
    one.state().act(confirmText(one.wordAt(0), 'one'));
    await one.settled();
    two.state().act(confirmText(two.wordAt(0), 'two'));
    await two.settled();
    await expect.poll(() => two.texts()).toEqual(['one quick fox']);
    expect(two.state().refusal?.code).toBe('conflict');
    expect(two.draftAt(0)).toMatchObject({ text: 'two', warning: 'told' });
    expect(two.isOvertakenAt(0)).toBe(false);
  });

  it('recognise text typed for a word that changed since, until the person is warned', async () => {
    const one = await openWindow();
    const two = await openWindow(one);
    two.state().type(two.wordAt(0).id, 'mine');
    two.state().type(two.wordAt(2).id, 'box');
    two.state().receive(await edited(one.host, one.photo, confirmText(one.wordAt(0), 'theirs')));
    expect(two.texts()).toEqual(['theirs quick fox']);
    expect([two.isOvertakenAt(0), two.isOvertakenAt(2)]).toEqual([true, false]);

    two.state().warn(two.wordAt(0).id);
    expect(two.isOvertakenAt(0)).toBe(false);
    two.state().receive(await edited(one.host, one.photo, confirmText(two.wordAt(0), 'theirs again')));
    expect(two.isOvertakenAt(0)).toBe(true);
    expect(two.draftAt(0).text).toBe('mine');
    two.state().receive(await edited(one.host, one.photo, confirmText(two.wordAt(0), 'mine')));
    expect(two.isOvertakenAt(0)).toBe(false);
  });

  it('keep text typed for a word that is deleted in the other, until it is restored', async () => {
    const one = await openWindow();
    const two = await openWindow(one);
    const word = two.wordAt(1);
    two.state().select([word.id]);
    two.state().type(word.id, 'quickest');
    two.state().type(two.wordAt(2).id, two.wordAt(2).text);
    two.state().receive(await edited(one.host, one.photo, deleteWords([word.id, two.wordAt(2).id])));
    expect(two.texts()).toEqual(['the']);
    expect([...two.state().lost]).toEqual([[word.id, word]]);
    expect(two.state().drafts.get(word.id)?.text).toBe('quickest');

    two.state().undo();
    await two.settled();
    expect(two.state().lost.size).toBe(0);
    expect(two.draftAt(1).text).toBe('quickest');
  });

  it('do not report a word as lost that was deleted in the same window', async () => {
    const window = await openWindow();
    const word = window.wordAt(1);
    window.state().type(word.id, 'quickest');
    window.state().act(deleteWords([word.id]), []);
    await window.settled();
    await window.state().refresh();
    expect(window.state().lost.size).toBe(0);
  });

  it('do not conflict on different words', async () => {
    const one = await openWindow();
    const two = await openWindow(one);
    one.state().act(confirmText(one.wordAt(0), 'one'));
    await one.settled();
    two.state().act(confirmText(two.wordAt(2), 'two'));
    await two.settled();
    expect(two.state().refusal).toBeNull();
    await expect.poll(() => two.texts()).toEqual(['one quick two']);
  });

  it('never overwrite a change that arrived while an action was waiting to be sent', async () => {
    const one = await openWindow();
    const two = await openWindow(one);
    two.line.isCut = true;
    two.state().act(confirmText(two.wordAt(0), 'two'));
    await two.settled();
    const told = await edited(one.host, one.photo, confirmText(one.wordAt(0), 'one'));
    two.state().receive(told);
    two.line.isCut = false;
    await two.state().refresh();
    await expect.poll(() => two.state().refusal?.code).toBe('conflict');
    await expect.poll(() => two.texts()).toEqual(['one quick fox']);
  });
});

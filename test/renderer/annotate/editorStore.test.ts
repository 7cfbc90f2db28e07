import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Contract } from '../../../shared/contract.ts';
import type { LabelsChanged } from '../../../shared/label.ts';
import type { PhotoId } from '../../../shared/photo.ts';
import { InkdexError } from '../../../shared/result.ts';
import { isOvertaken } from '../../../renderer/annotate/model/drafts.ts';
import { createEditorStore } from '../../../renderer/annotate/model/editorStore.ts';
import { confirmText, deleteWords, drawWord, reshape } from '../../../renderer/annotate/model/edits.ts';
import { mapShape, translation } from '../../../renderer/annotate/geometry/shape.ts';
import { importAll, openTestServices, writePhoto } from '../../support/services.ts';
import { textsOf } from './words.ts';

type House = Pick<Contract, 'getLabels' | 'editLabels' | 'undoLabels' | 'redoLabels' | 'setProgress'>;

/** A window on a photo that says "the quick fox", over the real house; `line` cuts it off. */
async function openWindow(opened?: { house: House; photo: PhotoId }) {
  const { house, photo } = opened ?? (await openHouse());
  const line = { isCut: false, losesAnswers: false };
  const behind = <Args, Answer>(call: (args: Args) => Promise<Answer>) => {
    return async (args: Args): Promise<Answer> => {
      if (line.isCut) throw new InkdexError('connection-lost', 'Nobody answers.');
      const answer = await call(args);
      if (line.losesAnswers) {
        line.isCut = true;
        throw new InkdexError('connection-lost', 'Nobody answers.');
      }
      return answer;
    };
  };
  const editor = createEditorStore({
    getLabels: behind(house.getLabels),
    editLabels: behind(house.editLabels),
    undoLabels: behind(house.undoLabels),
    redoLabels: behind(house.redoLabels),
    setProgress: behind(house.setProgress),
  });
  await editor.getState().open(photo);
  const state = () => editor.getState();
  const wordAt = (place: number) =>
    state().labels.words.get(state().labels.lines.flat()[place] ?? missing()) ?? missing();
  const draftAt = (place: number) => state().drafts.get(wordAt(place).id) ?? missing();
  return {
    state,
    line,
    house,
    photo,
    texts: () => textsOf(state().labels),
    wordAt,
    draftAt,
    isOvertakenAt: (place: number) => isOvertaken(draftAt(place), wordAt(place)),
    /** Until the house has answered, or cannot. */
    settled: () => expect.poll(() => state().unsaved === 0 || state().isCutOff).toBe(true),
  };
}

async function openHouse(): Promise<{ house: House; photo: PhotoId }> {
  const { services, photos } = await openTestServices();
  await importAll(services, [await writePhoto(join(photos), 'the quick fox.jpg')]);
  const [photo] = services.library.listPhotos({ offset: 0, limit: 1, status: null }).photos;
  const { labels } = services;
  const house: House = {
    getLabels: async (args) => Promise.resolve(labels.getLabels(args)),
    editLabels: async (args) => Promise.resolve().then(() => labels.editLabels(args)),
    undoLabels: async (args) => Promise.resolve().then(() => labels.undoLabels(args)),
    redoLabels: async (args) => Promise.resolve().then(() => labels.redoLabels(args)),
    setProgress: async (args) => Promise.resolve().then(() => labels.setProgress(args)),
  };
  return { house, photo: photo?.id ?? missing() };
}

function missing(): never {
  throw new Error('Expected it to be there.');
}

describe('the editor', () => {
  it('shows an action at once, and says that it is saved when the house has answered', async () => {
    const window = await openWindow();
    window.state().act(confirmText(window.wordAt(0), 'our'));
    expect(window.texts()).toEqual(['our quick fox']);
    expect(window.state().unsaved).toBe(1);
    await window.settled();
    expect(window.state()).toMatchObject({ unsaved: 0, undoTitle: 'text', redoTitle: null });
    expect(window.state().photo?.progress).toBe('in-work');
    expect(window.wordAt(0).isConfirmed).toBe(true);
  });

  it('gives a new word its name, in the selection and in all that waits behind it', async () => {
    const window = await openWindow();
    const { labels } = window.state();
    const drawn = drawWord(labels, mapShape(window.wordAt(2), translation(150, 0)));
    window.state().act(drawn.edit, drawn.select);
    const [temporary] = window.state().selection;
    const made = window.state().labels.words.get(temporary ?? missing()) ?? missing();
    window.state().act(confirmText(made, 'jumps'));
    window.state().type(made.id, 'leaps');
    await window.settled();
    expect(window.texts()).toEqual(['the quick fox jumps']);
    const [named] = window.state().selection;
    expect(named).toBeGreaterThan(0);
    expect(window.state().drafts.get(named ?? missing())?.text).toBe('leaps');
  });

  it('takes a word back that was drawn and deleted before the house had answered', async () => {
    const window = await openWindow();
    const drawn = drawWord(window.state().labels, mapShape(window.wordAt(2), translation(150, 0)));
    window.state().act(drawn.edit, drawn.select);
    window.state().act(deleteWords(drawn.select));
    await window.settled();
    expect(window.state().refusal).toBeNull();
    expect(window.texts()).toEqual(['the quick fox']);
  });

  it('undoes and does again what the house has journaled, and selects what came back', async () => {
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

describe('a turn of the photo', () => {
  it('is what undo takes back first, until something is edited', async () => {
    const window = await openWindow();
    const { noteTurn } = window.state();
    noteTurn([window.photo], 90);
    noteTurn([window.photo], 90);
    expect(window.state().turned).toBe(180);
    window.state().act(confirmText(window.wordAt(0), 'our'));
    expect(window.state().turned).toBe(0);
    await window.settled();
    noteTurn([], 90);
    expect(window.state().turned).toBe(0);
    noteTurn([window.photo], 90);
    noteTurn([window.photo], 270);
    expect(window.state().turned).toBe(0);
  });
});

describe('two windows', () => {
  it('see each other', async () => {
    const one = await openWindow();
    const two = await openWindow(one);
    const told = await edited(one.house, one.photo, confirmText(one.wordAt(0), 'a'));
    two.state().receive(told);
    one.state().receive(told);
    expect(two.texts()).toEqual(['a quick fox']);
    expect(one.texts()).toEqual(['a quick fox']);
  });

  it('refuse what would overwrite the other, and keep what was typed', async () => {
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

  it('know what was typed for a word that has become something else since, until the person is told', async () => {
    const one = await openWindow();
    const two = await openWindow(one);
    two.state().type(two.wordAt(0).id, 'mine');
    two.state().type(two.wordAt(2).id, 'box');
    two.state().receive(await edited(one.house, one.photo, confirmText(one.wordAt(0), 'theirs')));
    expect(two.texts()).toEqual(['theirs quick fox']);
    expect([two.isOvertakenAt(0), two.isOvertakenAt(2)]).toEqual([true, false]);

    two.state().warn(two.wordAt(0).id);
    expect(two.isOvertakenAt(0)).toBe(false);
    two.state().receive(await edited(one.house, one.photo, confirmText(two.wordAt(0), 'theirs again')));
    expect(two.isOvertakenAt(0)).toBe(true);
    expect(two.draftAt(0).text).toBe('mine');
    two.state().receive(await edited(one.house, one.photo, confirmText(two.wordAt(0), 'mine')));
    expect(two.isOvertakenAt(0)).toBe(false);
  });

  it('keep what was typed for a word that is deleted in the other, until it is back', async () => {
    const one = await openWindow();
    const two = await openWindow(one);
    const word = two.wordAt(1);
    two.state().select([word.id]);
    two.state().type(word.id, 'quickest');
    two.state().type(two.wordAt(2).id, two.wordAt(2).text);
    two.state().receive(await edited(one.house, one.photo, deleteWords([word.id, two.wordAt(2).id])));
    expect(two.texts()).toEqual(['the']);
    expect([...two.state().lost]).toEqual([[word.id, word]]);
    expect(two.state().drafts.get(word.id)?.text).toBe('quickest');

    two.state().undo();
    await two.settled();
    expect(two.state().lost.size).toBe(0);
    expect(two.draftAt(1).text).toBe('quickest');
  });

  it('do not tell of a word as lost that was deleted in its own window', async () => {
    const window = await openWindow();
    const word = window.wordAt(1);
    window.state().type(word.id, 'quickest');
    window.state().act(deleteWords([word.id]), []);
    await window.settled();
    await window.state().refresh();
    expect(window.state().lost.size).toBe(0);
  });

  it('do not stand in each other’s way on different words', async () => {
    const one = await openWindow();
    const two = await openWindow(one);
    one.state().act(confirmText(one.wordAt(0), 'one'));
    await one.settled();
    two.state().act(confirmText(two.wordAt(2), 'two'));
    await two.settled();
    expect(two.state().refusal).toBeNull();
    await expect.poll(() => two.texts()).toEqual(['one quick two']);
  });

  it('never overwrite a change that came while an action was still waiting to be sent', async () => {
    const one = await openWindow();
    const two = await openWindow(one);
    two.line.isCut = true;
    two.state().act(confirmText(two.wordAt(0), 'two'));
    await two.settled();
    const told = await edited(one.house, one.photo, confirmText(one.wordAt(0), 'one'));
    two.state().receive(told);
    two.line.isCut = false;
    await two.state().refresh();
    await expect.poll(() => two.state().refusal?.code).toBe('conflict');
    await expect.poll(() => two.texts()).toEqual(['one quick fox']);
  });
});

describe('a lost connection', () => {
  it('gives nothing up: what waits is sent when the house is back', async () => {
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

  it('does nothing twice: an action whose answer was lost is known again', async () => {
    const window = await openWindow();
    const drawn = drawWord(window.state().labels, mapShape(window.wordAt(2), translation(150, 0)));
    window.line.losesAnswers = true;
    window.state().act(drawn.edit, drawn.select);
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

  it('moves a word once though the answer was lost', async () => {
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

async function edited(
  house: House,
  photo: PhotoId,
  action: ReturnType<typeof confirmText>,
): Promise<LabelsChanged> {
  const { revision } = await house.getLabels({ photo });
  return house.editLabels({ photo, revision, action: action ?? missing() });
}

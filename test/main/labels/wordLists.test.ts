import { explain } from '../../support/explain.ts';
import { expect, it } from 'vitest';
import { createSayStored } from '../../../renderer/common/word/sayStored.ts';
import { createToastsStore } from '../../../renderer/state/toasts.ts';
import type { CallArgs } from '../../../shared/contract/contract.ts';
import { storeReading } from '../../../main/reading/storeReading.ts';
import { search } from '../../../main/search/service.ts';
import { leftOutWordsQuery, personsWordsQuery } from '../../../main/store/words/corrections.ts';
import type { WritableDatabase } from '../../../main/store/database.ts';
import type { PhotoId } from '../../../shared/contract/photo.ts';
import { action, edit, labelsOf, putWord } from '../../support/labels.ts';
import { addPhoto, pageOf, reading, readWord, temporaryLibrary } from '../../support/library.ts';

/** A photo that one model has read as `before`, and others as each of `after`. */
function photoReadAs(db: WritableDatabase, before: string, ...after: readonly string[]): PhotoId {
  const photo = addPhoto(db, 'board.jpg', pageOf(before));
  for (const [index, line] of after.entries()) readAs(db, photo, line, index);
  return photo;
}

function readAs(db: WritableDatabase, photo: PhotoId, line: string, model: number): void {
  const recogniser = String(model).repeat(64);
  storeReading(db, photo, { ...pageOf(line), recogniser }, '2026-02-01T00:00:00.000Z');
}

function changes(db: WritableDatabase): string[] {
  return labelsOf(db)
    .calls.changedWords({ limit: 100 })
    .words.map(({ word, earlier }) => `${earlier} > ${word.text}`);
}

it('lists the words that another model reads differently', () => {
  const { db } = temporaryLibrary();
  photoReadAs(db, 'sort key step', 'sort kay stop');
  expect(changes(db)).toEqual(['key > kay', 'step > stop']);
  expect(labelsOf(db).calls.changedWords({ limit: 1 })).toMatchObject({
    total: 2,
    words: [{ recogniser: 'e'.repeat(64) }],
  });
});

it('compares with the reading that a person saw last, over several models', () => {
  const { db } = temporaryLibrary();
  const photo = photoReadAs(db, 'sort key', 'sort kay', 'sort kex');
  expect(changes(db)).toEqual(['key > kex']);
  labelsOf(db).calls.acceptChangedWords({ words: null });
  readAs(db, photo, 'sort kez', 3);
  expect(changes(db)).toEqual(['kex > kez']);
  readAs(db, photo, 'sort kex', 4);
  expect(changes(db)).toEqual([]);
});

it('does not list what the same model reads, nor what a person has confirmed', () => {
  const { db } = temporaryLibrary();
  const photo = addPhoto(db, 'board.jpg', pageOf('sort key'));
  storeReading(db, photo, pageOf('sort kay'), '2026-02-01T00:00:00.000Z');
  expect(changes(db)).toEqual([]);
  readAs(db, photo, 'sort kex', 1);
  expect(changes(db)).toEqual(['kay > kex']);
  const labels = labelsOf(db);
  const { words } = labels.calls.getLabels({ photo });
  const put = words.map(({ id, quad, text }) => putWord(id, { quad, text, confirmed: true }));
  edit(labels, photo, action('confirm', { put }));
  expect(changes(db)).toEqual([]);
});

it('goes back to the earlier text as a correction, which undo takes back', () => {
  const { db } = temporaryLibrary();
  const photo = photoReadAs(db, 'sort key', 'sort kay');
  const labels = labelsOf(db);
  const [changed] = labels.calls.changedWords({ limit: 1 }).words;
  labels.calls.restoreEarlierReadings({ words: changed === undefined ? [] : [changed.word.id] });
  const { words, revision } = labels.calls.getLabels({ photo });
  expect(words[1]).toMatchObject({ text: 'key', source: 'human', confidence: 1 });
  expect(changes(db)).toEqual([]);
  labels.calls.undoLabels({ photo, revision });
  expect(changes(db)).toEqual(['key > kay']);
});

it('accepts some words, and puts one acceptance back on the list', () => {
  const { db } = temporaryLibrary();
  photoReadAs(db, 'sort key step', 'sart kay stop');
  const labels = labelsOf(db);
  const [first] = labels.calls.changedWords({ limit: 1 }).words;
  const { accepted, at } = labels.calls.acceptChangedWords({
    words: first === undefined ? [] : [first.word.id],
  });
  expect(accepted).toBe(1);
  expect(changes(db)).toEqual(['key > kay', 'step > stop']);
  labels.calls.reopenChangedWords({ at });
  expect(changes(db)).toEqual(['sort > sart', 'key > kay', 'step > stop']);
});

it('lists words that are probably no words, and marks them as not text with one edit for each photo', () => {
  const { db } = temporaryLibrary();
  const read = (confidence: number, text: string, place: number) =>
    readWord([[text, confidence]], [place * 100, 0, 90, 40]);
  const words = [read(0.03, 'maison', 0), read(0.3, 'a', 1), read(0.3, 'sorted', 2), read(0.95, 'key', 3)];
  const [first, second] = ['a.jpg', 'b.jpg'].map((name) => addPhoto(db, name, reading(words)));
  const labels = labelsOf(db);
  const unlikely = labels.calls.unlikelyWords({ limit: 10 }).words;
  expect(unlikely.map(({ text }) => text)).toEqual(['maison', 'maison', 'a', 'a']);

  const edits = labels.calls.judgeBoxes({ words: unlikely.map(({ id }) => id), areText: false });
  expect(edits.map(({ photo }) => photo)).toEqual([first, second]);
  expect(labels.calls.unlikelyWords({ limit: 10 })).toEqual({ words: [], leftOut: [] });
  for (const { photo } of edits) {
    expect(labels.calls.getLabels({ photo }).words.map(({ mark }) => mark)).toEqual([
      'not-text',
      'not-text',
      'text',
      'text',
    ]);
  }
  for (const edit of edits) labels.calls.undoLabels(edit);
  expect(labels.calls.unlikelyWords({ limit: 10 }).words).toHaveLength(4);
});

it('gives unconfirmed words one text, with one edit for each photo that can be undone', () => {
  const { db } = temporaryLibrary();
  const photos = ['a.jpg', 'b.jpg'].map((name) => addPhoto(db, name, pageOf('dement cement')));
  const labels = labelsOf(db);
  const wordsOf = (photo: PhotoId) => labels.calls.getLabels({ photo }).words;
  const ids = photos.flatMap((photo) => wordsOf(photo).map(({ id }) => id));
  labels.calls.confirmWords({ words: ids.slice(0, 1), text: 'cement' });

  // What a person has confirmed since is left as it is.
  const done = labels.calls.confirmWords({ words: ids, text: 'element' });
  expect(done.confirmed).toBe(3);
  expect(done.edits.map(({ photo }) => photo)).toEqual(photos);
  const texts = () => photos.map((photo) => wordsOf(photo).map(({ text, source }) => `${text} ${source}`));
  expect(texts()).toEqual([
    ['cement human', 'element human'],
    ['element human', 'element human'],
  ]);
  for (const edit of done.edits) labels.calls.undoLabels(edit);
  expect(texts()).toEqual([
    ['cement human', 'cement model'],
    ['dement model', 'cement model'],
  ]);
});

it('lists boxes that a reading left out of the text, which stay in place and become words when a person says so', () => {
  const { db } = temporaryLibrary();
  const read = (text: string, place: number) => readWord([[text, 0.9]], [place * 100, 0, 90, 40]);
  const page = {
    ...reading([read('binary', 0), read('tree', 2)]),
    notText: [{ ...read('O', 1), before: 1 }],
  };
  const photo = addPhoto(db, 'a.jpg', page);
  const labels = labelsOf(db);
  const texts = () => labels.calls.getLabels({ photo }).words.map(({ text, mark }) => `${text} ${mark}`);
  expect(texts()).toEqual(['binary text', 'O not-text', 'tree text']);
  expect(search(db, { query: 'O', offset: 0, limit: 10 }).total).toBe(0);
  const { leftOut } = labels.calls.unlikelyWords({ limit: 10 });
  expect(leftOut.map(({ text }) => text)).toEqual(['O']);
  expect(explain(db, leftOutWordsQuery(10))).toContain('INDEX word_left_out');

  labels.calls.judgeBoxes({ words: leftOut.map(({ id }) => id), areText: true });
  expect(texts()).toEqual(['binary text', 'O text', 'tree text']);
  expect(search(db, { query: 'O', offset: 0, limit: 10 }).total).toBe(1);
  // A person's word outlasts the next reading.
  storeReading(db, photo, page, '2026-11-25T12:00:00.000Z');
  expect(texts()).toEqual(['binary text', 'O text', 'tree text']);
  expect(labels.calls.unlikelyWords({ limit: 10 }).leftOut).toEqual([]);
});

it('says that boxes hold text without confirming what is read there: they come first, are read again, and undo takes it back', () => {
  const { db } = temporaryLibrary();
  const hard = Array.from({ length: 5 }, (_, place) => readWord([['as', 0.02]], [place * 100, 0, 90, 40]));
  const sure = readWord([['searching', 0.4]], [600, 0, 90, 40]);
  const page = {
    ...reading([...hard, sure]),
    notText: [{ ...readWord([['O', 0.9]], [700, 0, 90, 40]), before: 6 }],
  };
  const photo = addPhoto(db, 'a.jpg', page);
  addPhoto(db, 'b.jpg', reading([sure]));
  const labels = labelsOf(db);
  const stored = () =>
    labels.calls.getLabels({ photo }).words.map(({ text, mark, source }) => `${text} ${mark} ${source}`);
  const before = stored();
  const { words, leftOut } = labels.calls.unlikelyWords({ limit: 10 });
  const boxes = [...words, ...leftOut].map(({ id }) => id);
  expect(boxes).toHaveLength(6);
  const edits = labels.calls.judgeBoxes({ words: boxes, areText: true });

  const open = [...Array<string>(5).fill('as text model'), 'searching text model', 'O text model'];
  expect(stored()).toEqual(open);
  expect(labels.calls.unlikelyWords({ limit: 10 })).toEqual({ words: [], leftOut: [] });
  const queue = labels.calls.labelQueue({ offset: 0, limit: 100, photo: null });
  expect(queue.words).toHaveLength(8);
  expect(new Set(queue.words.slice(0, 6).map(({ id }) => id))).toEqual(new Set(boxes));
  expect(explain(db, personsWordsQuery(10))).toContain('INDEX word_by_worth');

  // A reading that leaves them out again does not take them away, and gives them what it reads there.
  const again = boxes.slice(0, 1).flatMap((id) => {
    const word = labels.calls.getLabels({ photo }).words.find((each) => each.id === id);
    const alternatives = [{ text: 'usus', confidence: 0.3 }];
    return word === undefined ? [] : [{ id, quad: word.quad, alternatives, lattice: null }];
  });
  const empty = { ...reading([sure]), notText: page.notText };
  const undone = labels.calls.undoEdits({ edits });
  expect(stored()).toEqual(before);
  labels.calls.redoLabels(undone[0] ?? { photo, revision: 0 });
  storeReading(db, photo, empty, '2026-11-25T12:00:00.000Z', again);
  expect(stored().sort()).toEqual([...open.slice(1), 'usus text model'].sort());
});

it('the Undo of what was stored last, and then of what was stored before it on the same photo', async () => {
  const { db } = temporaryLibrary();
  const photo = addPhoto(db, 'a.jpg', pageOf('one two three'));
  const labels = labelsOf(db);
  const toasts = createToastsStore();
  const host = {
    undoEdits: (args: CallArgs<'undoEdits'>) => Promise.resolve().then(() => labels.calls.undoEdits(args)),
  };
  const say = createSayStored({ host, toasts, onChange: () => undefined });
  const words = labels.calls.getLabels({ photo }).words.map(({ id }) => id);
  for (const [index, text] of ['first', 'second', 'third'].entries()) {
    const { edits } = labels.calls.confirmWords({ words: words.slice(index, index + 1), text });
    say(`Confirmed ${text}.`, edits);
  }
  const texts = () => labels.calls.getLabels({ photo }).words.map(({ text }) => text);
  expect(texts()).toEqual(['first', 'second', 'third']);
  for (const left of [
    ['first', 'second', 'three'],
    ['first', 'two', 'three'],
    ['one', 'two', 'three'],
  ]) {
    expect(toasts.getState().undo()).toBe(true);
    await expect.poll(texts).toEqual(left);
    await expect.poll(() => toasts.getState().toasts.at(-1)?.message).toMatch(/^Undone: Confirmed/u);
  }
  expect(toasts.getState().undo()).toBe(false);
});

import { describe, expect, it } from 'vitest';
import { storeReading } from '../../../main/reading/storeReading.ts';
import { search } from '../../../main/search/service.ts';
import { openLibrary } from '../../../main/store/library/open.ts';
import type { WritableDatabase } from '../../../main/store/database.ts';
import { requirePhoto } from '../../../main/store/photos/photos.ts';
import type { Labels } from '../../../main/labels/service.ts';
import type { EventName } from '../../../shared/contract/contract.ts';
import { quadOfBox } from '../../../shared/geometry.ts';
import type { LabelAction, LabelsChanged } from '../../../shared/contract/label.ts';
import type { PhotoId } from '../../../shared/contract/photo.ts';
import type { WordId } from '../../../shared/contract/word.ts';
import { action, labelsOf, newWord, putWord } from '../../support/labels.ts';
import { addPhoto, pageOf, temporaryFolder, temporaryLibrary } from '../../support/library.ts';

const now = '2026-01-02T00:00:00.000Z';

interface Editing {
  readonly db: WritableDatabase;
  readonly photo: PhotoId;
  readonly labels: Labels;
  readonly events: EventName[];
  /** Does something as a window would that has just looked. */
  readonly act: (what: LabelAction) => LabelsChanged;
  readonly undo: () => LabelsChanged;
  readonly redo: () => LabelsChanged;
  readonly idOf: (text: string) => WordId;
  readonly lines: () => string[];
}

function editing(...lines: string[]): Editing {
  const { db } = temporaryLibrary();
  const photo = addPhoto(db, 'one.jpg', pageOf(...lines));
  const events: EventName[] = [];
  const labels = labelsOf(db, { announce: (name) => events.push(name) });
  const known = (): { photo: PhotoId; revision: number } => ({
    photo,
    revision: labels.calls.getLabels({ photo }).revision,
  });
  return {
    db,
    photo,
    labels,
    events,
    act: (what) => labels.calls.editLabels({ ...known(), action: what }),
    undo: () => labels.calls.undoLabels(known()),
    redo: () => labels.calls.redoLabels(known()),
    idOf(text) {
      const word = labels.calls.getLabels({ photo }).words.find((found) => found.text === text);
      if (word === undefined) throw new Error(`There is no word "${text}".`);
      return word.id;
    },
    lines() {
      const { words } = labels.calls.getLabels({ photo });
      return [...Map.groupBy(words, ({ line }) => line).values()].map((line) =>
        line.map(({ text }) => text).join(' '),
      );
    },
  };
}

function box(x: number, y: number): ReturnType<typeof quadOfBox> {
  return quadOfBox([x, y, 90, 40]);
}

describe('a word that a person corrects', () => {
  it('is found by its new text at once, with certainty, and no longer by what a model read', () => {
    const { db, act, idOf } = editing('the wrng word');
    const id = idOf('wrng');
    const { put } = act(
      action('text', { put: [putWord(id, { quad: box(100, 0), text: '  wrong ', confirmed: true })] }),
    );
    expect(put).toMatchObject([
      { id, text: 'wrong', source: 'human', confidence: 1, madeBy: { kind: 'person' }, boxSource: 'model' },
    ]);
    expect(search(db, { query: 'wrong ', offset: 0, limit: 9 }).results[0]?.hits).toMatchObject([
      { word: id, probability: 1 },
    ]);
    expect(search(db, { query: '"wrng"', offset: 0, limit: 9 }).total).toBe(0);
    expect(search(db, { query: '"the wrong word"', offset: 0, limit: 9 }).total).toBe(1);
  });

  it('keeps the model as its maker when it is only confirmed', () => {
    const { act, idOf } = editing('right');
    const { put } = act(
      action('confirm', {
        put: [putWord(idOf('right'), { quad: box(0, 0), text: 'right', confirmed: true })],
      }),
    );
    expect(put).toMatchObject([
      { source: 'human', boxSource: 'model', madeBy: { kind: 'model', sha256: 'e'.repeat(64) } },
    ]);
  });

  it('is kept in NFC, whatever the script', () => {
    const { act, idOf } = editing('ete');
    const { put } = act(
      action('text', {
        put: [putWord(idOf('ete'), { quad: box(0, 0), text: 'e\u0301te\u0301', confirmed: true })],
      }),
    );
    expect(put[0]?.text).toBe('\u00e9t\u00e9');
  });

  it('makes the photo one in work, tells the windows, and leaves done to the person', () => {
    const { photo, labels, events, act, idOf } = editing('right');
    expect(labels.calls.getLabels({ photo }).photo).toMatchObject({ progress: 'read', revision: 1 });
    const confirmed = putWord(idOf('right'), { quad: box(0, 0), text: 'right', confirmed: true });
    act(action('confirm', { put: [confirmed] }));
    expect(events).toEqual(['labelsChanged']);
    expect(labels.calls.getLabels({ photo }).photo).toMatchObject({ progress: 'in-work', revision: 2 });
    expect(labels.calls.setProgress({ photo, progress: 'done' }).progress).toBe('done');
    act(action('text', { put: [{ ...confirmed, text: 'left' }] }));
    expect(labels.calls.getLabels({ photo }).photo.progress).toBe('done');
  });
});

describe('marked words', () => {
  it('are not in the index, and one that is no text is no word of the photo', () => {
    const { db, photo, labels, act, undo, idOf } = editing('some scribble here');
    const id = idOf('scribble');
    const put = putWord(id, { quad: box(100, 0), text: 'scribble' });
    act(action('mark', { put: [{ ...put, mark: 'illegible' }] }));
    expect(search(db, { query: 'scribble ', offset: 0, limit: 9 }).total).toBe(0);
    expect(labels.calls.getLabels({ photo }).photo.wordCount).toBe(3);
    act(action('mark', { put: [{ ...put, mark: 'not-text' }] }));
    expect(labels.calls.getLabels({ photo }).photo.wordCount).toBe(2);
    expect(search(db, { query: '"some here"', offset: 0, limit: 9 }).total).toBe(1);
    undo();
    undo();
    expect(search(db, { query: '"some scribble here"', offset: 0, limit: 9 }).total).toBe(1);
    expect(labels.calls.getLabels({ photo }).photo.wordCount).toBe(3);
  });

  it('stay marked when the photo is read again', () => {
    const { db, photo, labels, act, idOf } = editing('some scribble here');
    act(
      action('mark', {
        put: [putWord(idOf('scribble'), { quad: box(100, 0), text: 'scribble', mark: 'not-text' })],
      }),
    );
    storeReading(db, photo, pageOf('some scribble here'), now);
    expect(labels.calls.getLabels({ photo }).words.map(({ mark }) => mark)).toEqual([
      'text',
      'not-text',
      'text',
    ]);
  });
});

describe('new words', () => {
  it('are placed by their position in the nearest line, or on a line of their own', () => {
    const { labels, act, lines } = editing('one three', 'five six');
    const drawn = newWord(labels, { quad: quadOfBox([92, 0, 6, 40]), text: 'two', confirmed: true });
    const { order, put } = act(action('draw', { put: [drawn] }));
    expect(put.map(({ id }) => id)).toEqual([drawn.word]);
    expect(order.flat()).toHaveLength(5);
    expect(lines()).toEqual(['one two three', 'five six']);
    act(action('draw', { put: [newWord(labels, { quad: box(0, 300), text: 'last', confirmed: true })] }));
    expect(lines()).toEqual(['one two three', 'five six', 'last']);
  });

  it('take the place that an order gives them', () => {
    const { photo, labels, act, lines, idOf } = editing('one two');
    const made = newWord(labels, { quad: box(0, 0), text: 'zero', confirmed: true });
    act(action('paste', { put: [made], order: [[idOf('two')], [made.word, idOf('one')]] }));
    expect(lines()).toEqual(['two', 'zero one']);
    expect(labels.calls.getLabels({ photo }).words.map(({ position }) => position)).toEqual([0, 1, 2]);
  });
});

describe('deleted words', () => {
  it('stay away when the photo is read again, and come back under the same id', () => {
    const { db, photo, act, undo, redo, lines, idOf } = editing('keep stain keep');
    const id = idOf('stain');
    expect(act(action('delete', { remove: [id] })).removed).toEqual([id]);
    storeReading(db, photo, pageOf('keep stain keep'), now);
    expect(lines()).toEqual(['keep keep']);
    expect(undo()).toMatchObject({ put: [{ id, text: 'stain' }], removed: [], redo: 'delete' });
    storeReading(db, photo, pageOf('keep stain keep', 'new'), now);
    expect(lines()).toEqual(['keep stain keep', 'new']);
    expect(idOf('stain')).toBe(id);
    expect(undo()).toMatchObject({ redo: 'read' });
    redo();
    expect(lines()).toEqual(['keep stain keep', 'new']);
  });

  it('leave no gap for good where a person had drawn them', () => {
    const { db, photo, labels, act, lines } = editing('one');
    const { put } = act(action('draw', { put: [newWord(labels, { quad: box(0, 300) })] }));
    act(action('delete', { remove: put.map(({ id }) => id) }));
    storeReading(db, photo, pageOf('one', '', '', '', '', '', 'six'), now);
    expect(lines().at(-1)).toBe('six');
  });
});

describe('the history of a photo', () => {
  it('makes a photo only read again when its last confirmed word is undone', () => {
    const { db, photo, act, undo, redo, idOf } = editing('one two');
    const progress = () => requirePhoto(db, photo).progress;
    for (const text of ['one', 'two']) {
      act(action('confirm', { put: [putWord(idOf(text), { text, confirmed: true })] }));
    }
    undo();
    expect(progress()).toBe('in-work');
    undo();
    expect(progress()).toBe('read');
    redo();
    expect(progress()).toBe('in-work');
  });

  it('goes back and forth, and forgets what was undone once something else is done', () => {
    const { act, undo, redo, lines, idOf } = editing('one two');
    act(action('delete', { remove: [idOf('one')] }));
    act(action('delete', { remove: [idOf('two')] }));
    expect(lines()).toEqual([]);
    undo();
    expect(undo()).toMatchObject({ undo: null, redo: 'delete' });
    expect(redo()).toMatchObject({ undo: 'delete', redo: 'delete' });
    const moved = action('move', {
      put: [putWord(idOf('two'), { quad: box(120, 3), text: 'two', confirmed: false })],
    });
    expect(act(moved)).toMatchObject({ undo: 'move', redo: null });
    expect(() => redo()).toThrow(expect.objectContaining({ code: 'not-found' }));
    undo();
    undo();
    expect(lines()).toEqual(['one two']);
  });

  it('is there after the library was closed', () => {
    const folder = temporaryFolder();
    const first = openLibrary(folder);
    const photo = addPhoto(first, 'one.jpg', pageOf('one two'));
    const [word] = labelsOf(first).calls.getLabels({ photo }).words;
    if (word === undefined) throw new Error('The photo has no word.');
    labelsOf(first).calls.editLabels({ photo, revision: 1, action: action('delete', { remove: [word.id] }) });
    first.close();
    const second = openLibrary(folder);
    const labels = labelsOf(second);
    expect(labels.calls.getLabels({ photo })).toMatchObject({ undo: 'delete', redo: null, revision: 2 });
    expect(labels.calls.undoLabels({ photo, revision: 2 }).put).toMatchObject([{ id: word.id, text: 'one' }]);
    second.close();
  });
});

describe('an edit that knows an older state', () => {
  it('is taken when nobody touched its words since', () => {
    const { photo, labels, act, idOf } = editing('one two');
    const [one, two] = [idOf('one'), idOf('two')];
    act(action('text', { put: [putWord(one, { quad: box(0, 0), text: 'uno', confirmed: true })] }));
    const edit = action('text', { put: [putWord(two, { quad: box(100, 0), text: 'due', confirmed: true })] });
    expect(labels.calls.editLabels({ photo, revision: 1, action: edit })).toMatchObject({ revision: 3 });
  });

  const conflict = expect.objectContaining({ code: 'conflict' }) as Error;
  it('is refused, and nothing done, when its words have changed or gone, or when it orders all', () => {
    const { photo, labels, act, undo, lines, idOf } = editing('one two three');
    const [one, two, three] = [idOf('one'), idOf('two'), idOf('three')];
    const put = putWord(one, { quad: box(0, 0), text: 'uno', confirmed: true });
    act(action('text', { put: [put] }));
    act(action('delete', { remove: [two] }));
    const stale = (what: LabelAction) => () => labels.calls.editLabels({ photo, revision: 1, action: what });
    expect(stale(action('text', { put: [{ ...put, text: 'ein' }] }))).toThrow(conflict);
    expect(stale(action('delete', { remove: [two] }))).toThrow(conflict);
    expect(stale(action('order', { order: [[three, one]] }))).toThrow(conflict);
    expect(() => labels.calls.undoLabels({ photo, revision: 1 })).toThrow(conflict);
    expect(labels.calls.getLabels({ photo }).revision).toBe(3);
    expect(lines()).toEqual(['uno three']);
    undo();
    expect(lines()).toEqual(['uno two three']);
  });
});

const endless = [
  [0, 0],
  [1e308, 0],
  [1e308, 9],
  [0, 9],
] as const;

it('reading a box without end again is rejected before the reader crops it', async () => {
  const { labels, photo } = editing('one two');
  const reading = labels.calls.readWordsAgain({ photo, words: [], quads: [endless] });
  await expect(reading).rejects.toMatchObject({ code: 'bad-arguments' });
});

it('confirms and moves a word that has a line break from elsewhere', () => {
  const { db, act, lines } = editing('one two');
  db.exec("UPDATE word SET text = 'a' || char(10) || 'b' WHERE id = 1");
  act(action('move', { put: [putWord(1, { text: 'a\nb', confirmed: true })] }));
  expect(lines().join(' ')).toContain('a\nb');
});

describe('an action that contradicts itself', () => {
  const good = putWord(1, { text: 'one' });
  it.each<[string, Partial<LabelAction>, string]>([
    ['does nothing', {}, 'changes nothing'],
    ['names a word twice', { put: [good], remove: [good.word] }, 'twice'],
    ['confirms an empty text', { put: [{ ...good, text: ' ', confirmed: true }] }, 'needs a text'],
    [
      'has a character that no one writes',
      { put: [{ ...good, text: 'a\u0002b' }] },
      'control character U+0002',
    ],
    ['breaks a line within a word', { put: [{ ...good, text: 'a\nb' }] }, 'a line break or a tab'],
    ['has a box without end', { put: [{ ...good, quad: endless }] }, 'more than 200,000 pixels is too large'],
    ['has an empty box', { put: [{ ...good, quad: quadOfBox([5, 5, 0, 9]) }] }, 'too small'],
    ['leaves words out of its order', { order: [[good.word]] }, 'must contain each'],
    ['orders a word that it does not create', { order: [[putWord(333).word]] }, 'does not create'],
  ])('is rejected when it %s', (_what, changes, message) => {
    const { act, lines } = editing('one two');
    expect(() => act(action('text', changes))).toThrow(
      expect.objectContaining({
        code: 'bad-arguments',
        message: expect.stringContaining(message) as string,
      }),
    );
    expect(lines()).toEqual(['one two']);
  });
});

import { explain } from '../../support/explain.ts';
import { describe, expect, it } from 'vitest';
import { leastSureWordsQuery, usefulWordsQuery } from '../../../main/store/words/corrections.ts';
import type { WritableDatabase } from '../../../main/store/database.ts';
import type { PhotoId } from '../../../shared/contract/photo.ts';
import type { Word } from '../../../shared/contract/word.ts';
import { action, edit, labelsOf, putWord, typeOver } from '../../support/labels.ts';
import { addPhoto, readWord, reading, temporaryLibrary } from '../../support/library.ts';

type Readings = readonly (readonly [string, number])[];

/** A photo with one word for each list of readings. */
function addWords(db: WritableDatabase, name: string, ...words: readonly Readings[]): PhotoId {
  return addPhoto(
    db,
    name,
    reading(words.map((readings, index) => readWord(readings, [index * 100, 0, 90, 40]))),
  );
}

function confirm(db: WritableDatabase, word: Word, text: string): void {
  typeOver(labelsOf(db), word.photo, text, word);
}

function queue(db: WritableDatabase, photo: PhotoId | null = null): string[] {
  return labelsOf(db)
    .calls.labelQueue({ offset: 0, limit: 100, photo })
    .words.map(({ text }) => text);
}

function wordsOf(db: WritableDatabase, photo: PhotoId): Word[] {
  return labelsOf(db).calls.getLabels({ photo }).words;
}

describe('the doubt queue', () => {
  it('puts first what was read least surely, or hardly before the next reading', () => {
    const { db } = temporaryLibrary();
    const photo = addWords(
      db,
      'one.jpg',
      [['aaa', 0.99]],
      [
        ['bbb', 0.4],
        ['bbd', 0.38],
      ],
      [['ccc', 0.45]],
    );
    expect(queue(db, photo)).toEqual(['bbb', 'ccc', 'aaa']);
  });

  it('puts words before what is probably a drawing, and long words before short ones', () => {
    const { db } = temporaryLibrary();
    addWords(db, 'one.jpg', [['maison', 0.01]], [['key', 0.4]], [['searching', 0.4]], [['a', 0.3]]);
    expect(queue(db)).toEqual(['searching', 'key', 'maison', 'a']);
  });

  it('puts rare letters before those that are confirmed often', () => {
    const { db } = temporaryLibrary();
    const photo = addWords(db, 'one.jpg', [['eee', 0.5]], [['zzz', 0.5]], [['eee', 0.9]], [['eee', 0.95]]);
    expect(queue(db)).toEqual(['eee', 'zzz', 'eee', 'eee']);
    for (const word of wordsOf(db, photo).slice(2)) confirm(db, word, word.text);
    expect(queue(db)).toEqual(['zzz', 'eee']);
  });

  it('takes three words of a photo before those of the next, and leaves out what a person has dealt with', () => {
    const { db } = temporaryLibrary();
    const bad: Readings[] = Array.from({ length: 5 }, (_, index) => [[`bad${index}`, 0.1]]);
    const photo = addWords(db, 'bad.jpg', ...bad);
    addWords(db, 'good.jpg', [['good', 0.9]]);
    expect(queue(db)).toEqual(['bad0', 'bad1', 'bad2', 'good', 'bad3', 'bad4']);
    const [first, second] = wordsOf(db, photo);
    if (first === undefined || second === undefined) throw new Error('The photo has no words.');
    confirm(db, first, 'fine');
    const labels = labelsOf(db);
    const illegible = putWord(second.id, { quad: second.quad, mark: 'illegible' });
    edit(labels, photo, action('mark', { put: [illegible] }));
    expect(queue(db)).toEqual(['bad2', 'bad3', 'bad4', 'good']);
    expect(labels.calls.labelQueue({ offset: 1, limit: 2, photo: null })).toMatchObject({
      total: 4,
      words: [{ text: 'bad3' }, { text: 'bad4' }],
      // What is marked illegible has no text that was right or wrong.
      today: { confirmed: 1, corrected: 1 },
    });
  });

  it('goes by the indices of worth and of low confidence', () => {
    const { db } = temporaryLibrary();
    expect(explain(db, usefulWordsQuery(3, 10))).toMatch(
      /SEARCH own USING (?:COVERING )?INDEX word_by_worth/u,
    );
    expect(explain(db, leastSureWordsQuery(10))).toMatch(/USING (?:COVERING )?INDEX word_by_confidence/u);
    expect(explain(db, leastSureWordsQuery(10))).not.toContain('TEMP B-TREE');
  });
});

describe('look-alikes of a confirmed word', () => {
  it('are unconfirmed words read as it, taken for what it was taken for, or for something near', () => {
    const { db } = temporaryLibrary();
    const photo = addWords(
      db,
      'one.jpg',
      [
        ['kitchen', 0.6],
        ['kitten', 0.3],
      ],
      [['kitten', 0.8]],
      [
        ['kitchen', 0.7],
        ['kitsch', 0.2],
      ],
      [['kiffen', 0.5]],
      [['agenda', 0.9]],
      [['kitten', 0.9]],
    );
    const words = wordsOf(db, photo);
    const [first] = words;
    const last = words.at(-1);
    if (first === undefined || last === undefined) throw new Error('The photo has no words.');
    confirm(db, first, 'kitten');
    confirm(db, last, 'kitten');
    const found = labelsOf(db).calls.lookAlikes({ word: first.id, limit: 10 });
    expect(found.map(({ word }) => word.text)).toEqual(['kitten', 'kitchen', 'kiffen']);
    expect(found.map(({ likeness }) => likeness)).toEqual(
      found.map(({ likeness }) => likeness).toSorted((a, b) => b - a),
    );
    expect(labelsOf(db).calls.lookAlikes({ word: first.id, limit: 1 })).toHaveLength(1);
  });

  it('are sure where they are read as just this text, and left out where they are surely another one', () => {
    const { db } = temporaryLibrary();
    const photo = addWords(
      db,
      'one.jpg',
      [['list', 0.5]],
      [['List', 0.99]],
      [
        ['List', 0.55],
        ['list', 0.4],
      ],
      [['list.', 0.97]],
      [['list', 0.8]],
      [['list', 0.99]],
      [
        ['lists', 0.85],
        ['list', 0.1],
      ],
      [['arr[i]', 0.98]],
      [['list', 0.96]],
    );
    const [first] = wordsOf(db, photo);
    if (first === undefined) throw new Error('The photo has no words.');
    confirm(db, first, 'list');
    const found = labelsOf(db).calls.lookAlikes({ word: first.id, limit: 20 });
    expect(found.filter(({ isSure }) => isSure).map(({ word }) => word.confidence)).toEqual([0.99, 0.96]);
    // The sure ones come first.
    expect(found.map(({ isSure }) => isSure)).toEqual(found.map((_, place) => place < 2));
    expect(new Set(found.slice(2).map(({ word }) => `${word.text} ${word.confidence}`))).toEqual(
      new Set(['List 0.55', 'list 0.8', 'lists 0.85']),
    );
  });

  it('of a token with several terms share one of them, and are sure only where they are all of it', () => {
    const { db } = temporaryLibrary();
    const photo = addWords(
      db,
      'one.jpg',
      [['arr[i]', 0.6]],
      [['arr[j]', 0.95]],
      [['i', 0.99]],
      [['arr[j]', 0.7]],
      [['arr[i]', 0.97]],
    );
    const [first] = wordsOf(db, photo);
    if (first === undefined) throw new Error('The photo has no words.');
    confirm(db, first, 'arr[i]');
    const found = labelsOf(db).calls.lookAlikes({ word: first.id, limit: 20 });
    expect(found.map(({ word, isSure }) => [word.text, word.confidence, isSure])).toEqual([
      ['arr[i]', 0.97, true],
      ['arr[j]', 0.7, false],
    ]);
  });

  it('are those that nobody has confirmed, however many others are likelier', () => {
    const { db } = temporaryLibrary();
    const photo = addWords(db, 'one.jpg', ...Array.from({ length: 8 }, () => [['cat', 0.8] as const]));
    const labels = labelsOf(db);
    const [first, ...others] = wordsOf(db, photo);
    if (first === undefined) throw new Error('The photo has no words.');
    const put = others.slice(1).map(({ id, quad }) => putWord(id, { quad, text: 'cat', confirmed: true }));
    edit(labels, photo, action('confirm', { put }));
    const found = labels.calls.lookAlikes({ word: first.id, limit: 5 });
    expect(found.map(({ word }) => word.id)).toEqual(others.slice(0, 1).map(({ id }) => id));
  });
});

import { describe, expect, it } from 'vitest';
import { quadOfBox } from '../../../shared/geometry.ts';
import type { PhotoId } from '../../../shared/contract/photo.ts';
import { storeReading } from '../../../main/reading/storeReading.ts';
import { search } from '../../../main/search/service.ts';
import type { WritableDatabase } from '../../../main/store/database.ts';
import { replacePhotoLanguage } from '../../../main/store/photos/photoLanguages.ts';
import { findPhoto } from '../../../main/store/photos/photos.ts';
import { listWords } from '../../../main/store/words/words.ts';
import { action, edit, labelsOf, newWord } from '../../support/labels.ts';
import { addPhoto, pageOf, readWord, reading, temporaryLibrary } from '../../support/library.ts';

const now = '2026-01-02T00:00:00.000Z';

describe('storing a reading', () => {
  it('keeps words in reading order with every alternative', () => {
    const { db } = temporaryLibrary();
    const photo = addPhoto(
      db,
      'one.jpg',
      reading([
        readWord(
          [
            ['cat', 0.8],
            ['cot', 0.1],
          ],
          [0, 0, 10, 10],
        ),
        readWord([['dog', 0.9]], [20, 0, 10, 10]),
      ]),
    );
    expect(listWords(db, photo).map(({ text, position }) => [text, position])).toEqual([
      ['cat', 0],
      ['dog', 1],
    ]);
    expect(listWords(db, photo)[0]?.alternatives).toEqual([
      { text: 'cat', confidence: 0.8 },
      { text: 'cot', confidence: 0.1 },
    ]);
    expect(findPhoto(db, photo)).toMatchObject({ status: 'read', wordCount: 2, error: null });
  });

  it('takes the place of the reading before it, in the index too', () => {
    const { db } = temporaryLibrary();
    const photo = addPhoto(db, 'one.jpg', pageOf('before'));
    storeReading(db, photo, pageOf('after'), now);
    expect(total(db, 'before ')).toBe(0);
    expect(total(db, '"before"')).toBe(0);
    expect(total(db, '"after"')).toBe(1);
  });

  it('keeps the languages that it found, but not those of a reading in a language that a person chose', () => {
    const { db } = temporaryLibrary();
    const german = { english: 0.1, french: 0.1, german: 0.8 };
    const photo = addPhoto(db, 'one.jpg', { ...pageOf('Brücke'), languages: german });
    expect(findPhoto(db, photo)).toMatchObject({ language: null, languages: german });
    replacePhotoLanguage(db, photo, 'english');
    storeReading(
      db,
      photo,
      { ...pageOf('Bridge'), languages: { english: 0.9, french: 0.05, german: 0.05 } },
      now,
    );
    expect(findPhoto(db, photo)).toMatchObject({ language: 'english', languages: german });
    replacePhotoLanguage(db, photo, null);
    storeReading(db, photo, reading([]), now);
    expect(findPhoto(db, photo)).toMatchObject({ language: null, languages: null });
  });

  it('takes a photo without a word for read', () => {
    const { db } = temporaryLibrary();
    const photo = addPhoto(db, 'blank.jpg', reading([]));
    expect(findPhoto(db, photo)).toMatchObject({ status: 'read', wordCount: 0 });
  });
});

describe('reading again', () => {
  function withHumanWord(): { db: WritableDatabase; photo: PhotoId } {
    const { db } = temporaryLibrary();
    const photo = addPhoto(db, 'one.jpg', pageOf('first wrong last'));
    const labels = labelsOf(db);
    const word = newWord(labels, { text: 'right', quad: quadOfBox([95, 0, 90, 40]), confirmed: true });
    edit(labels, photo, action('draw', { put: [word] }));
    return { db, photo };
  }

  it('keeps a word that a person made, in its place, and drops what a model read there', () => {
    const { db, photo } = withHumanWord();
    storeReading(db, photo, pageOf('first wrong last'), now);
    expect(listWords(db, photo).map(({ text, source }) => [text, source])).toEqual([
      ['first', 'model'],
      ['right', 'human'],
      ['last', 'model'],
    ]);
    expect(total(db, '"first right last"')).toBe(1);
    expect(total(db, 'wrong ')).toBe(0);
    expect(findPhoto(db, photo)?.wordCount).toBe(3);
  });

  it('changes neither its text nor its box', () => {
    const { db, photo } = withHumanWord();
    const before = listWords(db, photo).find(({ source }) => source === 'human');
    storeReading(db, photo, pageOf('other words entirely', 'and more'), now);
    const after = listWords(db, photo).find(({ source }) => source === 'human');
    expect(after).toEqual({ ...before, position: after?.position, line: after?.line });
  });

  it('puts a word that no model sees behind the nearest line', () => {
    const { db, photo } = withHumanWord();
    const far = [readWord([['top', 1]], [0, 0, 20, 40], 0), readWord([['low', 1]], [0, 300, 20, 40], 1)];
    storeReading(db, photo, reading(far), now);
    expect(listWords(db, photo).map(({ text }) => text)).toEqual(['top', 'right', 'low']);
  });

  it('keeps it when the model finds nothing at all', () => {
    const { db, photo } = withHumanWord();
    storeReading(db, photo, reading([]), now);
    expect(listWords(db, photo).map(({ text }) => text)).toEqual(['right']);
    expect(total(db, 'right ')).toBe(1);
  });
});

function total(db: WritableDatabase, query: string): number {
  return search(db, { query, offset: 0, limit: 10 }).total;
}

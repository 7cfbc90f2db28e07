import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { sql, sqlList, transaction, type ReadableDatabase } from '../../../main/store/database.ts';
import { closeSet, insertSet } from '../../../main/store/datasets/datasetSets.ts';
import { insertDataset, listDatasets } from '../../../main/store/datasets/datasets.ts';
import { countPhotos } from '../../../main/store/photos/photos.ts';
import { findSetting, replaceSetting } from '../../../main/store/library/settings.ts';
import { listStoredWords, listWords } from '../../../main/store/words/words.ts';
import { addPhoto, pageOf, temporaryLibrary } from '../../support/library.ts';

describe('sql', () => {
  it('binds every value and joins the pieces of a statement', () => {
    const where = sql`WHERE name = ${"'; DROP TABLE photo; --"}`;
    expect(sql`SELECT * FROM setting ${where} LIMIT ${1}`).toEqual({
      text: 'SELECT * FROM setting WHERE name = ? LIMIT ?',
      values: ["'; DROP TABLE photo; --", 1],
    });
  });

  it('keeps hostile text as the text it is', () => {
    const { db } = temporaryLibrary();
    const hostile = '\'); DROP TABLE photo; -- \0 \u{1F58A} "';
    db.run(sql`INSERT INTO setting (name, value) VALUES (${hostile}, ${hostile})`);
    const row = z.object({ value: z.string() });
    expect(db.first(row, sql`SELECT value FROM setting WHERE name = ${hostile}`)?.value).toBe(hostile);
    expect(countPhotos(db)).toBe(0);
  });

  it('takes a list of any length as one value', () => {
    const { db } = temporaryLibrary();
    const many = Array.from({ length: 50_000 }, (_, index) => index);
    const row = z.object({ count: z.number() });
    expect(db.first(row, sql`SELECT count(*) AS count FROM ${sqlList(many)}`)?.count).toBe(50_000);
  });
});

describe('a function that reads', () => {
  it('cannot call one that writes: it does not compile', () => {
    for (const method of ['run', 'insert', 'returned', 'exec', 'pragma'] as const)
      expectTypeOf<ReadableDatabase>().not.toHaveProperty(method);
    for (const write of [transaction, replaceSetting])
      expectTypeOf<ReadableDatabase>().not.toExtend<Parameters<typeof write>[0]>();
    expectTypeOf<ReadableDatabase>().toExtend<Parameters<typeof findSetting>[0]>();
  });

  it('is refused a statement that writes and returns rows, and nothing is written', () => {
    const { db } = temporaryLibrary();
    const write = sql`INSERT INTO setting (name, value) VALUES ('a', 'b') RETURNING name`;
    expect(() => db.all(z.object({ name: z.string() }), write)).toThrow(/statement that writes: INSERT/u);
    expect(findSetting(db, 'threads')).toBeUndefined();
    expect(db.returned(z.object({ name: z.string() }), write)).toEqual([{ name: 'a' }]);
  });
});

describe('rows', () => {
  it('are refused when they are not what was expected', () => {
    const { db } = temporaryLibrary();
    expect(() => db.all(z.object({ n: z.string() }), sql`SELECT 1 AS n`)).toThrow(
      expect.objectContaining({ code: 'library-damaged', cause: expect.any(z.ZodError) as unknown }),
    );
  });

  it('whose JSON was changed are named by their photo or dataset, with what mends them', () => {
    const { db } = temporaryLibrary();
    const photo = addPhoto(db, 'board.jpg', pageOf('word'));
    const set = insertSet(db);
    closeSet(db, set);
    insertDataset(db, {
      ...{ name: 'my words', contents: set, origin: { kind: 'mixed' }, splitRule: { kind: 'given' } },
      ...{ licence: '', models: [], at: '2026-01-01T00:00:00.000Z' },
    });
    db.exec("UPDATE word SET quad = '[1, 2'");
    db.exec(`UPDATE dataset SET origin = '{"kind":"other"}'`);
    const damage = (name: string) =>
      expect.objectContaining({
        code: 'library-damaged',
        message: expect.stringMatching(new RegExp(`${name}.*inkdex doctor --repair`, 'u')) as unknown,
      }) as Error;
    expect(() => listWords(db, photo)).toThrow(damage('the photo board.jpg .*quad: Expected JSON'));
    expect(() => listStoredWords(db, photo)).toThrow(damage('the photo board.jpg '));
    expect(() => listDatasets(db)).toThrow(damage('the dataset "my words" .*origin'));
  });
});

describe('a transaction', () => {
  it('leaves nothing behind when it fails', () => {
    const { db } = temporaryLibrary();
    expect(() =>
      transaction(db, () => {
        replaceSetting(db, 'threads', '4');
        throw new Error('in the middle');
      }),
    ).toThrow('in the middle');
    expect(findSetting(db, 'threads')).toBeUndefined();
  });

  it('says that the disk is full, and keeps what was there before', () => {
    const { db } = temporaryLibrary();
    addPhoto(db, 'one.jpg', pageOf('before'));
    const pages = z.number().parse(db.pragma('page_count', { simple: true }));
    db.pragma(`max_page_count = ${pages + 2}`);
    const long = Array.from({ length: 400 }, (_, index) => `word${index}`).join(' ');
    expect(() => addPhoto(db, 'two.jpg', pageOf(long))).toThrow(
      expect.objectContaining({ code: 'disk-full' }),
    );
    expect(db.first(z.object({ words: z.number() }), sql`SELECT count(*) AS words FROM word`)?.words).toBe(1);
    db.pragma('max_page_count = 1000000');
    db.run(sql`DELETE FROM photo WHERE path = ${'/photos/two.jpg'}`);
    addPhoto(db, 'two.jpg', pageOf(long));
    expect(countPhotos(db, { status: 'read' })).toBe(2);
  });
});

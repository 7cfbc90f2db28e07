import { expect, it } from 'vitest';
import { searchFacets } from '../../../main/search/facets.ts';
import { search } from '../../../main/search/service.ts';
import { sql, type WritableDatabase } from '../../../main/store/database.ts';
import { weakBelow } from '../../../shared/contract/search.ts';
import { replaceHashAndKind } from '../../../main/store/photos/photoHashes.ts';
import { findPhotos, listPhotoIds } from '../../../main/store/photos/photos.ts';
import { replacePhotoLanguage } from '../../../main/store/photos/photoLanguages.ts';
import {
  addPhoto,
  makePdfPages,
  pageOf,
  reading,
  readWord,
  temporaryLibrary,
} from '../../support/library.ts';

function libraryOf(...paths: readonly string[]): WritableDatabase {
  const { db } = temporaryLibrary();
  for (const path of paths) addPhoto(db, path, pageOf('plan'));
  return db;
}

function names(db: WritableDatabase, query: string): string[] {
  return search(db, { query, offset: 0, limit: 50 }).results.map(({ photo }) => photo.name);
}

/** The chips of a query, by the name of their filter. */
function chipsOf(db: WritableDatabase, query: string) {
  return Object.fromEntries(searchFacets(db, { query }).map(({ of, facets }) => [of, facets]));
}

it('chips count the photos that are shown: none that are weak or left out', () => {
  const { db } = temporaryLibrary();
  addPhoto(db, 'a/1.jpg', pageOf('tree'));
  addPhoto(db, 'a/2.jpg', pageOf('tree root'));
  const weak = readWord(
    [
      ['dreary', 0.9],
      ['tree', 0.05],
    ],
    [10, 10, 60, 30],
  );
  addPhoto(db, 'b/3.jpg', reading([weak]));
  const { results } = search(db, { query: 'tree NOT root ', offset: 0, limit: 50 });
  expect(results.map(({ photo, score }) => [photo.name, score >= weakBelow])).toEqual([
    ['1.jpg', true],
    ['3.jpg', false],
  ]);
  expect(chipsOf(db, 'tree NOT root ').folder?.map(({ name, photos }) => [name, photos])).toEqual([
    ['/photos/a', 1],
  ]);
});

it('the pages of a PDF are in its folder', () => {
  const { db } = temporaryLibrary();
  const page = addPhoto(db, '../library/pages/1.png', pageOf('tree'));
  addPhoto(db, 'a/2.jpg', pageOf('tree'));
  for (const name of ['scan.pdf', 'scan again.pdf']) makePdfPages(db, `/photos/a/${name}`, [page]);
  expect(names(db, 'folder:a ').sort()).toEqual(['1.png', '2.jpg']);
  expect(names(db, 'folder:library ')).toEqual([]);
  expect(chipsOf(db, 'tree ').folder?.map(({ name, photos }) => [name, photos])).toEqual([['/photos/a', 2]]);
});

it('periods that are open on one side all hold, those with two ends are alternatives', () => {
  const { db } = temporaryLibrary();
  for (const year of ['2022', '2023', '2024']) {
    const photo = addPhoto(db, `${year}.jpg`, pageOf('plan'));
    db.run(sql`UPDATE photo SET taken_at = ${`${year}-05-01T10:00:00`} WHERE id = ${photo}`);
  }
  expect(names(db, 'after:2022 before:2024 ')).toEqual(['2023.jpg']);
  expect(names(db, 'date:>2021 date:<2023 ')).toEqual(['2022.jpg']);
  expect(names(db, 'date:2022 date:2024 ').sort()).toEqual(['2022.jpg', '2024.jpg']);
});

it('the name of a file finds its photo, and a word finds photos named so beside those that have it', () => {
  const db = libraryOf('trip/Beach-2.jpg', 'beach/other.jpg', 'plan.jpg');
  expect(names(db, 'name:"beach 2" ')).toEqual(['Beach-2.jpg']);
  expect(names(db, 'name:beach ')).toEqual(['Beach-2.jpg']);
  const named = (query: string) => search(db, { query, offset: 0, limit: 50 }).named;
  expect(named('beach')).toMatchObject({
    photos: [{ name: 'Beach-2.jpg' }],
    total: 1,
    query: 'name:"beach"',
  });
  expect(named('beach folder:trip ').total).toBe(1);
  expect(named('beach folder:winter ').total).toBe(0);
  expect(named('plan ').total).toBe(0);
  expect(named('beach OR sea ').total).toBe(0);
});

it('the filter of every facet finds as many photos as it says', () => {
  const db = libraryOf(
    'a/1.jpg',
    'a/below/2.jpg',
    'ab/3.jpg',
    'a-/4.jpg',
    'été "26"/5.jpg',
    'x/photos/a/6.jpg',
  );
  const { folder: folders = [], date: months = [] } = chipsOf(db, 'plan ');
  expect(folders.map(({ name, photos }) => [name, photos])).toEqual([
    ['/photos/a', 2],
    ['/photos/a-', 1],
    ['/photos/a/below', 1],
    ['/photos/ab', 1],
    ['/photos/x/photos/a', 1],
    ['/photos/été "26"', 1],
  ]);
  for (const { filter, photos } of [...folders, ...months]) {
    expect(names(db, `plan ${filter}`), filter).toHaveLength(photos);
  }
});

it('a kind finds the photos that were looked at and are of it, none of them without writing if it has words', () => {
  const db = libraryOf('board.jpg', 'note.jpg', 'not looked at.jpg', 'looked empty.jpg');
  const [board, note, , empty] = findPhotos(db, listPhotoIds(db)).toSorted((a, b) => a.id - b.id);
  for (const [photo, kind] of [
    [board, 'board'],
    [note, 'note'],
    [empty, 'none'],
  ] as const) {
    if (photo !== undefined) replaceHashAndKind(db, photo.id, { hash: new Uint8Array(16), kind });
  }
  expect(chipsOf(db, 'plan ').kind?.map(({ name, photos }) => [name, photos])).toEqual([
    ['board', 1],
    ['note', 1],
  ]);
  expect(names(db, 'plan kind:boards ')).toEqual(['board.jpg']);
  expect(names(db, 'kind:note kind:board ').sort()).toEqual(['board.jpg', 'note.jpg']);
  expect(names(db, 'plan -kind:board -kind:note ')).toHaveLength(2);
  expect(names(db, 'plan kind:none ')).toEqual([]);
});

it('a folder that a person types may be a part of a path, accents and case apart', () => {
  const db = libraryOf('Été/notes/1.jpg', 'été/2.jpg', 'winter/3.jpg');
  expect(names(db, 'folder:ete ').sort()).toEqual(['1.jpg', '2.jpg']);
  expect(names(db, 'folder:ete/not ')).toEqual(['1.jpg']);
  expect(names(db, '-folder:ete ')).toEqual(['3.jpg']);
  expect(names(db, 'folder:/ete ')).toEqual([]);
});

it('a language finds the photos that have it to a noticeable part, or for which a person chose it', () => {
  const { db } = temporaryLibrary();
  const add = (name: string, english: number, german: number) =>
    addPhoto(db, name, { ...pageOf('plan'), languages: { english, french: 1 - english - german, german } });
  add('german.jpg', 0.1, 0.8);
  add('both.jpg', 0.6, 0.3);
  const chosen = add('chosen.jpg', 0.9, 0.05);
  addPhoto(db, 'unknown.jpg', pageOf('plan'));
  replacePhotoLanguage(db, chosen, 'german');
  expect(names(db, 'plan language:german ').sort()).toEqual(['both.jpg', 'chosen.jpg', 'german.jpg']);
  expect(names(db, 'language:english ')).toEqual(['both.jpg']);
  expect(names(db, 'plan -language:german ')).toEqual(['unknown.jpg']);
});

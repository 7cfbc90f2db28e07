import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, expectTypeOf, it, vi } from 'vitest';
import { z } from 'zod';
import { createTokens } from '../../../../main/store/library/tokens.ts';
import type { WritableDatabase } from '../../../../main/store/database.ts';
import { insertSet, closeSet } from '../../../../main/store/datasets/datasetSets.ts';
import { insertDataset } from '../../../../main/store/datasets/datasets.ts';
import { openLibrary } from '../../../../main/store/library/open.ts';
import { listSavedSearches, replaceSavedSearch } from '../../../../main/store/library/savedSearches.ts';
import {
  exportedSettings,
  findSetting,
  replaceSetting,
  returningSettings,
  type SettingName,
} from '../../../../main/store/library/settings.ts';
import {
  changeCollection,
  listCollections,
  replaceCollection,
} from '../../../../main/store/photos/collections.ts';
import { describeRepair, isWhole } from '../../../../main/store/repair/describeRepair.ts';
import { repairLibrary, type Repair } from '../../../../main/store/repair/repairLibrary.ts';
import { recoverRows } from '../../../../main/store/repair/recoverRows.ts';
import { salvageTables } from '../../../../main/store/repair/salvageTables.ts';
import type { ModelRole } from '../../../../shared/contract/model.ts';
import { photoIdSchema } from '../../../../shared/contract/photo.ts';
import { temporaryFolder } from '../../../support/library.ts';
import { copyToday, damagedLibrary, overwrite, overwritePage } from '../../../support/damage.ts';

/** A saved search, a token, an album with a photo and an empty one, a dataset, and settings. */
function fill(db: WritableDatabase, name: string): void {
  replaceSavedSearch(db, { id: null, name, query: 'word' });
  createTokens(db).calls.createToken({ name, scopes: ['read'], role: null });
  replaceCollection(db, { id: null, kind: 'album', name: `empty ${name}` });
  const album = replaceCollection(db, { id: null, kind: 'album', name });
  changeCollection(db, { id: album, photos: [photoIdSchema.parse(1)], isIn: true });
  const contents = insertSet(db);
  closeSet(db, contents);
  insertDataset(db, {
    ...{ name, contents, origin: { kind: 'mixed' }, splitRule: { kind: 'given' } },
    ...{ licence: '', models: [], at: '2026-01-01T00:00:00.000Z' },
  });
  db.prepare('INSERT INTO watched_folder (path, added_at) VALUES (?, ?)').run(`/${name}`, '2026-01-01');
  replaceSetting(db, name === 'old' ? 'reading-engine' : 'training-engine', 'on');
}

/** The names that each table has. */
function namesIn(folder: string): Record<keyof typeof both, string[]> {
  const db = openLibrary(folder);
  const column = (text: string): string[] => z.array(z.string()).parse(db.prepare(text).pluck().all());
  const found = {
    saved_search: listSavedSearches(db).map(({ name }) => name),
    api_token: column('SELECT name FROM api_token ORDER BY name'),
    collection: listCollections(db).flatMap(({ kind, name, photos }) =>
      kind === 'album' ? [`${name} ${photos}`] : [],
    ),
    dataset: column('SELECT name FROM dataset ORDER BY name'),
    watched_folder: column('SELECT path FROM watched_folder ORDER BY path'),
    setting: column("SELECT name FROM setting WHERE value = 'on' ORDER BY name"),
  };
  db.close();
  return found;
}

function repaired(folder: string): Repair {
  const repair = repairLibrary(folder);
  if (repair === null) throw new Error('It was damaged.');
  return repair;
}

const both = {
  saved_search: ['new', 'old'],
  api_token: ['new', 'old'],
  collection: ['empty new 0', 'empty old 0', 'new 1', 'old 1'],
  dataset: ['new', 'old'],
  watched_folder: ['/new', '/old'],
  setting: ['reading-engine', 'training-engine'],
};

/** Tables, what a repair calls them, and what comes back of them with a backup and without one. */
const tables: readonly (readonly [keyof typeof both | 'failed_file', string, string[], string[]])[] = [
  ['failed_file', 'failed file', [], []],
  ['saved_search', 'saved search', ['old'], []],
  ['dataset', 'dataset', ['old'], []],
  ['setting', 'setting', ['reading-engine'], []],
  ['api_token', 'token', [], []],
  ['watched_folder', 'watched folder', [], []],
];

/** Fills a library, and fills it again, after a backup or without one. */
const filled =
  (hasCopy: boolean): Parameters<typeof damagedLibrary>[1] =>
  async (db, at) => {
    fill(db, 'old');
    if (hasCopy) await copyToday(db, at);
    fill(db, 'new');
  };

describe.each(tables)('where the page of the table %s is damaged', (table, noun, withCopy, withoutCopy) => {
  it.each([
    ['with a backup', true, withCopy],
    ['without a backup', false, withoutCopy],
  ])('all other tables come back as they were, and this one is named: %s', async (_how, hasCopy, left) => {
    const folder = await damagedLibrary(1, filled(hasCopy), overwrite(table));
    const repair = repaired(folder);
    expect(repair).toMatchObject({ from: hasCopy ? 'copy' : 'nothing', unread: [noun] });
    expect(isWhole(repair)).toBe(false);
    expect(describeRepair(repair)).toContain(`: ${noun}.`);
    expect(namesIn(folder)).toEqual(table === 'failed_file' ? both : { ...both, [table]: left });
  });
});

it.each([
  ['with a backup', true],
  ['without a backup', false],
])('albums come back from their index where their page is damaged: %s', async (_how, hasCopy) => {
  const folder = await damagedLibrary(1, filled(hasCopy), overwrite('collection'));
  const repair = repaired(folder);
  expect(repair).toMatchObject({ from: hasCopy ? 'copy' : 'nothing', unread: [], lost: [] });
  expect(isWhole(repair)).toBe(true);
  expect(namesIn(folder)).toEqual(both);
});

it('albums are named where their index is damaged, too', async () => {
  const folder = await damagedLibrary(
    1,
    (db) => {
      fill(db, 'new');
    },
    (path) => {
      for (const name of ['collection', 'collection_name']) overwrite(name)(path);
    },
  );
  const repair = repaired(folder);
  expect(repair.unread).toEqual(['album or tag']);
  expect(describeRepair(repair)).toContain('album or tag');
});

it('a table that can be read is read once, and only a damaged one again', () => {
  const [damaged, sound] = [openLibrary(temporaryFolder()), openLibrary(temporaryFolder())];
  fill(damaged, 'new');
  fill(sound, 'old');
  const prepared = vi.spyOn(damaged, 'prepare');
  const recovered = recoverRows(damaged, join(temporaryFolder(), 'rows.sqlite'), []);
  expect(salvageTables(recovered, sound)).toMatchObject({ unread: [], ended: [] });
  const reads = prepared.mock.calls.filter(([text]) => /FROM saved_search NOT INDEXED/u.test(text));
  expect(reads).toHaveLength(1);
  expect(listSavedSearches(sound).map(({ name }) => name)).toEqual(['new']);
  for (const db of [damaged, recovered.db, sound]) db.close();
});

it.each([
  ['one page', [3]],
  ['the first and the last page', [0, -1]],
  ['every other page', [0, 2, 4, 6]],
])('%s of a large table that is damaged costs its own rows only', async (_what, places) => {
  let lostRows = 0;
  const folder = await damagedLibrary(
    1,
    (db) => {
      for (let each = 0; each < 600; each += 1)
        replaceSavedSearch(db, { id: null, name: `search ${each}`, query: 'q'.repeat(40) });
    },
    (path) => {
      const db = new Sqlite(path, { readonly: true });
      const leaves = z
        .array(z.object({ pageno: z.number(), ncell: z.number() }))
        .parse(
          db
            .prepare(
              "SELECT pageno, ncell FROM dbstat WHERE name = 'saved_search' AND pagetype = 'leaf' ORDER BY path",
            )
            .all(),
        );
      db.close();
      for (const { pageno, ncell } of places.flatMap((place) => leaves.at(place) ?? [])) {
        overwritePage(path, pageno);
        lostRows += ncell;
      }
    },
  );
  const repair = repaired(folder);
  expect(repair.unread).toEqual(['saved search']);
  expect(namesIn(folder).saved_search).toHaveLength(600 - lostRows);
});

describe('what a person has ended since the backup', () => {
  const ended = async (damage: (path: string) => void): Promise<string> =>
    damagedLibrary(
      1,
      async (db, at) => {
        fill(db, 'Eve');
        for (const name of ofPeople) replaceSetting(db, name, 'all');
        await copyToday(db, at);
        createTokens(db).calls.revokeToken({ name: 'Eve' });
        db.exec('DELETE FROM watched_folder');
        for (const name of ofPeople) replaceSetting(db, name, '');
      },
      damage,
    );

  it('stays ended where its table can be read', async () => {
    const folder = await ended(overwrite('failed_file'));
    expect(repaired(folder)).toMatchObject({ from: 'copy', ended: [] });
    expect(namesIn(folder)).toMatchObject({ api_token: [], watched_folder: [], saved_search: ['Eve'] });
    expect(ofPeople.map((name) => settingIn(folder, name))).toEqual(['', '', '']);
  });

  it.each([
    ['its tables cannot be read', ['api_token', 'watched_folder', 'setting']],
    ['nothing can be read', []],
  ])('stays ended where %s, and the repair says so', async (_how, names) => {
    const folder = await ended((path) => {
      if (names.length === 0) writeFileSync(path, Buffer.alloc(statSync(path).size, 0xa5));
      for (const name of names) overwrite(name)(path);
    });
    const repair = repaired(folder);
    expect(repair.ended).toHaveLength(5);
    expect(describeRepair(repair)).toMatch(
      /may have been ended after the backup: .*tokens, the broker, the folder of notes, sidecars, watched folders. Set them up again/u,
    );
    expect(namesIn(folder)).toMatchObject({ api_token: [], watched_folder: [], saved_search: ['Eve'] });
    expect(ofPeople.map((name) => settingIn(folder, name))).toEqual([undefined, undefined, undefined]);
    expect(settingIn(folder, 'training-engine')).toBe('on');
  });
});

/** Settings of which a repair must not bring an ended one back. */
const ofPeople = ['broker', 'notesFolder', 'sidecars'] as const;

function settingIn(folder: string, name: SettingName): string | undefined {
  const db = openLibrary(folder);
  try {
    return findSetting(db, name);
  } finally {
    db.close();
  }
}

it('a setting that this build does not know does not come back from a backup either, and is named', async () => {
  const folder = await damagedLibrary(
    1,
    async (db, at) => {
      db.prepare('INSERT INTO setting (name, value) VALUES (?, ?)').run('cloud', 'https://stranger.example');
      await copyToday(db, at);
      db.exec("DELETE FROM setting WHERE name = 'cloud'");
    },
    overwrite('setting'),
  );
  expect(repaired(folder).ended).toEqual(['the setting cloud']);
  const db = openLibrary(folder);
  expect(db.prepare("SELECT value FROM setting WHERE name = 'cloud'").all()).toEqual([]);
  db.close();
});

it('every setting is decided about, and comes back from a backup only if it is listed', () => {
  // A new setting changes this list: decide in settings.ts whether a repair and an export may have it.
  expect([...returningSettings].sort()).toEqual([
    ...[
      'broker-library',
      'days-of-use',
      'folder',
      'promoted-detector',
      'promoted-recogniser',
      'reading-engine',
    ],
    ...['reading-engine-measured', 'second-opinion', 'threads', 'training-engine'],
    'training-engines-measured',
  ]);
  expect([...exportedSettings].sort()).toEqual(['folder', 'promoted-detector', 'promoted-recogniser']);
  expectTypeOf<SettingName>().toEqualTypeOf<Parameters<typeof replaceSetting>[1]>();
  expectTypeOf<Exclude<SettingName, (typeof ofPeople)[number]>>().toEqualTypeOf<
    | 'broker-library'
    | 'days-of-use'
    | 'folder'
    | `promoted-${ModelRole}`
    | `reading-engine${'' | '-measured'}`
    | 'second-opinion'
    | 'threads'
    | 'training-engine'
    | 'training-engines-measured'
  >();
});

import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createRandom } from '../../../../shared/random.ts';
import { libraryPaths } from '../../../../main/store/library/libraryPaths.ts';
import { describeRepair, isWhole } from '../../../../main/store/repair/describeRepair.ts';
import { repairLibrary, type Repair } from '../../../../main/store/repair/repairLibrary.ts';
import { overwritePage, pageBytes } from '../../../support/damage.ts';
import { fillLibrary } from '../../../support/filledLibrary.ts';
import { randomBytes } from '../../../support/pageDamage.ts';
import { missingIn, readableRowsOf, referencesOf, rowsOf, type Rows } from '../../../support/readableRows.ts';

/** A library without a backup and without a journal, so that a repair has the database alone. */
const root = mkdtempSync(join(tmpdir(), 'inkdex-rows-'));
const template = join(root, 'template');
const { database: sound, journal } = libraryPaths(template);
/** The table or index of each page. */
const pages = new Map<number, string>();
let whole: Rows;
let references: ReturnType<typeof referencesOf>;

beforeAll(async () => {
  await fillLibrary(template, { hasCopy: false, rows: 16 });
  rmSync(journal);
  whole = rowsOf(sound);
  references = referencesOf(sound);
  const db = new Sqlite(sound, { readonly: true });
  const row = z.tuple([z.number(), z.string()]);
  for (const each of db.prepare('SELECT pageno, name FROM dbstat').raw().all()) pages.set(...row.parse(each));
  db.close();
});

afterAll(() => {
  rmSync(root, { recursive: true });
});

interface Outcome {
  readonly repair: Repair;
  /** Rows that plain SQL reads of the damaged database, and that the repaired one lacks. */
  readonly missing: readonly string[];
  /** Tables of which rows are gone or changed, whether or not they could be read. */
  readonly gone: readonly string[];
  readonly now: Rows;
}

/** Null: no repair was needed. */
function repairedWithout(damaged: readonly number[], fill: (page: number) => Uint8Array): Outcome | null {
  const folder = join(root, 'damaged');
  cpSync(template, folder, { recursive: true });
  const { database } = libraryPaths(folder);
  for (const page of damaged) overwritePage(database, page, fill(page));
  const readable = readableRowsOf(database, whole);
  const repair = repairLibrary(folder);
  const now = rowsOf(database);
  rmSync(folder, { recursive: true });
  const gone = new Set(missingIn(now, whole, new Map()).map((row) => row.split(' ')[0] ?? ''));
  const missing = missingIn(now, readable, references);
  return repair === null ? null : { repair, missing, gone: [...gone], now };
}

/** What is wrong with a repair, with its pages. */
function problemsOf(outcome: Outcome | null, damaged: readonly number[]): string[] {
  if (outcome === null) return [];
  const { repair, missing, gone } = outcome;
  const where = damaged.map((page) => `${page} (${pages.get(page)})`).join(', ');
  const isSaid = gone.length === 0 || !isWhole(repair) || repair.rows === 0;
  return [
    ...missing.map((row) => `${where}: ${row}`),
    ...(isSaid ? [] : [`${where}: ${gone.join(', ')}, but: ${describeRepair(repair)}`]),
  ];
}

describe('A library without a backup, whatever page of it is damaged', () => {
  it.each([
    ['random bytes on each page', 1, randomBytes],
    ['zeros on each fourth page', 4, () => new Uint8Array(pageBytes)],
  ])('keeps every row that plain SQL reads, and says when rows are gone: %s', (_what, step, fill) => {
    const chosen = [...pages.keys()].filter((page) => page % step === 0);
    const problems = chosen.flatMap((page) => problemsOf(repairedWithout([page], fill), [page]));
    expect(problems).toEqual([]);
  });

  it('keeps every row that plain SQL reads where several pages are damaged', () => {
    const random = createRandom(3);
    const numbers = [...pages.keys()];
    for (let trial = 0; trial < 20; trial += 1) {
      const damaged = Array.from({ length: 3 }, () => numbers[random.integer(1, numbers.length - 1)] ?? 1);
      expect(problemsOf(repairedWithout(damaged, randomBytes), damaged)).toEqual([]);
    }
  });
});

/** The pages of a table or index. */
function pagesOf(name: string): number[] {
  return [...pages].filter(([, owner]) => owner === name).map(([page]) => page);
}

describe('A library without a backup', () => {
  it('keeps all photos and words where other readings, letter probabilities and the history are damaged', () => {
    const damaged = ['alternative', 'lattice', 'edit', 'neighbour'].flatMap(pagesOf);
    const outcome = repairedWithout(damaged, randomBytes);
    for (const table of ['photo', 'word', 'tombstone', 'collection_photo'])
      expect(outcome?.now.get(table)).toEqual(whole.get(table));
    expect(outcome?.repair).toMatchObject({ lost: [], photos: whole.get('photo')?.size });
    expect(outcome?.repair.unread).toEqual([
      'history of a photo',
      'letter probabilities of a word',
      'other reading of a word',
    ]);
  });

  it('keeps all words where the photos are damaged, with their paths and checksums from indexes', () => {
    const outcome = repairedWithout(pagesOf('photo'), randomBytes);
    expect(outcome?.now.get('word')).toEqual(whole.get('word'));
    const named = (rows: Rows | undefined): unknown[] =>
      [...(rows?.get('photo')?.values() ?? [])].map((values) => values.slice(0, 3));
    expect(named(outcome?.now)).toEqual(named(whole));
    const photos = whole.get('photo')?.size ?? 0;
    expect(outcome?.repair.lost).toHaveLength(photos);
    expect(outcome === null ? '' : describeRepair(outcome.repair)).toMatch(
      new RegExp(`${photos} photos could not be read completely and have all that could be read: `, 'u'),
    );
  });
});

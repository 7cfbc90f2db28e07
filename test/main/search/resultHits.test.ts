import { describe, expect, it } from 'vitest';
import type { SearchResult } from '../../../shared/contract/search.ts';
import { search } from '../../../main/search/service.ts';
import { sql, type WritableDatabase } from '../../../main/store/database.ts';
import { findRunQuads } from '../../../main/store/words/words.ts';
import { addPhoto, pageOf, reading, readWord, temporaryLibrary } from '../../support/library.ts';

function find(db: WritableDatabase, query: string): SearchResult {
  const [result] = search(db, { query, offset: 0, limit: 5 }).results;
  if (result === undefined) throw new Error(`${query} finds nothing.`);
  return result;
}

/** The hits as people see them: texts of words with the same start. */
function groups({ hits }: SearchResult): string[] {
  const words = new Map(hits.map((hit) => [hit.word, hit]));
  return [...Map.groupBy(words.values(), ({ start }) => start).values()].map((group) =>
    group.map(({ text }) => text).join(' '),
  );
}

describe('hits', () => {
  it.each([
    ['"linked list"', 'a linked list linked list', ['linked list', 'linked list']],
    ['"linked list"', 'linked — list', ['linked — list']],
    ['linked list ', 'a linked list of linked things', ['linked list', 'linked']],
    ['list ', 'list list', ['list', 'list']],
    ['"linked list" node ', 'linked list node', ['linked list node']],
    ['linked NEAR/3 list', 'linked in a list', ['linked', 'list']],
  ])('of %s on “%s” are as many as people count', (query, line, expected) => {
    const { db } = temporaryLibrary();
    addPhoto(db, 'one.jpg', pageOf(line));
    expect(groups(find(db, query))).toEqual(expected);
  });

  it('of a phrase that goes on in the next line are one, and neighbours across lines are two', () => {
    const { db } = temporaryLibrary();
    addPhoto(db, 'one.jpg', pageOf('a linked', 'list'));
    expect(groups(find(db, '"linked list"'))).toEqual(['linked list']);
    expect(groups(find(db, 'linked list '))).toEqual(['linked', 'list']);
  });

  it('come with the text of their lines alone', () => {
    const { db } = temporaryLibrary();
    const photo = addPhoto(db, 'one.jpg', pageOf('a plan for', 'nothing here', 'plan B ink'));
    db.run(sql`UPDATE word SET mark = 'illegible', text = '' WHERE photo = ${photo} AND text = 'ink'`);
    const { lines } = find(db, 'plan ');
    expect(lines.map(({ line, words }) => [line, words.map(({ text }) => text).join(' ')])).toEqual([
      [0, 'a plan for'],
      [2, 'plan B'],
    ]);
  });
});

describe('the crop of a run', () => {
  it('goes from its first word to its last, on one line of one photo', () => {
    const { db } = temporaryLibrary();
    const photo = addPhoto(db, 'one.jpg', pageOf('a linked list', 'of nodes'));
    const other = addPhoto(db, 'two.jpg', pageOf('tree'));
    const [a = 0, , list = 0, of = 0] = idsOf(db, photo);
    const [tree = 0] = idsOf(db, other);
    expect(findRunQuads(db, a, list)).toMatchObject({ photo, quads: { length: 3 } });
    expect(findRunQuads(db, a, a)).toMatchObject({ photo, quads: { length: 1 } });
    for (const [first, last] of [
      [list, a],
      [a, of],
      [a, tree],
      [a, 999],
      [999, 999],
    ] as const) {
      expect(findRunQuads(db, first, last)).toBeNull();
    }
  });
});

function idsOf(db: WritableDatabase, photo: number): number[] {
  return find(db, photo === 1 ? 'a linked list of nodes' : 'tree').hits.map(({ word }) => word);
}

describe('results', () => {
  /** Photos 0 to 3 in folders and of years; 1 is the newest and only likely, 3 is unlikely. */
  function notes(): WritableDatabase {
    const { db } = temporaryLibrary();
    const photos = [
      { folder: 'b', year: 2024, probability: 1 },
      { folder: 'a10', year: 2026, probability: 0.7 },
      { folder: 'a9', year: 2025, probability: 1 },
      { folder: 'a1', year: 2027, probability: 0.3 },
    ];
    for (const [index, { folder, year, probability }] of photos.entries()) {
      const readings = [
        ['plan', probability],
        ['clan', 0.2],
      ] as const;
      const photo = addPhoto(db, `${index}.jpg`, reading([readWord(readings, [10, 10, 80, 30])]));
      db.run(sql`UPDATE photo SET taken_at = ${`${year}-01-01T00:00:00.000Z`},
          path = ${`/photos/${folder}/${index}.jpg`} WHERE id = ${photo}`);
    }
    return db;
  }

  it.each([
    ['best', ['2', '0', '1', '3']],
    ['newest', ['1', '2', '0', '3']],
    ['folder', ['2', '1', '0', '3']],
  ] as const)('are sorted by %s, unlikely ones last, on every page', (sort, expected) => {
    const db = notes();
    const pages = [0, 2].flatMap((offset) => search(db, { query: 'plan ', offset, limit: 2, sort }).results);
    expect(pages.map(({ photo }) => photo.name.slice(0, 1))).toEqual(expected);
    expect(pages.at(-1)?.score).toBeLessThan(0.5);
  });
});

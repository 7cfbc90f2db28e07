import { describe, expect, it } from 'vitest';
import { weakBelow } from '../../../shared/contract/search.ts';
import { search } from '../../../main/search/service.ts';
import type { WritableDatabase } from '../../../main/store/database.ts';
import { addPhoto, pageOf, reading, readWord, temporaryLibrary } from '../../support/library.ts';
import { find } from '../../support/search.ts';

/** Nine boards with an algorithm, and one that misspells it. */
function boards(): WritableDatabase {
  const { db } = temporaryLibrary();
  for (let board = 0; board < 9; board += 1) {
    addPhoto(db, `board${board}.jpg`, pageOf('Algorithm for a binary tree', 'algorithm algorithm algorithm'));
  }
  addPhoto(db, 'misspelt.jpg', pageOf('Algoritm of search'));
  return db;
}

describe('a query with a typing error', () => {
  it.each(['algorythm', 'algorithn', 'algoritm'])('%s is searched as the word that it means', (query) => {
    const page = find(boards(), query);
    expect(page.respelled).toEqual([{ typed: query, meant: 'algorithm' }]);
    expect(page.likely).toBeGreaterThanOrEqual(9);
  });

  it('does not lower the shown probability of what was read', () => {
    const { results } = find(boards(), 'algorythm');
    const [hit] = results[0]?.hits ?? [];
    expect(hit).toMatchObject({ way: 'meant', meant: 'algorithm', probability: 1 });
    expect(results[0]?.score).toBeLessThan(1);
  });

  it('has the photos with the word as typed first', () => {
    const { results } = find(boards(), 'algoritm');
    expect(results[0]?.photo.name).toBe('misspelt.jpg');
    expect(results).toHaveLength(10);
  });

  it('in quotes is searched as typed', () => {
    const page = find(boards(), '"algoritm"');
    expect(page.respelled).toEqual([]);
    expect(page.results.map(({ photo }) => photo.name)).toEqual(['misspelt.jpg']);
  });

  it.each(['search', 'trees', 'for', 'algo', 'algorithms', 'alg*', 'x1y2'])('unlike %s', (query) => {
    expect(find(boards(), query).respelled).toEqual([]);
  });

  it('as one word of several is named alone', () => {
    const page = find(boards(), 'algorythm binary ');
    expect(page.respelled).toEqual([{ typed: 'algorythm', meant: 'algorithm' }]);
    expect(page.likely).toBe(9);
  });

  it('leads to the word that one slip is from it, before one with a wrong letter', () => {
    const { db } = temporaryLibrary();
    addPhoto(db, 'board.jpg', pageOf('public public publish'));
    expect(find(db, 'publih ').respelled).toEqual([{ typed: 'publih', meant: 'publish' }]);
  });

  it('is found although reading may have taken another word for it', () => {
    const { db } = temporaryLibrary();
    addPhoto(db, 'known.jpg', pageOf('variables'));
    addPhoto(db, 'unsure.jpg', reading([readWord([['variales', 0.4]], [0, 0, 90, 40])]));
    const { respelled, results } = find(db, 'varialbes ');
    expect(respelled).toEqual([{ typed: 'varialbes', meant: 'variables' }]);
    expect(results[0]?.photo.name).toBe('known.jpg');
  });

  it('is no other word where a dictionary has both', () => {
    const { db } = temporaryLibrary();
    addPhoto(db, 'board.jpg', pageOf('root of the tree'));
    const { respelled, likely, results, similar } = find(db, 'robot ');
    expect([respelled, likely]).toEqual([[], 0]);
    // Another word than the one that was searched is not shown as surely as it is read.
    expect(results[0]?.hits[0]?.probability ?? 0).toBeLessThan(weakBelow);
    expect(similar).toEqual([{ query: 'root ', photos: 1 }]);
  });

  it('has no similar words where it was found, or is one of several', () => {
    expect(find(boards(), 'algorithm ').similar).toEqual([]);
    expect(find(boards(), 'zeppelin algoritmo ').similar).toEqual([]);
  });

  it('is not corrected while it is being typed', () => {
    const page = search(boards(), { query: 'algorythm', offset: 0, limit: 9, depth: 'quick' });
    expect(page.respelled).toEqual([]);
  });
});

describe('a query with signs of code', () => {
  function codeBoards(): WritableDatabase {
    const { db } = temporaryLibrary();
    addPhoto(db, 'letters.jpg', pageOf('turn it on', 'arr i', 'head next', 'C is on', 'i j', 'on on on'));
    addPhoto(db, 'code.jpg', pageOf('O(n) time', 'arr[i] = 1', 'head.next', 'C++ 17', 'if i !== j'));
    return db;
  }

  it.each(['O(n)', 'o(n) ', 'arr[i]', 'head.next', 'C++', '!=='])(
    '%s has the literal match first',
    (query) => {
      const { results, likely } = find(codeBoards(), query);
      expect(results[0]?.photo.name).toBe('code.jpg');
      expect(likely).toBe(1);
      expect(results[0]?.hits[0]?.probability).toBeGreaterThan(0.9);
    },
  );

  it('finds it across words that belong together', () => {
    const { db } = temporaryLibrary();
    addPhoto(db, 'split.jpg', pageOf('current .next'));
    const { results } = find(db, 'current.next ');
    expect(results[0]?.score).toBeGreaterThan(0.9);
  });

  it('finds it in another reading', () => {
    const { db } = temporaryLibrary();
    const word = readWord(
      [
        ['0(n', 0.5],
        ['O(n)', 0.45],
      ],
      [0, 0, 90, 40],
    );
    addPhoto(db, 'unsure.jpg', reading([word]));
    expect(find(db, 'O(n)').results[0]?.hits[0]?.probability).toBeCloseTo(0.45, 1);
  });

  it('finds the letters alone too, as less likely', () => {
    const { results } = find(codeBoards(), 'O(n)');
    expect(results.map(({ photo }) => photo.name)).toEqual(['code.jpg', 'letters.jpg']);
    expect(results[1]?.score).toBeLessThan(0.5);
  });

  it.each(["don't", 'end.', 'well-known', '"a & b"', '& -', '...'])('is not one in prose: %s', (query) => {
    const { db } = temporaryLibrary();
    addPhoto(db, 'prose.jpg', pageOf('dont end wellknown a & b'));
    const { results } = find(db, query);
    expect(results.every(({ score }) => score > 0.9)).toBe(true);
  });
});

it('a phrase finds two of its words that are read as one word', () => {
  const { db } = temporaryLibrary();
  addPhoto(db, 'joined.jpg', pageOf('remove top node(return value)'));
  expect(find(db, '"top node return"').likely).toBe(1);
  expect(find(db, '"node top return"').total).toBe(0);
});

it.each([
  ['(cat dog', 'A bracket is not closed: “(”.'],
  ['arr[i', 'A bracket is not closed: “[”.'],
  ['cat)', 'A bracket is not opened: “)”.'],
])('%s says that a bracket is missing', (query, remark) => {
  const { db } = temporaryLibrary();
  addPhoto(db, 'cat.jpg', pageOf('cat dog arr[i]'));
  expect(find(db, query).remarks).toEqual([remark]);
});

it.each(['f(x) (cat OR dog)', '"(cat"', 'folder:"a (b"'])('%s has its brackets', (query) => {
  const { db } = temporaryLibrary();
  expect(find(db, query).remarks).toEqual([]);
});

import { describe, expect, it } from 'vitest';
import type { Box } from '../../../shared/geometry.ts';
import { packedPosteriors } from '../../support/packedPosteriors.ts';
import { addPhoto, pageOf, reading, readWord, temporaryLibrary } from '../../support/library.ts';
import { find, names } from '../../support/search.ts';

const box: Box = [10, 20, 80, 30];

describe('the confidence of a hit', () => {
  it('lights up the word at its place with the reading that matched', () => {
    const { db } = temporaryLibrary();
    addPhoto(
      db,
      'one.jpg',
      reading([
        readWord(
          [
            ['kolman', 0.6],
            ['kalman', 0.3],
          ],
          box,
        ),
      ]),
    );
    const [result] = find(db, 'kalman ').results;
    expect(result?.hits).toHaveLength(1);
    expect(result?.hits[0]).toMatchObject({ box, text: 'kalman', term: 'kalman', way: 'read' });
    expect(result?.hits[0]?.alternatives.map((reading) => reading.text)).toEqual(['kolman', 'kalman']);
  });

  it('adds up the readings of one word that hold the term', () => {
    const { db } = temporaryLibrary();
    addPhoto(
      db,
      'one.jpg',
      reading([
        readWord(
          [
            ['filter,', 0.5],
            ['filter', 0.25],
          ],
          box,
        ),
      ]),
    );
    addPhoto(db, 'sure.jpg', pageOf('filter'));
    expect(find(db, 'filter ').results[1]?.score).toBeCloseTo(0.75, 2);
  });

  it('adds up the readings of one word that begin with a prefix, each once', () => {
    const { db } = temporaryLibrary();
    const [cats, dont] = [
      [
        ['cats', 0.48],
        ['cat', 0.47],
      ],
      [
        ["won't", 0.5],
        ["don't", 0.4],
        ['dont', 0.05],
      ],
    ] as const;
    addPhoto(db, 'one.jpg', reading([readWord(cats, box), readWord(dont, box)]));
    expect(find(db, 'ca* ').results[0]?.score).toBeCloseTo(0.95, 2);
    const [result] = find(db, 'do* ').results;
    expect(result?.score).toBeCloseTo(0.45, 2);
    expect(result?.hits).toMatchObject([{ text: "don't", way: 'begins' }]);
    expect(find(db, '-do* folder:photos ').total).toBe(1);
    expect(find(db, '-ca* folder:photos ').total).toBe(0);
  });

  it('counts words of a photo as independent chances, and terms as all needed', () => {
    const { db } = temporaryLibrary();
    const words = [
      readWord([['alpha', 0.5]], box),
      readWord([['alpha', 0.5]], box),
      readWord([['gamma', 0.5]], box),
    ];
    addPhoto(db, 'one.jpg', reading(words));
    addPhoto(db, 'sure.jpg', pageOf('alpha gamma'));
    expect(find(db, 'alpha ').results[1]?.score).toBeCloseTo(0.75, 2);
    expect(find(db, 'alpha gamma ').results[1]?.score).toBeCloseTo(0.375, 2);
  });

  it('ranks the word itself before one that was only seen as if it were', () => {
    const { db } = temporaryLibrary();
    const doubtful = readWord([['bun', 0.8]], box, 0, packedPosteriors(0.2, 'bun', 'bum'));
    addPhoto(db, 'near.jpg', reading([doubtful]));
    addPhoto(db, 'itself.jpg', pageOf('bum'));
    addPhoto(db, 'other.jpg', pageOf('zebra'));
    const page = find(db, 'bum ');
    expect(names(page)).toEqual(['itself.jpg', 'near.jpg']);
    expect(page.results[0]?.score).toBe(1);
    expect(page.results[1]?.score).toBeLessThan(0.5);
    expect(page.likely).toBe(1);
  });

  it('forgives a misspelt query', () => {
    const { db } = temporaryLibrary();
    addPhoto(db, 'one.jpg', pageOf('receive the algorithm tomorrow'));
    for (const query of ['recieve ', 'algoritm ', 'tommorow ', 'algonthm ']) {
      expect(names(find(db, query)), query).toEqual(['one.jpg']);
    }
  });

  it('does not light up look-alikes where the word itself stands', () => {
    const { db } = temporaryLibrary();
    addPhoto(db, 'one.jpg', pageOf('server serve never'));
    expect(find(db, 'server ').results[0]?.hits.map(({ text }) => text)).toEqual(['server']);
  });

  it('is asked for by a filter, and the opposite by its minus', () => {
    const { db } = temporaryLibrary();
    addPhoto(db, 'sure.jpg', pageOf('plan'));
    addPhoto(db, 'doubtful.jpg', reading([readWord([['plan', 0.6]], box)]));
    addPhoto(db, 'faint.jpg', reading([readWord([['plan', 0.2]], box)]));
    const found = (filter: string): string[] => names(find(db, `plan ${filter} `));
    expect(found('confidence:80%')).toEqual(['sure.jpg']);
    expect(found('-confidence:80%')).toEqual(['doubtful.jpg', 'faint.jpg']);
    expect(found('confidence:50% -confidence:80%')).toEqual(['doubtful.jpg']);
  });

  it('does not matter to what is left out, which is no hit', () => {
    const { db } = temporaryLibrary();
    addPhoto(db, 'one.jpg', pageOf('plan draft'));
    expect(find(db, 'plan -draft confidence:80%').total).toBe(0);
    expect(find(db, 'folder:photos -draft -confidence:80%').total).toBe(0);
  });

  it('does not take one number for another', () => {
    const { db } = temporaryLibrary();
    addPhoto(db, 'one.jpg', pageOf('2026'));
    expect(names(find(db, '2024 '))).toEqual([]);
  });
});

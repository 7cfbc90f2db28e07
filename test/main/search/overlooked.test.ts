import { describe, expect, it } from 'vitest';
import { listUnsearched, searchOverlooked } from '../../../main/search/overlooked.ts';
import { quadOfBox, type Quad } from '../../../shared/geometry.ts';
import type { PhotoId } from '../../../shared/contract/photo.ts';
import type { OverlookedReading } from '../../../shared/contract/word.ts';
import type { WritableDatabase } from '../../../main/store/database.ts';
import { action, labelsOf } from '../../support/labels.ts';
import { packedPosteriors } from '../../support/packedPosteriors.ts';
import { addPhoto, pageOf, temporaryLibrary } from '../../support/library.ts';
import { photoId } from '../../support/photos.ts';

function overlooked(
  readings: readonly (readonly [string, number])[],
  changes: Partial<OverlookedReading> = {},
): OverlookedReading {
  const alternatives = readings.map(([text, confidence]) => ({ text, confidence }));
  return { quad: quadOfBox([500, 10, 80, 30]), likelihood: 0.5, alternatives, lattice: null, ...changes };
}

async function hitsOf(db: WritableDatabase, photo: PhotoId, query: string, ...readings: OverlookedReading[]) {
  return (await searchOverlooked(db, { query, photo }, () => Promise.resolve(readings))).hits;
}

describe('photos to look at once more', () => {
  function board() {
    const { db } = temporaryLibrary();
    return {
      db,
      found: addPhoto(db, 'found.jpg', pageOf('linked list')),
      older: addPhoto(db, 'older.jpg', pageOf('shopping')),
      newer: addPhoto(db, 'newer.jpg', pageOf('tree')),
    };
  }

  it('are those that the query does not find, as far as its filters let them through', () => {
    const { db, older, newer } = board();
    expect(listUnsearched(db, { query: 'list ', limit: 10 })).toEqual({ photos: [newer, older], total: 2 });
    expect(listUnsearched(db, { query: 'list ', limit: 1 })).toEqual({ photos: [newer], total: 2 });
    expect(listUnsearched(db, { query: 'list folder:elsewhere', limit: 10 }).total).toBe(0);
  });

  it('are none for a query without a word to look for', () => {
    const { db } = board();
    for (const query of ['', 'folder:photos', '-list']) {
      expect(listUnsearched(db, { query, limit: 10 })).toEqual({ photos: [], total: 0 });
    }
  });
});

describe('words overlooked on a photo', () => {
  function photo() {
    const { db } = temporaryLibrary();
    return { db, id: addPhoto(db, 'board.jpg', pageOf('binary tree')) };
  }

  it('are as likely as the place is a word and its readings hold the term', async () => {
    const { db, id } = photo();
    const hits = await hitsOf(
      db,
      id,
      'list ',
      overlooked([
        ['lint', 0.5],
        ['List,', 0.4],
      ]),
    );
    expect(hits).toHaveLength(1);
    expect(hits[0]).toMatchObject({ text: 'List,', term: 'list', way: 'read', box: [500, 10, 80, 30] });
    expect(hits[0]?.probability).toBeCloseTo(0.2);
  });

  it('may be spelt by letters that no reading holds', async () => {
    const { db, id } = photo();
    const lattice = packedPosteriors(0.9, 'lint', 'list');
    const place = overlooked([['lint', 0.1]], { lattice, likelihood: 1 });
    expect(await hitsOf(db, id, 'list ', place)).toMatchObject([{ way: 'seen', text: 'lint', term: 'list' }]);
    expect(await hitsOf(db, id, 'queue ', place)).toEqual([]);
  });

  it('may begin with a prefix, and answer any word that the query wants', async () => {
    const { db, id } = photo();
    const place = overlooked([['linked', 1]]);
    expect(await hitsOf(db, id, 'lin*', place)).toMatchObject([{ way: 'begins', text: 'linked' }]);
    expect(await hitsOf(db, id, '"linked list" OR (queue NEAR stack)', place)).toHaveLength(1);
    expect(await hitsOf(db, id, 'queue -linked', place)).toEqual([]);
  });

  it('are not looked for where words stand, nor where a person has deleted one', async () => {
    const { db, id } = photo();
    const labels = labelsOf(db);
    const [first] = labels.calls.getLabels({ photo: id }).words;
    if (first === undefined) throw new Error('The photo has no words.');
    labels.calls.editLabels({ photo: id, revision: 1, action: action('delete', { remove: [first.id] }) });
    let known: readonly Quad[] = [];
    await searchOverlooked(db, { query: 'list ', photo: id }, ({ path }, quads) => {
      expect(path).toBe('/photos/board.jpg');
      known = quads;
      return Promise.resolve([]);
    });
    expect(known).toHaveLength(2);
    expect(known).toContainEqual(quadOfBox(first.box));
  });

  it('are not to be found on a photo that is gone', async () => {
    const { db } = photo();
    await expect(hitsOf(db, photoId(99), 'list ')).rejects.toMatchObject({ code: 'not-found' });
  });
});

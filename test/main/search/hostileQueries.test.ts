import { expect, it } from 'vitest';
import { searchFacets } from '../../../main/search/facets.ts';
import { search } from '../../../main/search/service.ts';
import { createRandom } from '../../../shared/random.ts';
import { searchFacetsSchema, searchPageSchema } from '../../../shared/contract/search.ts';
import { hostileQuery } from '../../support/hostileQueries.ts';
import { addPhoto, temporaryLibrary } from '../../support/library.ts';
import { randomPage } from '../../support/randomEdits.ts';

const words = ['kitten', 'sitting', 'the', 'of', 'binary', 'tree', "don't", 'arr.length', 'naïve', 'a', '3x'];

it('every hostile query is answered, at first sight and thoroughly', () => {
  const random = createRandom(21);
  const { db } = temporaryLibrary();
  db.pragma('synchronous = OFF');
  for (let photo = 0; photo < 25; photo += 1) addPhoto(db, `${photo}.jpg`, randomPage(random, 20));
  for (let count = 0; count < 1500; count += 1) {
    const query = hostileQuery(random, words);
    for (const depth of ['quick', 'full'] as const) {
      const page = search(db, { query, offset: 0, limit: 5, depth });
      expect(searchPageSchema.safeParse(page).error, JSON.stringify(query)).toBeUndefined();
    }
    if (count % 10 === 0) {
      const facets = searchFacets(db, { query });
      expect(searchFacetsSchema.safeParse(facets).error, JSON.stringify(query)).toBeUndefined();
    }
  }
});

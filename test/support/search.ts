import { search } from '../../main/search/service.ts';
import type { WritableDatabase } from '../../main/store/database.ts';
import type { SearchPage } from '../../shared/contract/search.ts';

/** What a query finds, but for more than the first fifty photos. */
export function find(db: WritableDatabase, query: string): SearchPage {
  return search(db, { query, offset: 0, limit: 50 });
}

/** Of the photos found, in their order. */
export function names(page: SearchPage): string[] {
  return page.results.map(({ photo }) => photo.name);
}

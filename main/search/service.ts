import type { CallArgs, CallResult } from '../../shared/contract/contract.ts';
import type { Database } from '../store/database.ts';
import { searchFacets } from './facets.ts';
import { listUnsearched, searchOverlooked, type ReadOverlooked } from './overlooked.ts';
import { search } from './search.ts';

/** The service that finds photos by their words. */
export interface SearchJourney {
  search(args: CallArgs<'search'>): CallResult<'search'>;
  searchFacets(args: CallArgs<'searchFacets'>): CallResult<'searchFacets'>;
  listUnsearched(args: CallArgs<'listUnsearched'>): CallResult<'listUnsearched'>;
  searchOverlooked(args: CallArgs<'searchOverlooked'>): Promise<CallResult<'searchOverlooked'>>;
}

export interface SearchParts {
  readonly db: Database;
  readonly readOverlooked: ReadOverlooked;
}

export function createSearch({ db, readOverlooked }: SearchParts): SearchJourney {
  return {
    search: (args) => search(db, args),
    searchFacets: (args) => searchFacets(db, args),
    listUnsearched: (args) => listUnsearched(db, args),
    searchOverlooked: (args) => searchOverlooked(db, args, readOverlooked),
  };
}

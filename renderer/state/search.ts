import type { StoreApi } from 'zustand/vanilla';
import type { CallArgs, Contract } from '../../shared/contract/contract.ts';
import { type Failure, failureOf } from '../../shared/result.ts';
import type { SearchPage, SearchSort } from '../../shared/contract/search.ts';
import type { HitStep } from './hits.ts';
import { storeOf, type StateOf } from './storeOf.ts';

/** Photos per request. */
const pageSize = 24;
/** A pause in typing of this length starts a search. */
const debounceMs = 90;

export type SearchState = StateOf<typeof createSearchStore>;

type Host = Pick<Contract, 'search'>;

/** @param sortOf the order of results that the person has chosen */
export function createSearchStore(host: Host, sortOf = (): SearchSort => 'best') {
  // Each search gets a number; only the answer to the newest is shown.
  let newest = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  // The newest search while it runs, and the loading of the next page while it runs.
  let asking: Promise<void> | null = null;
  let addingMore: Promise<void> | null = null;
  let isOutdated = false;
  const load = (args: CallArgs<'search'>) => host.search({ ...args, sort: sortOf() });

  const { set, get, withActions } = storeOf({
    query: '',
    /** The latest results, which stay on screen until the next ones arrive. */
    page: null as SearchPage | null,
    /** Counts the full answers, so that the facets of each are loaded again. */
    answers: 0,
    isSearching: false,
    error: null as Failure | null,
    /** Why more results could not be loaded, until they are requested again. The loaded ones stay. */
    moreError: null as Failure | null,
    /** The current hit of "Next hit" and "Previous hit". */
    active: null as HitStep | null,
  });
  function ask(query: string, limit: number, isTyped = false): Promise<void> {
    const number = ++newest;
    isOutdated = false;
    asking = answer(number, query, limit, isTyped).finally(() => {
      if (number === newest) asking = null;
    });
    return asking;
  }

  async function answer(number: number, query: string, limit: number, isTyped: boolean): Promise<void> {
    try {
      if (isTyped) {
        const first = await load({ query, offset: 0, limit, depth: 'quick' });
        if (number !== newest) return;
        // A quick search without results is not shown: the full search may still find some.
        if (first.total > 0) set({ page: first });
      }
      const page = await load({ query, offset: 0, limit, depth: 'full' });
      if (number !== newest) return;
      set({ page, answers: get().answers + 1, isSearching: false, error: null, moreError: null });
    } catch (thrown) {
      if (number === newest) set({ isSearching: false, error: failureOf(thrown) });
    }
  }

  /** Waits for a running search, then loads the next page; starts again if a newer search began meanwhile. */
  async function addMore(): Promise<void> {
    for (;;) {
      while (asking !== null) await asking;
      const { page, query, isSearching } = get();
      if (page === null || isSearching || page.results.length >= page.total) return;
      const number = newest;
      set({ moreError: null });
      try {
        const next = await load({ query, offset: page.results.length, limit: pageSize });
        if (number !== newest) continue;
        const results = [...page.results, ...next.results];
        // An empty page means the end, even if `total` is larger; otherwise it would be requested for ever.
        const total = next.results.length === 0 ? results.length : next.total;
        set({ page: { ...page, total, likely: next.likely, results } });
      } catch (thrown) {
        if (number === newest) set({ moreError: failureOf(thrown) });
      }
      return;
    }
  }

  /** Searches for the same query again, in place of a running search. Resolves when the results have arrived. */
  const refresh = async () => {
    const { query, page } = get();
    if (query.trim() === '') return;
    clearTimeout(timer);
    await ask(query, Math.min(Math.max(page?.results.length ?? 0, pageSize), 500));
  };
  return withActions({
    setActive: (active: HitStep | null) => {
      set({ active });
    },
    /**
     * Searches after a short pause, first quickly, then fully; a newer call replaces an older one. `now`: a full search
     * without the pause. The same query is searched again only if photos have changed since.
     */
    search: (query: string, { now = false }: { readonly now?: boolean } = {}) => {
      if (query === get().query) {
        if (isOutdated) void refresh();
        return;
      }
      clearTimeout(timer);
      newest += 1;
      asking = null;
      if (query.trim() === '') {
        set({ query, page: null, isSearching: false, error: null, moreError: null, active: null });
        return;
      }
      set({ query, isSearching: true, moreError: null, active: null });
      if (now) void ask(query, pageSize);
      else {
        timer = setTimeout(() => {
          void ask(query, pageSize, true);
        }, debounceMs);
      }
    },
    /** Loads the next page of results. */
    more: () => {
      addingMore ??= addMore().finally(() => {
        addingMore = null;
      });
      return addingMore;
    },
    /** Notes that photos changed: the results stay until the next search, which runs even for the same query. */
    outdate: () => {
      isOutdated = true;
    },
    refresh,
  });
}

/**
 * Waits for a running search.
 *
 * @returns the full answer to the query; null if the search fails, or if the search is for another query
 */
export function whenAnswered(store: StoreApi<SearchState>, query: string): Promise<SearchPage | null> {
  return new Promise((resolve) => {
    let leave = (): void => undefined;
    const settle = (state: SearchState): void => {
      if (state.isSearching && state.query === query) return;
      leave();
      resolve(answerTo(state, query));
    };
    leave = store.subscribe(settle);
    settle(store.getState());
  });
}

/** The results of a query; null while there are none, also while those of an older query are still on screen. */
export function answerTo({ page }: Pick<SearchState, 'page'>, query: string): SearchPage | null {
  return page?.query === query ? page : null;
}

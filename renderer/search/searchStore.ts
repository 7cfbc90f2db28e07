import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Contract } from '../../shared/contract.ts';
import { failureOf, type Failure } from '../../shared/result.ts';
import type { SearchPage } from '../../shared/search.ts';
import type { HitStep } from './hitSteps.ts';

/** Photos per request. */
const pageSize = 24;
/** A pause in typing as long as this asks the house. */
const debounceMs = 90;

export interface SearchState {
  /** What is asked for now. */
  readonly query: string;
  /** The latest answer, which stays on screen until the next one is there. */
  readonly page: SearchPage | null;
  readonly isSearching: boolean;
  readonly error: Failure | null;
  /** The hit that was stepped to. */
  readonly active: HitStep | null;
  readonly setActive: (active: HitStep | null) => void;
  /** Searches soon, at first sight, then thoroughly; a newer call takes over. `now`: at once, thoroughly. */
  readonly search: (query: string, options?: { readonly now?: boolean }) => void;
  /** Adds the next photos to the answer. */
  readonly more: () => Promise<void>;
  /** The same question again, because photos changed. */
  readonly refresh: () => void;
}

export function createSearchStore(house: Pick<Contract, 'search'>): StoreApi<SearchState> {
  // Each question takes a number; only the answer to the newest is shown.
  let newest = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isLoadingMore = false;

  return createStore<SearchState>((set, get) => {
    async function ask(query: string, limit: number, isTyped = false): Promise<void> {
      const number = ++newest;
      try {
        if (isTyped) {
          const first = await house.search({ query, offset: 0, limit, depth: 'quick' });
          if (number !== newest) return;
          // What nothing is found of at first sight may still be found.
          if (first.total > 0) set({ page: first });
        }
        const page = await house.search({ query, offset: 0, limit, depth: 'full' });
        if (number === newest) set({ page, isSearching: false, error: null });
      } catch (thrown) {
        if (number === newest) set({ isSearching: false, error: failureOf(thrown) });
      }
    }

    return {
      query: '',
      page: null,
      isSearching: false,
      error: null,
      active: null,
      setActive: (active) => {
        set({ active });
      },
      search: (query, { now = false } = {}) => {
        if (query === get().query) return;
        clearTimeout(timer);
        newest += 1;
        if (query.trim() === '') {
          set({ query, page: null, isSearching: false, error: null, active: null });
          return;
        }
        set({ query, isSearching: true, active: null });
        if (now) void ask(query, pageSize);
        else timer = setTimeout(() => void ask(query, pageSize, true), debounceMs);
      },
      more: async () => {
        const { page, query, isSearching } = get();
        if (page === null || isSearching || isLoadingMore || page.results.length >= page.total) return;
        const number = newest;
        isLoadingMore = true;
        try {
          const next = await house.search({ query, offset: page.results.length, limit: pageSize });
          if (number === newest) set({ page: { ...page, results: [...page.results, ...next.results] } });
        } catch (thrown) {
          if (number === newest) set({ error: failureOf(thrown) });
        } finally {
          isLoadingMore = false;
        }
      },
      refresh: () => {
        const { query, page } = get();
        if (query.trim() === '') return;
        clearTimeout(timer);
        void ask(query, Math.min(Math.max(page?.results.length ?? 0, pageSize), 500));
      },
    };
  });
}

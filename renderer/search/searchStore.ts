import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Contract } from '../../shared/contract/contract.ts';
import { failureOf, type Failure } from '../../shared/result.ts';
import type { SearchPage } from '../../shared/contract/search.ts';
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
  /** Grows with each whole answer, so that what goes with it is asked again. */
  readonly answers: number;
  readonly isSearching: boolean;
  readonly error: Failure | null;
  /** Why the next photos could not be added to the answer, which stands; until they are asked for again. */
  readonly moreError: Failure | null;
  /** The hit that was stepped to. */
  readonly active: HitStep | null;
  readonly setActive: (active: HitStep | null) => void;
  /**
   * Searches soon, at first sight, then thoroughly; a newer call takes over. `now`: at once, thoroughly. The same
   * question is asked again only where photos changed since.
   */
  readonly search: (query: string, options?: { readonly now?: boolean }) => void;
  /** Adds the next photos to the answer. */
  readonly more: () => Promise<void>;
  /** Photos changed: the answer stands until the question is asked the next time. */
  readonly outdate: () => void;
  /** The same question again, in place of one that is out; resolves once it is answered. */
  readonly refresh: () => Promise<void>;
}

export function createSearchStore(house: Pick<Contract, 'search'>): StoreApi<SearchState> {
  // Each question takes a number; only the answer to the newest is shown.
  let newest = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  // The newest question while it is out, and the next photos while they are asked for.
  let asking: Promise<void> | null = null;
  let addingMore: Promise<void> | null = null;
  let isOutdated = false;

  return createStore<SearchState>((set, get) => {
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
          const first = await house.search({ query, offset: 0, limit, depth: 'quick' });
          if (number !== newest) return;
          // What nothing is found of at first sight may still be found.
          if (first.total > 0) set({ page: first });
        }
        const page = await house.search({ query, offset: 0, limit, depth: 'full' });
        if (number !== newest) return;
        set({ page, answers: get().answers + 1, isSearching: false, error: null, moreError: null });
      } catch (thrown) {
        if (number === newest) set({ isSearching: false, error: failureOf(thrown) });
      }
    }

    /** Goes behind the answer that is out, and begins anew where another one came meanwhile. */
    async function addMore(): Promise<void> {
      for (;;) {
        while (asking !== null) await asking;
        const { page, query, isSearching } = get();
        if (page === null || isSearching || page.results.length >= page.total) return;
        const number = newest;
        set({ moreError: null });
        try {
          const next = await house.search({ query, offset: page.results.length, limit: pageSize });
          if (number !== newest) continue;
          const results = [...page.results, ...next.results];
          // Where nothing comes, there is no more, whatever was reckoned: it would be asked for without an end.
          const total = next.results.length === 0 ? results.length : next.total;
          set({ page: { ...page, total, likely: next.likely, results } });
        } catch (thrown) {
          if (number === newest) set({ moreError: failureOf(thrown) });
        }
        return;
      }
    }

    return {
      query: '',
      page: null,
      answers: 0,
      isSearching: false,
      error: null,
      moreError: null,
      active: null,
      setActive: (active) => {
        set({ active });
      },
      search: (query, { now = false } = {}) => {
        if (query === get().query) {
          if (isOutdated) void get().refresh();
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
      more: () => {
        addingMore ??= addMore().finally(() => {
          addingMore = null;
        });
        return addingMore;
      },
      outdate: () => {
        isOutdated = true;
      },
      refresh: async () => {
        const { query, page } = get();
        if (query.trim() === '') return;
        clearTimeout(timer);
        await ask(query, Math.min(Math.max(page?.results.length ?? 0, pageSize), 500));
      },
    };
  });
}

/** The answer to a question; null while there is none, and while an older question's stays on screen in its place. */
export function answerTo({ page }: Pick<SearchState, 'page'>, query: string): SearchPage | null {
  return page?.query === query ? page : null;
}

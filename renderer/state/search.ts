import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Contract } from '../../shared/contract/contract.ts';
import { type Failure, failureOf } from '../../shared/result.ts';
import type { Hit, SearchPage, SearchResult } from '../../shared/contract/search.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import type { WordId } from '../../shared/contract/word.ts';

/** Photos per request. */
const pageSize = 24;
/** A pause in typing of this length starts a search. */
const debounceMs = 90;

export interface SearchState {
  /** The current query. */
  readonly query: string;
  /** The latest results, which stay on screen until the next ones arrive. */
  readonly page: SearchPage | null;
  /** Counts the full answers, so that the facets of each are loaded again. */
  readonly answers: number;
  readonly isSearching: boolean;
  readonly error: Failure | null;
  /** Why more results could not be loaded, until they are requested again. The loaded ones stay. */
  readonly moreError: Failure | null;
  /** The current hit of "Next hit" and "Previous hit". */
  readonly active: HitStep | null;
  readonly setActive: (active: HitStep | null) => void;
  /**
   * Searches after a short pause, first quickly, then fully; a newer call replaces an older one. `now`: a full search
   * without the pause. The same query is searched again only if photos have changed since.
   */
  readonly search: (query: string, options?: { readonly now?: boolean }) => void;
  /** Loads the next page of results. */
  readonly more: () => Promise<void>;
  /** Notes that photos changed: the results stay until the next search, which runs even for the same query. */
  readonly outdate: () => void;
  /** Searches for the same query again, in place of a running search. Resolves when the results have arrived. */
  readonly refresh: () => Promise<void>;
}

export function createSearchStore(host: Pick<Contract, 'search'>): StoreApi<SearchState> {
  // Each search gets a number; only the answer to the newest is shown.
  let newest = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  // The newest search while it runs, and the loading of the next page while it runs.
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
          const first = await host.search({ query, offset: 0, limit, depth: 'quick' });
          if (number !== newest) return;
          // A quick search without results is not shown: the full search may still find some.
          if (first.total > 0) set({ page: first });
        }
        const page = await host.search({ query, offset: 0, limit, depth: 'full' });
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
          const next = await host.search({ query, offset: page.results.length, limit: pageSize });
          if (number !== newest) continue;
          const results = [...page.results, ...next.results];
          // An empty page means the end, whatever `total` says; otherwise it would be requested for ever.
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

/** The results of a query; null while there are none, also while those of an older query are still on screen. */
export function answerTo({ page }: Pick<SearchState, 'page'>, query: string): SearchPage | null {
  return page?.query === query ? page : null;
}

/** One hit that "Next hit" and "Previous hit" move to. */
interface HitStep {
  readonly photo: PhotoId;
  readonly word: WordId;
}

/** Whether all photos of the results are loaded, not only the first pages. */
export function isWhole({ results, total }: Pick<SearchPage, 'results' | 'total'>): boolean {
  return results.length >= total;
}

/** All hits in the order of the results; a word that matches two terms occurs once. */
export function hitSteps(results: readonly SearchResult[]): HitStep[] {
  return results.flatMap(({ photo, hits }) =>
    distinctHits(hits).map(({ word }) => ({ photo: photo.id, word })),
  );
}

/** Hits and photos that are less likely than this are folded away beside more likely ones. */
export const weakBelow = 0.2;

/** The place of the first weak result, if it comes after more likely ones; else the number of results. */
export function firstWeak(results: readonly SearchResult[]): number {
  const place = results.findIndex(({ score }) => score < weakBelow);
  return place > 0 ? place : results.length;
}

/** The hits of a photo in reading order, each word only with its most likely reading. */
export function distinctHits(hits: readonly Hit[]): Hit[] {
  const byWord = new Map<WordId, Hit>();
  for (const hit of hits) {
    const known = byWord.get(hit.word);
    if (known === undefined || hit.probability > known.probability) byWord.set(hit.word, hit);
  }
  return [...byWord.values()];
}

/**
 * The next (1) or previous (-1) hit; after the last comes the first. On a photo without a selected word it is
 * that photo's first hit (going back, its last); without a photo, the first or last of all.
 *
 * @param isAll whether `steps` contains all hits; otherwise the last one is unknown, and null is returned in its place
 */
export function stepHit(
  steps: readonly HitStep[],
  from: { readonly photo: PhotoId | null; readonly word: WordId | null },
  by: 1 | -1,
  isAll = true,
): HitStep | null {
  const current = steps.findIndex(({ photo, word }) => photo === from.photo && word === from.word);
  if (current >= 0) {
    const next = isAll ? (current + by + steps.length) % steps.length : current + by;
    return steps[next] ?? null;
  }
  const inPhoto = steps.filter(({ photo }) => photo === from.photo);
  const candidates = inPhoto.length > 0 ? inPhoto : steps;
  if (inPhoto.length === 0 && by === -1 && !isAll) return null;
  return candidates.at(by === 1 ? 0 : -1) ?? null;
}

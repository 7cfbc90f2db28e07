import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Contract } from '../../../shared/contract.ts';
import type { Contents, HeldSample, SampleFilter } from '../../../shared/datasetContents.ts';
import { failureOf, type Failure } from '../../../shared/result.ts';

/** Samples per request: more than a screen, less than what takes a while to draw. */
export const pageSize = 200;

export interface SampleListState {
  /** Samples that pass the filter; null until the first answer. */
  readonly total: number | null;
  readonly pages: ReadonlyMap<number, readonly HeldSample[]>;
  readonly error: Failure | null;
  /** Asks for these samples; what is shown stays until the answer is there, if it is of the same contents. */
  readonly show: (contents: Contents, filter: SampleFilter) => Promise<void>;
  /** Makes sure that the samples at `first` to `last` (both included) are there or on their way. */
  readonly need: (first: number, last: number) => Promise<void>;
  /** Those at `first` to `last` (both included), asked for where they are not there. */
  readonly between: (first: number, last: number) => Promise<HeldSample[]>;
}

/** The samples of a dataset or version, by the page. */
export function createSampleList(house: Pick<Contract, 'listSamples'>): StoreApi<SampleListState> {
  // Answers to an older question are dropped.
  let generation = 0;
  let asked: { readonly contents: Contents; readonly filter: SampleFilter } | null = null;
  let visible = { first: 0, last: pageSize - 1 };
  const underway = new Map<number, Promise<readonly HeldSample[]>>();

  return createStore<SampleListState>((set, get) => {
    async function ask(page: number): Promise<readonly HeldSample[]> {
      if (asked === null) return [];
      const number = generation;
      try {
        const answer = await house.listSamples({ ...asked, offset: page * pageSize, limit: pageSize });
        if (number === generation) {
          set({ total: answer.total, pages: new Map(get().pages).set(page, answer.samples), error: null });
        }
        return answer.samples;
      } catch (thrown) {
        if (number === generation) set({ error: failureOf(thrown) });
        throw thrown;
      } finally {
        if (number === generation) underway.delete(page);
      }
    }

    function load(page: number): Promise<readonly HeldSample[]> {
      const going = underway.get(page);
      if (going !== undefined) return going;
      const loading = ask(page);
      underway.set(page, loading);
      return loading;
    }

    /** All pages on screen at once, so that what is shown is of one time. */
    async function loadVisible(): Promise<void> {
      if (asked === null) return;
      const number = ++generation;
      underway.clear();
      const question = asked;
      const wanted = pagesBetween(visible.first, visible.last);
      try {
        const answers = await Promise.all(
          wanted.map((page) => house.listSamples({ ...question, offset: page * pageSize, limit: pageSize })),
        );
        if (number !== generation) return;
        const pages = new Map(wanted.map((page, index) => [page, answers[index]?.samples ?? []]));
        set({ total: answers[0]?.total ?? 0, pages, error: null });
      } catch (thrown) {
        if (number === generation) set({ error: failureOf(thrown) });
      }
    }

    return {
      total: null,
      pages: new Map(),
      error: null,
      show: async (contents, filter) => {
        const isOther = asked === null || JSON.stringify(asked.contents) !== JSON.stringify(contents);
        if (isOther || JSON.stringify(asked?.filter) !== JSON.stringify(filter)) {
          visible = { first: 0, last: pageSize - 1 };
        }
        asked = { contents, filter };
        if (isOther) set({ total: null, pages: new Map(), error: null });
        await loadVisible();
      },
      need: async (first, last) => {
        visible = { first, last };
        const missing = pagesBetween(first, last).filter((page) => !get().pages.has(page));
        // A failure is in `error`.
        await Promise.allSettled(missing.map(load));
      },
      between: async (first, last) => {
        const pages = pagesBetween(first, last);
        const loaded = await Promise.all(
          pages.map((page) => Promise.resolve(get().pages.get(page) ?? load(page))),
        );
        const start = (pages[0] ?? 0) * pageSize;
        return loaded.flat().slice(first - start, last - start + 1);
      },
    };
  });
}

/** The sample at a place of the list; undefined while it is on its way. */
export function sampleAt({ pages }: Pick<SampleListState, 'pages'>, index: number): HeldSample | undefined {
  return pages.get(Math.floor(index / pageSize))?.[index % pageSize];
}

function pagesBetween(first: number, last: number): number[] {
  const from = Math.floor(Math.max(first, 0) / pageSize);
  const to = Math.floor(Math.max(last, 0) / pageSize);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

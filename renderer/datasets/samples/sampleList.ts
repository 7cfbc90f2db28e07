import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Contract } from '../../../shared/contract/contract.ts';
import type { Contents, HeldSample, SampleFilter } from '../../../shared/contract/datasetContents.ts';
import { failureOf, type Failure } from '../../../shared/result.ts';
import { createPages, itemAt, type Paged } from '../../state/pages.ts';

/** Samples per request: more than a screen, less than what takes a while to draw. */
export const pageSize = 200;

/** Those samples that pass the filter. */
export interface SampleListState extends Paged<HeldSample> {
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
  let asked: { readonly contents: Contents; readonly filter: SampleFilter } | null = null;

  return createStore<SampleListState>((set) => {
    const { need, between, rewind, clear, renew } = createPages<HeldSample>(
      pageSize,
      async (offset, limit) => {
        if (asked === null) return { total: 0, items: [] };
        const { total, samples } = await house.listSamples({ ...asked, offset, limit });
        return { total, items: samples };
      },
      (paged) => {
        set({ ...paged, error: null });
      },
    );

    async function told(work: Promise<void>): Promise<void> {
      try {
        await work;
      } catch (thrown) {
        set({ error: failureOf(thrown) });
      }
    }

    return {
      total: null,
      pages: new Map(),
      error: null,
      show: async (contents, filter) => {
        const isOther = asked === null || JSON.stringify(asked.contents) !== JSON.stringify(contents);
        if (isOther || JSON.stringify(asked?.filter) !== JSON.stringify(filter)) rewind();
        asked = { contents, filter };
        if (isOther) clear();
        await told(renew());
      },
      need: (first, last) => told(need(first, last)),
      between,
    };
  });
}

/** The sample at a place of the list; undefined while it is on its way. */
export function sampleAt({ pages }: Pick<SampleListState, 'pages'>, index: number): HeldSample | undefined {
  return itemAt(pages, pageSize, index);
}

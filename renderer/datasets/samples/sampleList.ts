import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Contract } from '../../../shared/contract/contract.ts';
import type { Contents, HeldSample, SampleFilter } from '../../../shared/contract/datasetContents.ts';
import { failureOf, type Failure } from '../../../shared/result.ts';
import { createPages, itemAt, type Paged } from '../../state/pages.ts';

/** Samples per request: more than one screen, but quick to load. */
export const pageSize = 200;

/** The samples that match the filter. */
export interface SampleListState extends Paged<HeldSample> {
  readonly error: Failure | null;
  /** Loads these samples. If the contents are the same, the old samples stay until the answer arrives. */
  readonly show: (contents: Contents, filter: SampleFilter) => Promise<void>;
  /** Loads the samples on screen again; the old ones stay until the answer arrives. */
  readonly refresh: () => Promise<void>;
  /** Makes sure that the samples at `first` to `last` (both included) are loaded or loading. */
  readonly need: (first: number, last: number) => Promise<void>;
  /** The samples at `first` to `last` (both included), loaded if necessary. */
  readonly between: (first: number, last: number) => Promise<HeldSample[]>;
}

/** The samples of a dataset or version, loaded in pages. */
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
      refresh: () => told(renew()),
      need: (first, last) => told(need(first, last)),
      between,
    };
  });
}

/** The sample at an index of the list; undefined while it is loading. */
export function sampleAt({ pages }: Pick<SampleListState, 'pages'>, index: number): HeldSample | undefined {
  return itemAt(pages, pageSize, index);
}

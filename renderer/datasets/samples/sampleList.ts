import type { Contract } from '../../../shared/contract/contract.ts';
import type { Contents, HeldSample, SampleFilter } from '../../../shared/contract/datasetContents.ts';
import { type Failure, failureOf } from '../../../shared/result.ts';
import type { SampleLevel } from '../../../shared/contract/dataset.ts';
import { createPages, itemAt, noPages } from '../../state/pages.ts';
import type { TileLayout } from '../../ui/TileGrid.tsx';
import { storeOf, type StateOf } from '../../state/storeOf.ts';

/** Samples per request: more than one screen, but quick to load. */
export const pageSize = 200;

/** The samples that match the filter. */
export type SampleListState = StateOf<typeof createSampleList>;

/** The samples of a dataset or version, loaded in pages. */
export function createSampleList(host: Pick<Contract, 'listSamples'>) {
  let asked: { readonly contents: Contents; readonly filter: SampleFilter } | null = null;

  const { set, withActions } = storeOf({
    ...noPages<HeldSample>(),
    error: null as Failure | null,
  });
  const { need, between, rewind, clear, renew } = createPages<HeldSample>(
    pageSize,
    async (offset, limit) => {
      if (asked === null) return { total: 0, items: [] };
      const { total, samples } = await host.listSamples({ ...asked, offset, limit });
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

  return withActions({
    /** Loads these samples. If the contents are the same, the old samples stay until the answer arrives. */
    show: async (contents: Contents, filter: SampleFilter) => {
      const isOther = asked === null || JSON.stringify(asked.contents) !== JSON.stringify(contents);
      if (isOther || JSON.stringify(asked?.filter) !== JSON.stringify(filter)) rewind();
      asked = { contents, filter };
      if (isOther) clear();
      await told(renew());
    },
    /** Loads the samples on screen again; the old ones stay until the answer arrives. */
    refresh: () => told(renew()),
    /** Makes sure that the samples at `first` to `last` (both included) are loaded or loading. */
    need: (first: number, last: number) => told(need(first, last)),
    /** The samples at `first` to `last` (both included), loaded if necessary. */
    between,
  });
}

/** The sample at an index of the list; undefined while it is loading. */
export function sampleAt({ pages }: Pick<SampleListState, 'pages'>, index: number): HeldSample | undefined {
  return itemAt(pages, pageSize, index);
}

/** A position in the list. The list may change, so the sample's key comes first. */
export interface SamplePlace {
  readonly index: number;
  readonly key: string | null;
}

/** The index of the sample; if it is gone, the index where it was. */
export function indexOf(
  { pages, total }: Pick<SampleListState, 'pages' | 'total'>,
  place: SamplePlace,
): number {
  if (place.key !== null) {
    for (const [number, page] of pages) {
      const found = page.findIndex(({ key }) => key === place.key);
      if (found >= 0) return number * pageSize + found;
    }
  }
  return Math.max(0, Math.min(place.index, (total ?? 1) - 1));
}

/** Gap between two tiles, in CSS pixels. */
export const tileGap = 12;
/** Height below the picture for the text and the note. */
const caption = 52;

/** Minimum width of a tile and height of its picture, in CSS pixels: lines are wide, pages are high. */
const sizes: Readonly<Record<SampleLevel, { readonly width: number; readonly picture: number }>> = {
  word: { width: 152, picture: 72 },
  line: { width: 400, picture: 72 },
  page: { width: 200, picture: 240 },
};

interface SampleLayout extends TileLayout {
  /** Height of a tile's picture, in CSS pixels. */
  readonly picture: number;
}

/** The layout with as many columns as fit, for samples of one level. */
export function layOutTiles(width: number, level: SampleLevel): SampleLayout {
  const size = sizes[level];
  const columns = Math.max(1, Math.floor((width + tileGap) / (size.width + tileGap)));
  return { columns, rowHeight: size.picture + caption + tileGap, picture: size.picture };
}

import { pageSize, type SampleListState } from './sampleList.ts';

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

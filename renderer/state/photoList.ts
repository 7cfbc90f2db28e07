import type { Contract } from '../../shared/contract/contract.ts';
import {
  photoStatusSchema,
  type Photo,
  type PhotoSort,
  type PhotoStatus,
} from '../../shared/contract/photo.ts';
import { everyPhoto, type PhotoFilter } from './route.ts';
import { createPages, itemAt, noPages } from './pages.ts';
import { storeOf, type StateOf } from './storeOf.ts';

/** Photos per request: more than a screen shows, few enough to draw quickly. */
const pageSize = 100;

export type StatusCounts = Readonly<Record<PhotoStatus, number>>;

export interface GridPlace {
  /** CSS pixels from the top. */
  readonly scrollTop: number;
  /** Index of the tile that had the focus last; null before any had it. */
  readonly index: number | null;
  /** Index of the first tile on screen. */
  readonly first: number;
}

const top: GridPlace = { scrollTop: 0, index: null, first: 0 };

/** The photos that pass the filter. */
export type PhotoListState = StateOf<typeof createPhotoList>;

/** @param sortedBy the order of the photos at present */
export function createPhotoList(
  host: Pick<Contract, 'listPhotos'>,
  sortedBy: () => PhotoSort = () => 'taken',
) {
  const { set, get, withActions } = storeOf({
    filter: everyPhoto,
    ...noPages<Photo>(),
    /** The position in the list, restored on the next visit. */
    place: top,
    /** The index that the grid is asked to show first. A new object for each request. */
    jump: null as { readonly index: number } | null,
  });
  const { need, rewind, clear, renew } = createPages<Photo>(
    pageSize,
    async (offset, limit) => {
      const { total, photos } = await host.listPhotos({ offset, limit, ...get().filter, sort: sortedBy() });
      return { total, items: photos };
    },
    set,
  );

  /** Loads the list in another order, from its beginning. */
  const startOver = async () => {
    set({ place: top, jump: null });
    rewind();
    clear();
    await renew();
  };
  return withActions({
    remember: (change: Partial<GridPlace>) => {
      set({ place: { ...get().place, ...change } });
    },
    /** Changes the filter; the list starts at its beginning. */
    show: async (filter: PhotoFilter) => {
      const { filter: shown, total } = get();
      const isShown =
        filter.status === shown.status &&
        filter.collection === shown.collection &&
        filter.folder === shown.folder;
      if (isShown && total !== null) return;
      set({ filter });
      await startOver();
    },
    startOver,
    jumpTo: (index: number) => {
      set({ jump: { index } });
    },
    /** Makes sure that the photos at `first` to `last` (both included) are loaded or loading. */
    need,
    /** Reloads what is on screen; it stays visible until the answer arrives. */
    refresh: renew,
  });
}

/** The photo at an index of the list; undefined while it is loading. */
export function photoAt({ pages }: PhotoListState, index: number): Photo | undefined {
  return itemAt(pages, pageSize, index);
}

/** The calls that count the photos of each status. */
export const countCalls = photoStatusSchema.options.map((status) => ({ offset: 0, limit: 1, status }));

/** The number of photos of each status from the answers to `countCalls`; 0 before they have arrived. */
export function countsOf(pages: readonly { readonly total: number }[]): StatusCounts {
  const count = (status: PhotoStatus): number => pages[photoStatusSchema.options.indexOf(status)]?.total ?? 0;
  const { waiting, reading, read, failed, missing } = photoStatusSchema.enum;
  return {
    waiting: count(waiting),
    reading: count(reading),
    read: count(read),
    'no-writing': count('no-writing'),
    failed: count(failed),
    missing: count(missing),
  };
}

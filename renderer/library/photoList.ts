import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Contract, LibraryInfo } from '../../shared/contract.ts';
import { photoStatusSchema, type Photo, type PhotoStatus } from '../../shared/photo.ts';

/** Photos per request: more than a screen, less than what takes a while to draw. */
const pageSize = 100;

export type StatusCounts = Readonly<Record<PhotoStatus, number>>;

export interface GridPlace {
  /** CSS pixels from the top. */
  readonly scrollTop: number;
  /** The tile that the keyboard was on; null before it was on any. */
  readonly index: number | null;
}

const top: GridPlace = { scrollTop: 0, index: null };

export interface PhotoListState {
  readonly info: LibraryInfo | null;
  readonly counts: StatusCounts | null;
  readonly status: PhotoStatus | null;
  /** Photos that pass the filter; null until the first answer. */
  readonly total: number | null;
  readonly pages: ReadonlyMap<number, readonly Photo[]>;
  /** Where the person was in the list, for when they come back to it. */
  readonly place: GridPlace;
  readonly remember: (change: Partial<GridPlace>) => void;
  /** Changes the filter; the list starts afresh. */
  readonly show: (status: PhotoStatus | null) => Promise<void>;
  /** Makes sure that the photos at `first` to `last` (both included) are there or on their way. */
  readonly need: (first: number, last: number) => Promise<void>;
  /** Asks again for what is on screen, keeping what is shown until the answer is there. */
  readonly refresh: () => Promise<void>;
}

type ListCalls = Pick<Contract, 'listPhotos' | 'libraryInfo'>;

export function createPhotoList(house: ListCalls): StoreApi<PhotoListState> {
  // Answers to an older filter or an older state of the library are dropped.
  let generation = 0;
  let visible = { first: 0, last: pageSize - 1 };
  const underway = new Set<number>();

  return createStore<PhotoListState>((set, get) => {
    async function load(page: number): Promise<void> {
      const asked = generation;
      underway.add(page);
      try {
        const status = get().status;
        const answer = await house.listPhotos({ offset: page * pageSize, limit: pageSize, status });
        if (asked !== generation) return;
        set({ total: answer.total, pages: new Map(get().pages).set(page, answer.photos) });
      } finally {
        if (asked === generation) underway.delete(page);
      }
    }

    async function loadVisible(): Promise<void> {
      const asked = generation;
      const { status } = get();
      const wanted = pagesBetween(visible.first, visible.last);
      const answers = await Promise.all(
        wanted.map((page) => house.listPhotos({ offset: page * pageSize, limit: pageSize, status })),
      );
      if (asked !== generation) return;
      const pages = new Map(wanted.map((page, index) => [page, answers[index]?.photos ?? []]));
      set({ total: answers[0]?.total ?? 0, pages });
    }

    return {
      info: null,
      counts: null,
      status: null,
      total: null,
      pages: new Map(),
      place: top,
      remember: (change) => {
        set({ place: { ...get().place, ...change } });
      },
      show: async (status) => {
        if (status === get().status && get().total !== null) return;
        generation += 1;
        underway.clear();
        visible = { first: 0, last: pageSize - 1 };
        set({ status, total: null, pages: new Map(), place: top });
        await loadVisible();
      },
      need: async (first, last) => {
        visible = { first, last };
        const missing = pagesBetween(first, last).filter(
          (page) => !get().pages.has(page) && !underway.has(page),
        );
        await Promise.all(missing.map(load));
      },
      refresh: async () => {
        generation += 1;
        underway.clear();
        const [info, counts] = await Promise.all([
          house.libraryInfo({}),
          countByStatus(house),
          loadVisible(),
        ]);
        set({ info, counts });
      },
    };
  });
}

/** The photo at a place of the list; undefined while it is on its way. */
export function photoAt({ pages }: PhotoListState, index: number): Photo | undefined {
  return pages.get(Math.floor(index / pageSize))?.[index % pageSize];
}

async function countByStatus(house: ListCalls): Promise<StatusCounts> {
  const count = async (status: PhotoStatus) =>
    (await house.listPhotos({ offset: 0, limit: 1, status })).total;
  const { waiting, reading, read, failed, missing } = photoStatusSchema.enum;
  const [waitingCount, readingCount, readCount, failedCount, missingCount] = await Promise.all(
    [waiting, reading, read, failed, missing].map(count),
  );
  return {
    waiting: waitingCount ?? 0,
    reading: readingCount ?? 0,
    read: readCount ?? 0,
    failed: failedCount ?? 0,
    missing: missingCount ?? 0,
  };
}

function pagesBetween(first: number, last: number): number[] {
  const from = Math.floor(Math.max(first, 0) / pageSize);
  const to = Math.floor(Math.max(last, 0) / pageSize);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

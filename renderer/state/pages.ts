/** A long list of which only the pages near the visible part are loaded. */
export interface Paged<Item> {
  /** Null until the first answer. */
  readonly total: number | null;
  readonly pages: ReadonlyMap<number, readonly Item[]>;
}

export const noPages = <Item>(): Paged<Item> => ({ total: null, pages: new Map() });

type AskForPage<Item> = (
  offset: number,
  limit: number,
) => Promise<{ readonly total: number; readonly items: readonly Item[] }>;

/**
 * Keeps the loaded pages of a list. Answers and errors of requests from before the latest `renew` are dropped.
 *
 * @param size items per page
 * @param show called with the loaded pages whenever they change
 */
export function createPages<Item>(size: number, ask: AskForPage<Item>, show: (paged: Paged<Item>) => void) {
  let held: ReadonlyMap<number, readonly Item[]> = new Map();
  let generation = 0;
  let visible = { first: 0, last: size - 1 };
  const underway = new Map<number, Promise<readonly Item[]>>();

  function hold(total: number | null, pages: ReadonlyMap<number, readonly Item[]>): void {
    held = pages;
    show({ total, pages });
  }

  async function askFor(page: number): Promise<readonly Item[]> {
    const asked = generation;
    try {
      const { total, items } = await ask(page * size, size);
      if (asked === generation) hold(total, new Map(held).set(page, items));
      return items;
    } finally {
      if (asked === generation) underway.delete(page);
    }
  }

  function load(page: number): Promise<readonly Item[]> {
    const going = underway.get(page);
    if (going !== undefined) return going;
    const loading = askFor(page);
    underway.set(page, loading);
    return loading;
  }

  async function unlessOutdated(work: Promise<unknown>): Promise<void> {
    const asked = generation;
    try {
      await work;
    } catch (thrown) {
      if (asked === generation) throw thrown;
    }
  }

  /** Repeats until no visible page is missing, because the person may scroll while a page is loading. */
  async function loadVisible(): Promise<void> {
    const asked = generation;
    const pages = new Map<number, readonly Item[]>();
    let total = 0;
    for (;;) {
      const missing = pagesBetween(visible.first, visible.last, size).filter((page) => !pages.has(page));
      if (missing.length === 0) break;
      const answers = await Promise.all(missing.map((page) => ask(page * size, size)));
      if (asked !== generation) return;
      for (const [index, page] of missing.entries()) pages.set(page, answers[index]?.items ?? []);
      total = answers[0]?.total ?? 0;
    }
    hold(total, pages);
  }

  return {
    /** Makes sure that the items at `first` to `last` (both included) are loaded or loading. */
    need: (first: number, last: number) => {
      visible = { first, last };
      const missing = pagesBetween(first, last, size).filter((page) => !held.has(page));
      return unlessOutdated(Promise.all(missing.map(load)));
    },
    /** The items at `first` to `last` (both included); missing ones are loaded. */
    between: async (first: number, last: number) => {
      const pages = pagesBetween(first, last, size);
      const loaded = await Promise.all(pages.map((page) => Promise.resolve(held.get(page) ?? load(page))));
      const start = (pages[0] ?? 0) * size;
      return loaded.flat().slice(first - start, last - start + 1);
    },
    /** Moves the visible part to the beginning; nothing changes on screen until `renew`. */
    rewind: () => {
      visible = { first: 0, last: size - 1 };
    },
    /** Removes all loaded items. */
    clear: () => {
      hold(null, new Map());
    },
    /** Reloads what is on screen. It is replaced as a whole, so that all of it has the same age. */
    renew: () => {
      generation += 1;
      underway.clear();
      return unlessOutdated(loadVisible());
    },
  };
}

/** The item at an index of the list; undefined while it is loading. */
export function itemAt<Item>(
  pages: ReadonlyMap<number, readonly Item[]>,
  size: number,
  index: number,
): Item | undefined {
  return pages.get(Math.floor(index / size))?.[index % size];
}

function pagesBetween(first: number, last: number, size: number): number[] {
  const from = Math.floor(Math.max(first, 0) / size);
  const to = Math.floor(Math.max(last, 0) / size);
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

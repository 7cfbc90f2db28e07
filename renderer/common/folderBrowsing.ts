import type { Contract } from '../../shared/contract/contract.ts';
import type { FolderListing } from '../../shared/contract/library.ts';
import { failureOf, type Failure } from '../../shared/result.ts';
import { storeOf, type StateOf } from '../state/storeOf.ts';

export type FolderBrowsingState = StateOf<typeof createFolderBrowsing>;

/**
 * Browses the folders of the host machine, for entry points without a system dialog.
 *
 * @param what `photos` to select any number of photos and folders; `files` to select one file of any kind
 */
export function createFolderBrowsing(
  host: Pick<Contract, 'listFolder'>,
  what: 'photos' | 'files' = 'photos',
) {
  let newest = 0;
  let opening = Promise.resolve(true);

  const { set, get, withActions } = storeOf({
    listing: null as FolderListing | null,
    error: null as Failure | null,
    /** Path of the folder that is being opened, otherwise of the open one. */
    path: '',
    /** Whether another folder is being opened; until it is, nothing can be chosen. */
    isOpening: false,
    /** Index of the highlighted entry in `listing.entries`. */
    cursor: 0,
    /** Paths selected one by one; if empty, the folder itself is chosen. */
    marked: new Set<string>(),
  });
  async function show(path: string): Promise<boolean> {
    const number = ++newest;
    set({ path, isOpening: true });
    try {
      const listing = await host.listFolder({ path, what });
      if (number === newest)
        set({ listing, error: null, path: listing.path, isOpening: false, cursor: 0, marked: new Set() });
      return true;
    } catch (thrown) {
      if (number !== newest) return true;
      set({ error: failureOf(thrown), path: get().listing?.path ?? '', isOpening: false });
      return false;
    }
  }
  /** Gives false if the folder cannot be opened, and no other was requested since; the one before then stays open. */
  const open = (path: string) => {
    opening = show(path);
    return opening;
  };
  return withActions({
    open,
    /** Opens the parent of the open folder, or of the one that is being opened, and highlights that folder. */
    up: async () => {
      await opening;
      const { listing } = get();
      const parent = listing?.parent ?? null;
      if (listing === null || parent === null) return;
      await open(parent);
      const index = get().listing?.entries.findIndex(({ path }) => path === listing.path) ?? -1;
      if (index >= 0) set({ cursor: index });
    },
    moveTo: (cursor: number) => {
      const last = Math.max(0, (get().listing?.entries.length ?? 0) - 1);
      set({ cursor: Math.min(Math.max(cursor, 0), last) });
    },
    toggleMark: (path: string) => {
      const marked = new Set(get().marked);
      const wasMarked = marked.delete(path);
      if (what === 'files') marked.clear();
      if (!wasMarked) marked.add(path);
      set({ marked });
    },
  });
}

/**
 * The paths that the button imports: the selected ones, otherwise the folder on screen. None while a folder is being
 * opened: a person who clicks then means that folder, not the one before.
 */
export function chosenPaths({ listing, marked, isOpening }: FolderBrowsingState): string[] {
  if (isOpening) return [];
  if (marked.size > 0) return [...marked];
  return listing === null ? [] : [listing.path];
}

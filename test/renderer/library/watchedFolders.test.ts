import { describe, expect, it } from 'vitest';
import { createWatchedFolders } from '../../../renderer/library/watchedFolders.ts';
import { InkdexError } from '../../../shared/result.ts';
import type { WatchedFolder } from '../../../shared/contract/library.ts';

/** A house that watches whatever it is told to but `/none`. */
function houseWatching(...paths: string[]) {
  let watched = paths;
  const list = (): WatchedFolder[] =>
    watched.map((path) => ({ path, name: path.slice(1), photos: 2, isThere: true }));
  return {
    listWatchedFolders: () => Promise.resolve(list()),
    watchFolder: ({ path }: { path: string }) => {
      if (path === '/none')
        return Promise.reject(new InkdexError('file-missing', 'There is no folder /none.'));
      watched = [...new Set([...watched, path])].sort();
      return Promise.resolve(list());
    },
    unwatchFolder: ({ path }: { path: string }) => {
      watched = watched.filter((other) => other !== path);
      return Promise.resolve(list());
    },
  };
}

describe('The list of watched folders', () => {
  it('opens with what is watched, and shows what is after one is added or left alone', async () => {
    const store = createWatchedFolders(houseWatching('/boards'));
    const shown = (): string[] => store.getState().folders.map(({ path }) => path);
    expect(store.getState()).toMatchObject({ isOpen: false, folders: [] });
    await store.getState().open();
    expect(store.getState().isOpen).toBe(true);
    await store.getState().watch('/notes');
    expect(shown()).toEqual(['/boards', '/notes']);
    await store.getState().unwatch('/boards');
    expect(shown()).toEqual(['/notes']);
    store.getState().close();
    expect(store.getState().isOpen).toBe(false);
  });

  it('stays closed where one has left before its folders are there', async () => {
    const store = createWatchedFolders(houseWatching('/boards'));
    const opened = store.getState().open();
    store.getState().close();
    await opened;
    expect(store.getState().isOpen).toBe(false);
  });

  it('stays as it is where a folder cannot be watched', async () => {
    const store = createWatchedFolders(houseWatching('/boards'));
    await store.getState().refresh();
    await expect(store.getState().watch('/none')).rejects.toMatchObject({ code: 'file-missing' });
    expect(store.getState().folders).toHaveLength(1);
  });
});

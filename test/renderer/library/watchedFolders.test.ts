import { describe, expect, it } from 'vitest';
import { createAnswers } from '../../../renderer/host/answers.ts';
import { createWatchedFolders } from '../../../renderer/library/dialogs.ts';
import { InkdexError } from '../../../shared/result.ts';
import type { WatchedFolder } from '../../../shared/contract/library.ts';

/** A house that watches whatever it is told to but `/none`. */
function hostWatching(...paths: string[]) {
  let watched = paths;
  const list = (): WatchedFolder[] =>
    watched.map((path) => ({ path, name: path.slice(1), photos: 2, isThere: true, onlyWriting: false }));
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

/** The list, and the paths that it shows. */
function listOf(host: ReturnType<typeof hostWatching>) {
  const answers = createAnswers(host);
  const store = createWatchedFolders(host, answers);
  const shown = async (): Promise<string[]> =>
    (await answers.load('listWatchedFolders', {})).map(({ path }) => path);
  return { store, shown };
}

describe('The list of watched folders', () => {
  it('opens with what is watched, and shows what is after one is added or left alone', async () => {
    const { store, shown } = listOf(hostWatching('/boards'));
    expect(store.getState().isOpen).toBe(false);
    await store.getState().open();
    expect(store.getState().isOpen).toBe(true);
    await store.getState().watch('/notes');
    expect(await shown()).toEqual(['/boards', '/notes']);
    await store.getState().unwatch('/boards');
    expect(await shown()).toEqual(['/notes']);
    store.getState().close();
    expect(store.getState().isOpen).toBe(false);
  });

  it('stays closed where one has left before its folders are there', async () => {
    const { store } = listOf(hostWatching('/boards'));
    const opened = store.getState().open();
    store.getState().close();
    await opened;
    expect(store.getState().isOpen).toBe(false);
  });

  it('stays as it is where a folder cannot be watched', async () => {
    const { store, shown } = listOf(hostWatching('/boards'));
    expect(await shown()).toHaveLength(1);
    await expect(store.getState().watch('/none')).rejects.toMatchObject({ code: 'file-missing' });
    expect(await shown()).toHaveLength(1);
  });
});

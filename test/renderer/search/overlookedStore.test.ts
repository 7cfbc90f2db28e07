import { describe, expect, it, vi } from 'vitest';
import { createOverlookedStore } from '../../../renderer/search/overlookedStore.ts';
import type { CallArgs, Contract } from '../../../shared/contract/contract.ts';
import { InkdexError } from '../../../shared/result.ts';
import type { OverlookedHit } from '../../../shared/contract/search.ts';
import { quadOfBox } from '../../../shared/geometry.ts';
import { photoFixture, photoId } from '../../support/photos.ts';

const hit: OverlookedHit = {
  box: [0, 0, 10, 10],
  quad: quadOfBox([0, 0, 10, 10]),
  text: 'tree',
  term: 'tree',
  probability: 0.4,
  way: 'read',
  alternatives: [],
};

/** A house of so many photos; every fifth holds an overlooked word. */
function hostOf(count: number) {
  const listUnsearched = vi.fn<Contract['listUnsearched']>(({ limit }) => {
    const photos = Array.from({ length: Math.min(count, limit) }, (_, index) => photoId(index + 1));
    return Promise.resolve({ photos, total: count });
  });
  const searchOverlooked = vi.fn<Contract['searchOverlooked']>(({ photo }: CallArgs<'searchOverlooked'>) =>
    Promise.resolve({ photo: photoFixture(photo), hits: photo % 5 === 0 ? [hit] : [] }),
  );
  return { listUnsearched, searchOverlooked };
}

describe('searching for overlooked words', () => {
  it('goes through the photos one by one, and on from there when asked again', async () => {
    const host = hostOf(250);
    const store = createOverlookedStore(host);
    await store.getState().search('tree');
    expect(store.getState()).toMatchObject({ isSearching: false, searched: 200, goal: 200, total: 250 });
    expect(store.getState().results).toHaveLength(40);
    await store.getState().search('tree');
    expect(store.getState()).toMatchObject({ searched: 250, goal: 250 });
    expect(store.getState().results).toHaveLength(50);
    expect(host.searchOverlooked).toHaveBeenCalledTimes(250);
  });

  it('knows that it has searched where no photo comes into question', async () => {
    const store = createOverlookedStore(hostOf(0));
    expect(store.getState().goal).toBeNull();
    await store.getState().search('tree');
    expect(store.getState()).toMatchObject({ isSearching: false, goal: 0, total: 0 });
  });

  it('counts photos that cannot be read, and goes on', async () => {
    const { listUnsearched, searchOverlooked } = hostOf(10);
    const store = createOverlookedStore({
      listUnsearched,
      searchOverlooked: (args) =>
        args.photo === 3
          ? Promise.reject(new InkdexError('file-missing', 'It is gone.'))
          : searchOverlooked(args),
    });
    await store.getState().search('tree');
    expect(store.getState()).toMatchObject({ searched: 10, failed: 1, error: null });
  });

  it('asks about a photo once more where the connection broke off', async () => {
    const host = hostOf(10);
    const lost = new InkdexError('connection-lost', 'The connection is lost.');
    host.searchOverlooked.mockRejectedValueOnce(lost);
    const store = createOverlookedStore(host);
    await store.getState().search('tree');
    expect(store.getState()).toMatchObject({ searched: 10, failed: 0, error: null });
  });

  it('stops where the connection stays lost, and goes on from that photo when asked again', async () => {
    const host = hostOf(10);
    const lost = new InkdexError('connection-lost', 'The connection is lost.');
    host.searchOverlooked.mockRejectedValueOnce(lost).mockRejectedValueOnce(lost);
    const store = createOverlookedStore(host);
    await store.getState().search('tree');
    expect(store.getState()).toMatchObject({
      isSearching: false,
      searched: 0,
      failed: 0,
      error: { code: 'connection-lost' },
    });
    await store.getState().search('tree');
    expect(store.getState()).toMatchObject({ searched: 10, failed: 0, error: null });
  });

  it('stops after the photo at hand, keeping what was found', async () => {
    const host = hostOf(100);
    const store = createOverlookedStore(host);
    host.searchOverlooked.mockImplementation(({ photo }) => {
      if (photo === 7) store.getState().stop();
      return Promise.resolve({ photo: photoFixture(photo), hits: [hit] });
    });
    await store.getState().search('tree');
    expect(store.getState()).toMatchObject({ isSearching: false, searched: 6, goal: 6 });
    expect(store.getState().results).toHaveLength(6);
    expect(host.searchOverlooked).toHaveBeenCalledTimes(7);
  });

  it('claims nothing of photos when it is stopped before it knows how many there are', async () => {
    const store = createOverlookedStore(hostOf(10));
    const searching = store.getState().search('tree');
    store.getState().stop();
    await searching;
    expect(store.getState()).toMatchObject({ isSearching: false, searched: 0, goal: null });
    await store.getState().search('tree');
    expect(store.getState()).toMatchObject({ searched: 10, goal: 10, total: 10 });
  });

  it('begins anew for another query', async () => {
    const store = createOverlookedStore(hostOf(10));
    await store.getState().search('tree');
    await store.getState().search('list');
    expect(store.getState()).toMatchObject({ query: 'list', searched: 10 });
    expect(store.getState().results).toHaveLength(2);
  });

  it('says why it cannot search', async () => {
    const { searchOverlooked } = hostOf(1);
    const refuse = () => Promise.reject(new InkdexError('connection-lost', 'The connection is lost.'));
    const store = createOverlookedStore({ listUnsearched: refuse, searchOverlooked });
    await store.getState().search('tree');
    expect(store.getState()).toMatchObject({ isSearching: false, error: { code: 'connection-lost' } });
  });

  it('takes a hit off the list, and a photo with its last one', async () => {
    const store = createOverlookedStore(hostOf(5));
    await store.getState().search('tree');
    store.getState().dismiss(photoId(5), hit);
    expect(store.getState().results).toEqual([]);
  });
});

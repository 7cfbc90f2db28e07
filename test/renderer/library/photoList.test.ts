import { describe, expect, it, vi } from 'vitest';
import { countCalls, countsOf, createPhotoList, photoAt } from '../../../renderer/state/photoList.ts';
import { everyPhoto } from '../../../renderer/state/route.ts';
import type { Contract } from '../../../shared/contract/contract.ts';
import type { PhotoStatus } from '../../../shared/contract/photo.ts';
import { photoFixture } from '../../support/photos.ts';

/** A library of photos numbered from `count` down to 1, every tenth of them waiting. */
function libraryOf(count: number) {
  const asked: { offset: number; limit: number; status: PhotoStatus | null }[] = [];
  const all = Array.from({ length: count }, (_, index) =>
    photoFixture(count - index, { status: (count - index) % 10 === 0 ? 'waiting' : 'read' }),
  );
  const host: Pick<Contract, 'listPhotos'> = {
    listPhotos: ({ offset, limit, status }) => {
      asked.push({ offset, limit, status });
      const passing = all.filter((photo) => status === null || photo.status === status);
      return Promise.resolve({ total: passing.length, photos: passing.slice(offset, offset + limit) });
    },
  };
  return { host, all, asked };
}

describe('the list of photos', () => {
  it('asks only for the pages that are looked at, each once', async () => {
    const { host, asked } = libraryOf(5000);
    const list = createPhotoList(host);
    await list.getState().show(everyPhoto);
    await Promise.all([list.getState().need(2490, 2520), list.getState().need(2500, 2530)]);
    expect(asked.map(({ offset }) => offset)).toEqual([0, 2400, 2500]);
    expect(photoAt(list.getState(), 2500)?.id).toBe(2500);
    expect(photoAt(list.getState(), 1000)).toBeUndefined();
  });

  it('counts each state and shows one of them alone', async () => {
    const { host } = libraryOf(50);
    const list = createPhotoList(host);
    const counts = countsOf(await Promise.all(countCalls.map((args) => host.listPhotos(args))));
    expect(counts).toMatchObject({ read: 45, waiting: 5, failed: 0 });
    await list.getState().show({ ...everyPhoto, status: 'waiting' });
    expect(list.getState().total).toBe(5);
    expect(photoAt(list.getState(), 0)?.id).toBe(50);
  });

  it('shows what is new after a refresh, where the person is looking', async () => {
    const { host, all } = libraryOf(300);
    const list = createPhotoList(host);
    await list.getState().show(everyPhoto);
    await list.getState().need(200, 220);
    all.unshift(photoFixture(301));
    await list.getState().refresh();
    expect(list.getState().total).toBe(301);
    expect(photoAt(list.getState(), 200)?.id).toBe(101);
  });

  it('is renewed where the person has scrolled to meanwhile', async () => {
    const { host, all } = libraryOf(500);
    let isSlow = false;
    const held: (() => void)[] = [];
    const list = createPhotoList({
      ...host,
      listPhotos: async (args) => {
        const answer = await host.listPhotos(args);
        if (isSlow && args.limit > 1) await new Promise<void>((resolve) => held.push(resolve));
        return answer;
      },
    });
    await list.getState().show(everyPhoto);
    await list.getState().need(400, 420);
    await list.getState().need(0, 20);
    all.unshift(photoFixture(501));
    isSlow = true;
    const refreshed = list.getState().refresh();
    await list.getState().need(400, 420);
    isSlow = false;
    await vi.waitUntil(() => held.length === 1);
    for (const release of held) release();
    await refreshed;
    expect(photoAt(list.getState(), 0)?.id).toBe(501);
    expect(photoAt(list.getState(), 400)?.id).toBe(101);
  });

  it('drops an answer to a filter that is no longer chosen', async () => {
    const { host } = libraryOf(50);
    const held: (() => void)[] = [];
    const list = createPhotoList({
      ...host,
      listPhotos: async (args) => {
        if (args.status === null) await new Promise<void>((resolve) => held.push(resolve));
        return host.listPhotos(args);
      },
    });
    const slow = list.getState().show(everyPhoto);
    await list.getState().show({ ...everyPhoto, status: 'waiting' });
    for (const release of held) release();
    await slow;
    expect(list.getState().total).toBe(5);
  });
});

import { describe, expect, it } from 'vitest';
import { createAnswers } from '../../../renderer/host/answers.ts';
import { createRemovedList, removedPage } from '../../../renderer/state/removedList.ts';
import type { PhotoId, RemovedPhoto } from '../../../shared/contract/photo.ts';

/** A house with so many removed photos; those told back or forgotten leave its list. */
function hostWith(ids: readonly number[]) {
  let photos = ids.map((id): RemovedPhoto => ({
    id: id as PhotoId,
    path: `/photos/${id}.jpg`,
    name: `${id}.jpg`,
    removedAt: '2026-05-01T00:00:00.000Z',
    words: 2,
    confirmed: 0,
  }));
  let asked = 0;
  const without = (given: readonly PhotoId[] | null): number => {
    const before = photos.length;
    photos = given === null ? [] : photos.filter(({ id }) => !given.includes(id));
    return before - photos.length;
  };
  return {
    askedFor: () => asked,
    listRemoved: () => {
      asked += 1;
      return Promise.resolve({ total: photos.length, photos });
    },
    restorePhotos: (args: { photos: PhotoId[] | null }) =>
      Promise.resolve({ back: without(args.photos), left: 0 }),
    forgetRemoved: (args: { photos: PhotoId[] | null }) => Promise.resolve(without(args.photos)),
  };
}

/** The list, and what the window shows in it. */
function listOf(host: ReturnType<typeof hostWith>) {
  const answers = createAnswers(host);
  const store = createRemovedList(host, answers);
  return { store, shown: () => answers.load('listRemoved', removedPage), answers };
}

describe('The list of removed photos', () => {
  it('opens with what there is, and shows what stays after some are put back or forgotten', async () => {
    const { store, shown } = listOf(hostWith([3, 2, 1]));
    await store.getState().open();
    expect(store.getState().isOpen).toBe(true);
    expect((await shown()).total).toBe(3);
    expect(await store.getState().restore([2 as PhotoId])).toEqual({ back: 1, left: 0 });
    expect((await shown()).photos.map(({ id }) => id)).toEqual([3, 1]);
    expect(await store.getState().forget(null)).toBe(2);
    expect(store.getState().isOpen).toBe(true);
    expect(await shown()).toEqual({ total: 0, photos: [] });
  });

  it('stays closed where one has left before its photos are there', async () => {
    const { store } = listOf(hostWith([1]));
    const opened = store.getState().open();
    store.getState().close();
    await opened;
    expect(store.getState().isOpen).toBe(false);
  });

  it('asks for nothing while nobody looks at it', async () => {
    const host = hostWith([1]);
    const { store, answers } = listOf(host);
    await answers.outdate('photosChanged');
    await store.getState().restore([1 as PhotoId]);
    expect(host.askedFor()).toBe(0);
    await store.getState().open();
    store.getState().close();
    await answers.outdate('photosChanged');
    expect(host.askedFor()).toBe(1);
  });
});

import { describe, expect, it } from 'vitest';
import { createPhotoStore } from '../../../renderer/state/photo.ts';
import { photoFixture, photoId, wordFixture, wordId } from '../../support/photos.ts';
import { InkdexError } from '../../../shared/result.ts';

const box = [0, 0, 10, 10] as const;

describe('the photo on screen', () => {
  it('is the one asked for last, even when an earlier answer comes later', async () => {
    const answers = new Map<number, () => void>();
    const store = createPhotoStore({
      getPhoto: ({ photo }) =>
        new Promise((resolve) => {
          answers.set(photo, () => {
            resolve({ photo: photoFixture(photo), words: [], marks: [] });
          });
        }),
    });
    const opening = [store.getState().open(photoId(1)), store.getState().open(photoId(2))];
    answers.get(2)?.();
    answers.get(1)?.();
    await Promise.all(opening);
    expect(store.getState().photo?.id).toBe(2);
  });

  it('keeps the selected word through a refresh while it is there, and lets go when it is not', async () => {
    let words = [wordFixture(5, 'ink', { line: 0, position: 0, box })];
    const store = createPhotoStore({
      getPhoto: ({ photo }) => Promise.resolve({ photo: photoFixture(photo), words, marks: [] }),
    });
    await store.getState().open(photoId(1));
    store.getState().select(wordId(5));
    await store.getState().refresh();
    expect(store.getState().selected).toBe(5);

    words = [wordFixture(6, 'ink', { line: 0, position: 0, box })];
    await store.getState().refresh();
    expect(store.getState().selected).toBeNull();
  });

  it('says why a photo cannot be shown', async () => {
    const store = createPhotoStore({
      getPhoto: () => Promise.reject(new InkdexError('not-found', 'There is no photo 1.')),
    });
    await store.getState().open(photoId(1));
    expect(store.getState().error).toEqual({ code: 'not-found', message: 'There is no photo 1.' });
  });
});

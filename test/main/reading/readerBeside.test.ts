import { afterEach, describe, expect, it } from 'vitest';
import type { ReadElsewhere } from '../../../main/reading/readSteps.ts';
import { hasRoomForTwoReaders, threadsBeside } from '../../../main/installation.ts';
import { withReaderBeside } from '../../../main/reading/readerBeside.ts';
import { insertJob, removeJobItems, replaceJobItems } from '../../../main/store/jobs/jobs.ts';
import { requirePhoto } from '../../../main/store/photos/photos.ts';
import { ServerEnded } from '../../../main/workers/client.ts';
import { InkdexError } from '../../../shared/result.ts';
import { addPhoto, pageOf, temporaryLibrary } from '../../support/library.ts';
import { importAll, openTestServices, writePhoto } from '../../support/services.ts';

const threads = process.env.INKDEX_THREADS;
afterEach(() => {
  if (threads === undefined) delete process.env.INKDEX_THREADS;
  else process.env.INKDEX_THREADS = threads;
});

const away: ReadElsewhere = {
  capacity: () => 0,
  isHereToo: () => true,
  giveBack: () => undefined,
  onChange: () => undefined,
  read: () => Promise.reject(new Error('no other machine')),
};

/** Imports photos; by process, the names of those that it read. */
async function readersOf(photoCount: number, threadsInUse: number): Promise<string[][]> {
  process.env.INKDEX_THREADS = String(threadsInUse);
  const readers: string[][] = [];
  const { services, photos } = await openTestServices(() => {
    const own: string[] = [];
    return {
      async read({ path }) {
        if (own.length === 0) readers.push(own);
        own.push(path);
        // As long as a photo takes: the other reader has its turn.
        await new Promise((resolve) => setTimeout(resolve, 20));
        return pageOf('ink');
      },
    };
  });
  for (let shade = 0; shade < photoCount; shade += 1) await writePhoto(photos, `${shade}.jpg`, shade / 4);
  const { job } = await importAll(services, [photos]);
  expect(job).toMatchObject({ state: 'done', failed: 0 });
  return readers;
}

describe('A second reader', () => {
  it('reads beside the first where many photos wait, each photo once', async () => {
    const readers = await readersOf(16, 2);
    expect(readers).toHaveLength(2);
    const all = readers.flat();
    expect(new Set(all).size).toBe(16);
    expect(all).toHaveLength(16);
    expect(Math.min(...readers.map((each) => each.length))).toBeGreaterThan(1);
  });

  it('is not started for a few photos, or where one thread is allowed', async () => {
    expect(await readersOf(6, 2)).toHaveLength(1);
    expect(await readersOf(16, 1)).toHaveLength(1);
  });

  it('gives back a photo on which its process ends, to be read by the first, and no other', async () => {
    const { db } = temporaryLibrary();
    const photo = requirePhoto(db, addPhoto(db, 'a.jpg', pageOf('ink')));
    const readWith = async (thrown: Error) => {
      const read = () => Promise.reject(thrown);
      const beside = withReaderBeside({
        db,
        elsewhere: away,
        isOnProcessor: () => true,
        hasRoom: () => true,
        read,
      });
      return await beside
        .read(photo, { typed: [], findRotation: true }, new AbortController().signal)
        .catch((error: unknown) => error);
    };
    expect(await readWith(new ServerEnded('killed'))).toMatchObject({ name: 'TakenBack', forGood: true });
    const failure = new InkdexError('data-invalid', 'no photo');
    expect(await readWith(failure)).toBe(failure);
  });

  it('leaves all photos to other machines while they can be reached, and has none where a GPU reads', () => {
    const { db } = temporaryLibrary();
    const read = () => Promise.resolve(pageOf('ink'));
    const capacityOf = (elsewhere: ReadElsewhere, isOnProcessor = true, waiting = 9, hasRoom = true) => {
      const createdAt = new Date().toISOString();
      const job = insertJob(db, { kind: 'read', title: '', request: {}, follows: null, createdAt });
      replaceJobItems(
        db,
        job,
        Array.from({ length: waiting }, () => ({ path: 'a.jpg' })),
      );
      const parts = { db, elsewhere, isOnProcessor: () => isOnProcessor, hasRoom: () => hasRoom, read };
      const capacity = withReaderBeside(parts).capacity();
      removeJobItems(db, job);
      return capacity;
    };
    expect(capacityOf(away)).toBe(1);
    expect(capacityOf({ ...away, capacity: () => 40 })).toBe(40);
    expect(capacityOf({ ...away, isHereToo: () => false })).toBe(0);
    expect(capacityOf(away, false)).toBe(0);
    expect(capacityOf(away, true, 8)).toBe(0);
    expect(capacityOf(away, true, 9, false)).toBe(0);
  });

  it('has the threads that the first leaves, and one at least', () => {
    const threadsWith = (count: number) => {
      process.env.INKDEX_THREADS = String(count);
      return threadsBeside();
    };
    expect([1, 2, 4, 6, 8, 64].map(threadsWith)).toEqual([1, 1, 1, 2, 4, 4]);
    process.env.INKDEX_THREADS = '1';
    expect(hasRoomForTwoReaders()).toBe(false);
  });
});

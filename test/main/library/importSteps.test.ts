import { expect, it, vi } from 'vitest';
import { importSteps } from '../../../main/library/importSteps.ts';
import type { PhotoKind } from '../../../shared/contract/photo.ts';
import type { WritableDatabase } from '../../../main/store/database.ts';
import {
  findJob,
  finishJobItem,
  insertJob,
  listJobs,
  replaceJobItems,
} from '../../../main/store/jobs/jobs.ts';
import { countPhotos, insertPhoto, listPhotos, listReadingOrder } from '../../../main/store/photos/photos.ts';
import { removePhotos } from '../../../main/store/photos/removedPhotos.ts';
import { temporaryLibrary } from '../../support/library.ts';

const at = '2026-01-01T00:00:00.000Z';
const file = { bytes: 1, width: 10, height: 10, takenAt: null };

function stepsFor(db: WritableDatabase, kindOf: (sha256: string) => PhotoKind) {
  return importSteps({
    db,
    except: [],
    inbox: '/inbox',
    inspect: (path) => Promise.resolve({ ...file, sha256: path.charAt('/now/'.length).repeat(64) }),
    identify: (path) => Promise.resolve({ pixels: path.charAt('/now/'.length).repeat(64), orientation: 1 }),
    makeThumbnail: (_path, sha256) =>
      Promise.resolve({ hash: new Uint8Array(16), kind: kindOf(sha256.charAt(0)) }),
    pdf: { countPages: () => Promise.resolve(null), drawPage: () => Promise.reject(new Error('no PDF')) },
    removeReplaced: () => Promise.resolve(),
    failuresChanged: () => undefined,
  });
}

const alone = { signal: AbortSignal.any([]), alone: false, elsewhere: false, next: null };

it('reads only photos with writing if that was asked for, and leaves the others in the library', async () => {
  const { db } = temporaryLibrary();
  const steps = stepsFor(db, (letter) => (letter === 'a' ? 'board' : 'none'));
  const importing = async (onlyWriting: boolean, paths: readonly string[]) => {
    const request = { paths, read: true, onlyWriting };
    const id = insertJob(db, { kind: 'import', title: 'Import', request, follows: null, createdAt: at });
    replaceJobItems(
      db,
      id,
      paths.map((path) => ({ path })),
    );
    for (const [position, path] of paths.entries()) {
      const item = { job: id, position, path, page: null, photo: null, attempts: 1 };
      const commit = await steps.perform(item, alone);
      const result = commit();
      if ('state' in result) finishJobItem(db, item, result.state, result.photo);
    }
    const job = findJob(db, id);
    if (job === undefined) throw new Error('The job was not stored.');
    void steps.finish(job);
    const reading = listJobs(db, 10).find(({ follows }) => follows === id);
    return { title: reading?.title, leftOut: findJob(db, id)?.leftOut };
  };
  expect(await importing(true, ['/now/a.jpg', '/now/b.jpg', '/now/c.jpg'])).toEqual({
    title: 'Read 1 photo',
    leftOut: 2,
  });
  expect(
    listPhotos(db, { status: 'no-writing', offset: 0, limit: 9 })
      .map(({ name }) => name)
      .sort(),
  ).toEqual(['b.jpg', 'c.jpg']);
  expect([countPhotos(db, { status: 'waiting' }), listReadingOrder(db, null)]).toEqual([1, [1]]);
  // Who imports them again without asking for that has them read.
  expect(await importing(false, ['/now/b.jpg'])).toEqual({ title: 'Read 1 photo', leftOut: 0 });
});

it('reads what a job was asked for once, however many of its files were removed', async () => {
  const { db } = temporaryLibrary();
  const letters = ['a', 'b', 'c'];
  const removed = letters.map((letter) =>
    insertPhoto(db, { ...file, path: `/before/${letter}.jpg`, sha256: letter.repeat(64) }, at),
  );
  removePhotos(db, removed, at);
  const paths = letters.map((letter) => `/now/${letter}.jpg`);
  const steps = stepsFor(db, () => 'none');
  const request = { paths, read: true, leaveRemoved: true };
  const job = insertJob(db, { kind: 'import', title: 'Import', request, follows: null, createdAt: at });
  const parse = vi.spyOn(JSON, 'parse');
  for (const [position, path] of paths.entries()) {
    const item = { job, position, path, page: null, photo: null, attempts: 1 };
    const take = await steps.perform(item, alone);
    expect(take()).toEqual({ state: 'duplicate', photo: null });
  }
  expect(parse.mock.calls.filter(([text]) => text === JSON.stringify(request))).toHaveLength(1);
  parse.mockRestore();
});

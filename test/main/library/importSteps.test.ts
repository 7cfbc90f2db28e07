import { expect, it, vi } from 'vitest';
import { importSteps } from '../../../main/library/importSteps.ts';
import { insertJob } from '../../../main/store/jobs/jobs.ts';
import { insertPhoto } from '../../../main/store/photos/photos.ts';
import { removePhotos } from '../../../main/store/photos/removedPhotos.ts';
import { temporaryLibrary } from '../../support/library.ts';

const at = '2026-01-01T00:00:00.000Z';
const file = { bytes: 1, width: 10, height: 10, takenAt: null };

it('reads what a job was asked for once, however many of its files were removed', async () => {
  const { db } = temporaryLibrary();
  const letters = ['a', 'b', 'c'];
  const removed = letters.map((letter) =>
    insertPhoto(db, { ...file, path: `/before/${letter}.jpg`, sha256: letter.repeat(64) }, at),
  );
  removePhotos(db, removed, at);
  const paths = letters.map((letter) => `/now/${letter}.jpg`);
  const steps = importSteps({
    db,
    except: [],
    inbox: '/inbox',
    inspect: (path) => Promise.resolve({ ...file, sha256: path.charAt('/now/'.length).repeat(64) }),
    makeThumbnail: () => Promise.resolve(new Uint8Array(16)),
    pdf: { countPages: () => Promise.resolve(null), drawPage: () => Promise.reject(new Error('no PDF')) },
    removeReplaced: () => Promise.resolve(),
  });
  const request = { paths, read: true, leaveRemoved: true };
  const job = insertJob(db, { kind: 'import', title: 'Import', request, follows: null, createdAt: at });
  const parse = vi.spyOn(JSON, 'parse');
  for (const [position, path] of paths.entries()) {
    const item = { job, position, path, page: null, photo: null, attempts: 1 };
    const take = await steps.perform(item, {
      signal: AbortSignal.any([]),
      alone: false,
      elsewhere: false,
      next: null,
    });
    expect(take()).toEqual({ state: 'duplicate', photo: null });
  }
  expect(parse.mock.calls.filter(([text]) => text === JSON.stringify(request))).toHaveLength(1);
  parse.mockRestore();
});

import { statSync } from 'node:fs';
import { expect, it } from 'vitest';
import { handlers } from '../../../main/ipc/handlers.ts';
import { serve } from '../../../main/ipc/serve.ts';
import { withDatabase } from '../../../main/store/repair/damage.ts';
import { openLibrary } from '../../../main/store/library/open.ts';
import { libraryPaths } from '../../../main/store/library/libraryPaths.ts';
import { exportedTables, linesOf } from '../../../main/store/export/tables.ts';
import { owner } from '../../../shared/contract/account.ts';
import type { Result } from '../../../shared/result.ts';
import { withSizeLimit } from '../../support/fileFaults.ts';
import { closeSet, insertSet } from '../../../main/store/datasets/datasetSets.ts';
import { insertDataset } from '../../../main/store/datasets/datasets.ts';
import { insertFailedFile } from '../../../main/store/photos/failedFiles.ts';
import { addPhoto, pageOf } from '../../support/library.ts';
import { action, putWord } from '../../support/labels.ts';
import type { Services } from '../../../main/services.ts';
import { openTestServices } from '../../support/services.ts';
import { pageBytes } from '../../support/damage.ts';

const query = {
  ...{ level: 'word', folder: null, status: null, progress: null, search: null, language: null },
  ...{ photos: [], confirmedOnly: false, leastConfidence: null, writer: null },
};
const dataset = { mode: null, splitRule: null, licence: null };

/** Writes of the contract, in an order in which each changes the database if it is confirmed. */
const writes: readonly (readonly [string, unknown])[] = [
  ['saveSearch', { id: null, name: 'Trees', query: 'tree' }],
  ['saveSearch', { id: 1, name: 'Renamed', query: 'tree' }],
  ['removeSavedSearch', { id: 1 }],
  ['createToken', { name: 'Anna', scopes: [], role: 'label' }],
  ['revokeToken', { name: 'Eve' }],
  ['saveCollection', { id: null, kind: 'album', name: 'Boards', photos: [1] }],
  ['changeCollection', { id: 1, photos: [1], isIn: true }],
  ['changeCollection', { id: 2, photos: [1], isIn: false }],
  ['deleteCollection', { id: 2 }],
  ['dismissFailures', { failures: [1] }],
  ['freezeDataset', { dataset: 1, author: null, note: '', tags: [] }],
  ['renameDataset', { dataset: 1, name: 'Other words' }],
  ['deleteDataset', { dataset: 1 }],
  ['editLabels', { photo: 1, revision: 1, action: action('text', { put: [putWord(1, { text: 'typed' })] }) }],
  ['setProgress', { photo: 1, progress: 'done' }],
  ['leaseWordIds', { count: 3 }],
  ['undoLabels', { photo: 1, revision: 2 }],
  ['redoLabels', { photo: 1, revision: 3 }],
  ['rotatePhotos', { photos: [1], by: 90 }],
  ['chooseLanguage', { photo: 1, language: 'german' }],
  ['readPhotos', { photos: [1] }],
  ['importPaths', { paths: ['/photos'], read: true }],
  ['importSamples', {}],
  ['retryFailures', { failures: [2] }],
  ['exportLibrary', { path: '/nowhere/export', photos: false }],
  ['exportPhotos', { of: { photos: [1] }, format: 'text', path: null }],
  ['createDataset', { name: 'Typed', query, ...dataset }],
  [
    'drawDataset',
    { name: 'Drawn', fonts: null, texts: { text: 'ink' }, level: 'word', seed: 1, count: 1, ...dataset },
  ],
  [
    'importDataset',
    {
      ...{ name: 'Given', format: 'csv', path: '/words.csv', recipe: null, columns: null },
      ...dataset,
      keepGood: false,
    },
  ],
  ['cancelJob', { job: 1 }],
  ['removePhotos', { photos: [1] }],
  ['restorePhotos', { photos: [1] }],
  ['removePhotos', { photos: [1] }],
  ['forgetRemoved', { photos: [1] }],
  ['setNotesFolder', { path: null }],
  ['setBroker', { settings: null }],
];

const at = '2026-01-01T00:00:00.000Z';

/** How many pages the log of the database may still grow: a commit needs one or more. */
const room = [0, 1, 2, 3];

it('on a full disk, a write is confirmed only if it is stored, and refused with disk-full otherwise', async ({
  skip,
}) => {
  let refused = 0;
  const said: string[] = [];
  for (const pages of room) {
    const { services, library } = await openTestServices();
    const db = openLibrary(library);
    addPhoto(db, 'a.jpg', pageOf('tree'));
    for (const path of ['/b.jpg', '/c.jpg'])
      insertFailedFile(db, path, { code: 'file-empty', message: 'It is empty.' }, at);
    const contents = insertSet(db);
    closeSet(db, contents);
    insertDataset(db, {
      ...{ name: 'Words', contents, origin: { kind: 'mixed' }, splitRule: { kind: 'given' } },
      ...{ licence: '', models: [], at },
    });
    db.close();
    const ask = serve(
      handlers(services, { kind: 'browser', choosePaths: () => Promise.resolve({ kind: 'cancelled' }) }),
      (message) => said.push(message),
    );
    await ask('saveSearch', { id: null, name: 'Trees', query: 'tree' }, owner);
    await ask('createToken', { name: 'Eve', scopes: [], role: 'admin' }, owner);
    const { database } = libraryPaths(library);
    for (const [call, args] of writes) {
      const before = contentsOf(database);
      const limit = statSync(`${database}-wal`).size + pages * (pageBytes + 24);
      const answers: Result<unknown>[] = [];
      const isLimited = await withSizeLimit(limit, async () => {
        answers.push(await ask(call, args, owner));
      });
      if (!isLimited) skip('this system has no prlimit');
      const [answer] = answers;
      expect(contentsOf(database) !== before, `${call} with ${pages} pages`).toBe(answer?.ok);
      await endOfJobs(services);
      if (answer?.ok !== false) continue;
      expect(answer.error, `${call}: ${said.join()}`).toMatchObject({ code: 'disk-full' });
      refused += 1;
      // The next calls need it.
      expect(await ask(call, args, owner), `${call}: ${said.join()}`).toMatchObject({ ok: true });
      await endOfJobs(services);
    }
    await services.close();
  }
  expect(refused).toBeGreaterThan(writes.length);
});

/** A job writes beside the call that comes next. */
async function endOfJobs({ jobs }: Services): Promise<void> {
  for (const { id, state } of jobs.calls.listJobs()) {
    if (state === 'queued' || state === 'running') await jobs.finished(id);
  }
}

/** All rows of a database, as another process sees them. */
function contentsOf(path: string): string {
  return withDatabase(path, { readonly: true }, (db) => {
    const names = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all();
    const tokens = db.prepare('SELECT name FROM api_token').all();
    const jobs = db.prepare('SELECT id, kind, state FROM job').all();
    const leases = db.prepare('SELECT * FROM word_lease').all();
    const tables = exportedTables(db).map((table) => [...linesOf(db, table)]);
    return JSON.stringify([names, tokens, jobs, leases, tables]);
  });
}

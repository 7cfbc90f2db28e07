import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import {
  requireJobRequest,
  findNextJob,
  listNextJobItems,
  insertJob,
  listJobs,
} from '../../../main/store/jobs/jobs.ts';
import { WritableDatabase } from '../../../main/store/database.ts';
import { migrate, migrateFrom } from '../../../main/store/library/migrate.ts';
import { temporaryFolder } from '../../support/library.ts';

it('a library without datasets keeps its jobs with their files, and takes jobs of other kinds', () => {
  const db = new WritableDatabase(join(temporaryFolder(), 'library.sqlite'));
  db.pragma('foreign_keys = ON');
  migrateFrom(db, 0, 2);
  db.exec(`
    INSERT INTO job (id, kind, state, title, request, created_at) VALUES
      (1, 'read', 'queued', 'Read', '{}', '2026-01-01'), (2, 'import', 'paused', 'Import', '{}', '2026-01-02');
    INSERT INTO job_item (job, position, path, state) VALUES (2, 0, '/a.jpg', 'waiting');
  `);
  migrate(db);
  const [first] = listJobs(db, 9);
  expect(listJobs(db, 9).map(({ kind, title }) => [kind, title])).toEqual([
    ['import', 'Import'],
    ['read', 'Read'],
  ]);
  if (first === undefined) throw new Error('The job is gone.');
  expect(listNextJobItems(db, first.id, 1)).toMatchObject([{ path: '/a.jpg' }]);

  const request = { work: 'verify', ask: { version: 'a'.repeat(64) } };
  const id = insertJob(db, {
    kind: 'dataset',
    title: 'Verify',
    request,
    follows: null,
    createdAt: '2026-01-03',
  });
  expect(findNextJob(db, ['dataset'], [])).toMatchObject({ id });
  expect(requireJobRequest(db, id, z.unknown())).toEqual(request);
  expect(findNextJob(db, ['import', 'read'], [])?.kind).toBe('read');
  db.close();
});

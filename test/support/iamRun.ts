import type { WritableDatabase } from '../../main/store/database.ts';
import { insertJob } from '../../main/store/jobs/jobs.ts';
import { insertRun } from '../../main/store/jobs/runs.ts';
import { modelIdSchema } from '../../shared/contract/model.ts';
import type { RunId } from '../../shared/contract/run.ts';
import { trainingSettings } from '../../shared/trainingPresets.ts';

/** A run that waits, asked to learn the IAM at a path. */
export function insertIamRun(db: WritableDatabase, path: string, createdAt: string): RunId {
  const request = { path, recipe: 'strict' };
  return insertRun(db, {
    job: insertJob(db, { kind: 'training', title: 'Learn IAM', request, follows: null, createdAt }),
    kind: 'iam',
    dataset: null,
    base: { model: modelIdSchema.parse('starter'), sha256: 'a'.repeat(64) },
    preset: 'quick',
    settings: trainingSettings('quick'),
    reads: 'word',
    experiment: null,
    code: '1',
    wanted: null,
    machine: 'here',
  });
}

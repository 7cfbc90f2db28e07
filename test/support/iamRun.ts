import type { Database } from '../../main/store/database.ts';
import { insertRun } from '../../main/store/runs.ts';
import { modelIdSchema } from '../../shared/contract/model.ts';
import type { RunId } from '../../shared/contract/run.ts';
import { trainingSettings } from '../../shared/trainingPresets.ts';

/** A run that waits, asked to learn the IAM at a path. */
export function insertIamRun(db: Database, path: string, createdAt: string): RunId {
  return insertRun(db, {
    kind: 'iam',
    title: 'Learn IAM',
    request: { path, recipe: 'strict' },
    dataset: null,
    base: { model: modelIdSchema.parse('starter'), sha256: 'a'.repeat(64) },
    preset: 'quick',
    settings: trainingSettings('quick'),
    experiment: null,
    code: '1',
    wanted: null,
    machine: 'here',
    createdAt,
  });
}

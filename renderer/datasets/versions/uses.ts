import type { VersionRecord } from '../../../shared/contract/dataset.ts';
import type { Model, ModelId } from '../../../shared/contract/model.ts';
import type { Run, RunId } from '../../../shared/contract/run.ts';

/** A run that trained on a version, and the model that it made; null while there is none. */
export interface TrainedOn {
  readonly run: RunId;
  readonly title: string;
  readonly model: ModelId | null;
}

export interface Uses {
  readonly trained: readonly TrainedOn[];
  /** Names of the models that pre-labelled it; the beginning of the hash of those that are gone. */
  readonly labelled: readonly string[];
}

/** What a version was used for, and what was used for it. */
export function usesOf(
  { version, models: hashes }: Pick<VersionRecord, 'version' | 'models'>,
  runs: readonly Pick<Run, 'id' | 'title' | 'dataset' | 'result'>[],
  models: readonly Pick<Model, 'id' | 'sha256'>[],
): Uses {
  return {
    trained: runs
      .filter(({ dataset }) => dataset === version)
      .map(({ id, title, result }) => ({ run: id, title, model: result?.model ?? null })),
    labelled: hashes.map((hash) => models.find(({ sha256 }) => sha256 === hash)?.id ?? hash.slice(0, 10)),
  };
}

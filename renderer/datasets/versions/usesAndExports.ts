import type { VersionId, VersionRecord } from '../../../shared/contract/dataset.ts';
import type { Model, ModelId } from '../../../shared/contract/model.ts';
import type { Run, RunId } from '../../../shared/contract/run.ts';
import { shortId } from '../../common/names.ts';

/** A run that trained on a version, and its model; null if it has none yet. */
interface TrainedOn {
  readonly run: RunId;
  readonly title: string;
  readonly model: ModelId | null;
}

export interface Uses {
  readonly trained: readonly TrainedOn[];
  /** Ids of the models that pre-labelled it; for removed models, the beginning of the hash. */
  readonly labelled: readonly string[];
}

/** The runs that used a version, and the models that pre-labelled it. */
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

/** A name for an export: dataset, version and format, valid on any file system. */
export function exportName(dataset: string, version: VersionId, format: string): string {
  const plain = dataset
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9._-]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/gu, '');
  return [plain, shortId(version), format].filter((part) => part !== '').join('-');
}

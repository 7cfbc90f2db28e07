import type { Announce } from '../../shared/contract/contract.ts';
import type { VersionId } from '../../shared/contract/dataset.ts';
import type { Model, ModelId, TrainingEngineName } from '../../shared/contract/model.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import type { RunId } from '../../shared/contract/run.ts';
import type { Trainer } from '../engine/client.ts';
import type { Database } from '../store/database.ts';
import type { HostLock } from '../store/hostLock.ts';
import type { ModelOrigin } from '../store/modelOrigins.ts';

/** A recogniser to begin with. */
export interface BaseModel {
  readonly id: ModelId;
  readonly sha256: string;
  readonly path: string;
}

/** What training needs of models; the composition root gives it. */
export interface TrainingModels {
  /**
   * @param model the recogniser in use where null
   * @throws InkdexError `model-unknown`, `model-damaged`
   */
  findBase(model: ModelId | null): Promise<BaseModel>;
  addModel(path: string, wanted: string, origin: ModelOrigin): Promise<Model>;
  /** Removes what a cancelled run brought, unless it is in use. */
  discardModelsOf(run: RunId): Promise<void>;
  promoteModel(args: { readonly model: ModelId }): Promise<Model>;
  /** The engine that a person chose; null: the fastest. */
  chosenEngine(): TrainingEngineName | null;
}

/** What training needs of datasets. */
export interface TrainingDatasets {
  /** Where a version's manifest lies. @throws InkdexError `not-found` */
  manifestOf(version: VersionId): string;
  /** Folder of its images by SHA-256. */
  objectsOf(version: VersionId): string;
  /**
   * A version by its id, the beginning of its id, or the latest of the dataset of that name.
   *
   * @throws InkdexError `not-found`
   */
  findVersion(name: string): VersionId;
  /** Freezes the words of photos that a person typed or confirmed; of all photos when none are given. */
  freezeCorrections(photos: readonly PhotoId[], signal: AbortSignal): Promise<VersionId>;
  /** Imports IAM as it is shipped and freezes it. Notices are for people. */
  importIam(
    args: { readonly path: string; readonly recipe: 'strict' | 'seed' },
    signal: AbortSignal,
  ): Promise<{ readonly version: VersionId; readonly notices: readonly string[] }>;
  /** Deletes what a browser sent to be imported; what lies elsewhere stays. */
  discardSent(path: string): Promise<void>;
}

export interface TrainingParts {
  readonly db: Database;
  readonly lock: HostLock;
  readonly announce: Announce;
  readonly trainer: Trainer;
  readonly models: TrainingModels;
  readonly datasets: TrainingDatasets;
  /** The runs' folders: checkpoints and prepared words, until a run ends. */
  readonly runsFolder: string;
  /** The reports of evaluations. */
  readonly evaluationsFolder: string;
  /** Words to rehearse, which come with the app. */
  readonly rehearsal: string;
  /** Version of the app, with its commit where it runs from a checkout. */
  readonly code: string;
  /** Reads the doubtful words of the library again, in the background. */
  readonly readDoubtfulAgain: () => void;
}

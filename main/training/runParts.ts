import type { ReadUnit } from '../../shared/networks.ts';
import type { VersionId } from '../../shared/contract/dataset.ts';
import type { Model, ModelId, TrainingEngineName } from '../../shared/contract/model.ts';
import type { PhotoId } from '../../shared/contract/photo.ts';
import type { RunId } from '../../shared/contract/run.ts';
import type { Trainer } from '../workers/client.ts';
import type { WorkOptions } from '../jobs/steps.ts';
import type { Jobs } from '../jobs/service.ts';
import type { ModelOrigin } from '../store/jobs/modelOrigins.ts';
import type { SharedParts } from '../store/library/sharedParts.ts';

/** The recogniser that a run starts from. */
export interface BaseModel {
  readonly id: ModelId;
  readonly sha256: string;
  readonly path: string;
  /** What it reads. */
  readonly reads: ReadUnit;
}

/** The models that training needs; the composition root provides them. */
export interface TrainingModels {
  /**
   * @param model the current recogniser when null
   * @throws InkdexError `model-unknown`, `model-damaged`
   */
  findBase(model: ModelId | null): Promise<BaseModel>;
  /** Path of the finder of lines with an id; null if the model is of another kind. */
  lineFinderAt(model: ModelId): Promise<string | null>;
  addModel(path: string, wanted: string, origin: ModelOrigin): Promise<Model>;
  /** Removes the models of a cancelled run, except a model in use. */
  discardModelsOf(run: RunId): Promise<void>;
  readonly calls: { promoteModel(args: { readonly model: ModelId }): Promise<Model> };
  /** The backend that a person chose, or the fastest measured one; null: the first available. */
  engineForTraining(): Promise<TrainingEngineName | null>;
}

export interface TrainingDatasets {
  /** Path of a version's manifest. @throws InkdexError `not-found` */
  manifestOf(version: VersionId): string;
  /** Folder of the images, named by SHA-256. */
  objectsOf(version: VersionId): string;
  /**
   * Finds a version by its id, the beginning of its id, or the name of a dataset (its latest version).
   * @throws InkdexError `not-found`
   */
  findVersion(name: string): VersionId;
  /** Freezes the words that a person typed or confirmed on these photos; on all photos when the list is empty. */
  freezeCorrections(photos: readonly PhotoId[], work: WorkOptions): Promise<VersionId>;
  /** About how many words `freezeCorrections` would freeze. */
  countForCorrections(photos: readonly PhotoId[]): number;
  /** Imports an unmodified copy of IAM and freezes it. Notices are texts for people. */
  importIam(
    args: { readonly path: string; readonly recipe: 'strict' | 'seed' },
    work: WorkOptions,
  ): Promise<{ readonly version: VersionId; readonly notices: readonly string[] }>;
  /** Deletes an uploaded file after its import; files elsewhere stay. */
  discardSent(path: string): Promise<void>;
}

export interface TrainingParts extends SharedParts {
  readonly jobs: Jobs;
  readonly trainer: Trainer;
  readonly models: TrainingModels;
  readonly datasets: TrainingDatasets;
  /** The folders of runs: checkpoints and prepared words, until a run ends. */
  readonly runsFolder: string;
  readonly evaluationsFolder: string;
  /** The rehearsal words, which are shipped with the app. */
  readonly rehearsal: string;
  /** Version of the app, with its commit when it runs from a checkout. */
  readonly code: string;
  /** Reads the uncertain words of the library again, in the background. */
  readonly readUncertainAgain: () => void;
}

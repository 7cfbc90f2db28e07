import type { Announce } from '../../shared/contract/contract.ts';
import type { VersionId } from '../../shared/contract/dataset.ts';
import type { Contents, Dataset, DatasetId } from '../../shared/contract/datasetContents.ts';
import type {
  CreateDataset,
  DrawDataset,
  Exported,
  ExportVersion,
  FreezeDataset,
  Frozen,
  ImportDataset,
  TakenIn,
  Verified,
} from '../../shared/contract/datasetWork.ts';
import type { ExchangeFormat } from '../../shared/exchange.ts';
import type { Database } from '../store/database.ts';
import type { HostLock } from '../store/hostLock.ts';
import { createDatasetAnswers, type DatasetAnswers, type DatasetAnswersParts } from './datasetAnswers.ts';
import { datasetSteps } from './datasetSteps.ts';
import { createDatasetWork, type DatasetWorkParts } from './datasetWork.ts';
import { discardSent } from './discardSent.ts';
import { manifestPath } from './files.ts';
import { packageFormat } from './package/packageFormat.ts';
import { resolveDataset, resolveHeldVersion, resolveVersion, type HeldVersion } from './resolveNames.ts';
import { createWorkshop, finish, type PreparedWork, type WorkOptions } from './workshop.ts';

export type { WorkOptions } from './workshop.ts';
export type { DatasetEngine } from './engine.ts';

/** Datasets, their versions, import and export. */
export interface DatasetsJourney {
  /** For windows: long work is queued as a job. */
  readonly calls: DatasetAnswers;
  /** The steps of those jobs. */
  readonly steps: ReturnType<typeof datasetSteps>;

  /** The same long work without a job, for commands and other services. @throws InkdexError `library-busy` */
  importNow(ask: ImportDataset, options: WorkOptions): Promise<TakenIn>;
  createNow(ask: CreateDataset, options: WorkOptions): Promise<TakenIn>;
  drawNow(ask: DrawDataset, options: WorkOptions): Promise<TakenIn>;
  freezeNow(ask: FreezeDataset, options: WorkOptions): Promise<Frozen>;
  verifyNow(version: VersionId, options: WorkOptions): Promise<Verified>;
  exportNow(ask: ExportVersion, options: WorkOptions): Promise<Exported>;
  /** Returns the number of pictures compared. */
  compareNow(contents: Contents, options: WorkOptions): Promise<number>;
  /** Returns the number of words read. */
  readNow(contents: Contents, options: WorkOptions): Promise<number>;

  /** Finds a dataset by name. @throws InkdexError `not-found` */
  datasetNamed(name: string): Dataset;
  /**
   * Finds a version by its id, the beginning of its id, or a dataset's name. @throws InkdexError `not-found`,
   * `bad-arguments`
   */
  versionNamed(text: string): VersionId;
  /**
   * Finds a version in the named dataset. With null: in the dataset that the text names, or in the only dataset that
   * has the version.
   *
   * @throws InkdexError `not-found`; `bad-arguments` also when several datasets have it
   */
  heldVersionNamed(text: string, dataset: string | null): HeldVersion;
  /** The path of a version's manifest, and the folder of the objects it names (`shared/fileNames.ts`). */
  filesOf(version: VersionId): { readonly manifest: string; readonly objects: string };
  /** Deletes an uploaded file when nothing needs it any more. Files elsewhere belong to the user and stay. */
  discardSent(path: string): Promise<void>;
  /** Resolves when no garbage collection is running. */
  settled(): Promise<void>;
}

export interface DatasetsParts
  extends Omit<DatasetWorkParts, 'workshop' | 'formats'>, Pick<DatasetAnswersParts, 'queue'> {
  readonly db: Database;
  readonly lock: HostLock;
  /** The formats of main/exchange. */
  readonly formats: readonly ExchangeFormat[];
  readonly announce: Announce;
}

export function createDatasets(given: DatasetsParts): DatasetsJourney {
  const { db, lock, folders, announce } = given;
  const workshop = createWorkshop(db, lock, folders);
  const parts = { ...given, workshop, formats: [packageFormat, ...given.formats] };
  const work = createDatasetWork(parts);
  const requireLock = (): void => {
    lock.require();
  };
  const onChanged = (datasets: readonly DatasetId[]): void => {
    announce('datasetsChanged', { datasets: [...datasets] });
  };
  /** Notifies the windows also of work outside jobs: a training run creates datasets while they are open. */
  async function taken(takingIn: Promise<PreparedWork<TakenIn>>): Promise<TakenIn> {
    const outcome = await finish(db, takingIn);
    onChanged([outcome.dataset]);
    return outcome;
  }

  return {
    calls: createDatasetAnswers({ ...parts, requireLock, onChanged }),
    steps: datasetSteps({ db, work, inbox: folders.inbox, onChanged }),
    importNow: (ask, options) => taken(work.import(ask, options)),
    createNow: (ask, options) => taken(work.create(ask, options)),
    drawNow: (ask, options) => taken(work.draw(ask, options)),
    async freezeNow(ask, options) {
      const frozen = await finish(db, work.freeze(ask, options));
      onChanged([ask.dataset]);
      return frozen;
    },
    verifyNow: (version, options) => work.verify(version, options),
    exportNow: (ask, options) => work.export(ask, options),
    compareNow: (contents, options) => work.compare(contents, options),
    readNow: (contents, options) => work.read(contents, options),
    datasetNamed: (name) => resolveDataset(db, name),
    versionNamed: (text) => resolveVersion(db, text),
    heldVersionNamed: (text, dataset) => resolveHeldVersion(db, text, dataset),
    filesOf: (version) => ({ manifest: manifestPath(folders, version), objects: folders.objects }),
    discardSent: (path) => discardSent(db, folders.inbox, path),
    settled: () => workshop.settled(),
  };
}

import type { Announce } from '../../shared/contract/contract.ts';
import type { VersionId } from '../../shared/contract/dataset.ts';
import type { Contents, Dataset, DatasetId } from '../../shared/contract/datasetContents.ts';
import type {
  CreateDataset,
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

/** Datasets, their versions, and what goes in and out of them. */
export interface DatasetsJourney {
  /** As windows call them: long work is queued as a job. */
  readonly calls: DatasetAnswers;
  /** The steps of those jobs. */
  readonly steps: ReturnType<typeof datasetSteps>;

  /** The same long work for whoever waits for it: commands and other journeys. @throws InkdexError `library-busy` */
  importNow(ask: ImportDataset, options: WorkOptions): Promise<TakenIn>;
  createNow(ask: CreateDataset, options: WorkOptions): Promise<TakenIn>;
  freezeNow(ask: FreezeDataset, options: WorkOptions): Promise<Frozen>;
  verifyNow(version: VersionId, options: WorkOptions): Promise<Verified>;
  exportNow(ask: ExportVersion, options: WorkOptions): Promise<Exported>;
  /** Gives how many pictures were looked at. */
  compareNow(contents: Contents, options: WorkOptions): Promise<number>;
  /** Gives how many words were read. */
  readNow(contents: Contents, options: WorkOptions): Promise<number>;

  /** By its name. @throws InkdexError `not-found` */
  datasetNamed(name: string): Dataset;
  /** By its id, the beginning of it, or a dataset's name. @throws InkdexError `not-found`, `bad-arguments` */
  versionNamed(text: string): VersionId;
  /**
   * The same, in the dataset of a name; null: the one that the text names, or the only one that has the version.
   *
   * @throws InkdexError `not-found`; `bad-arguments` also where several datasets have it
   */
  heldVersionNamed(text: string, dataset: string | null): HeldVersion;
  /** Where a version's manifest lies, and the folder of the objects that it names (`shared/objectFile.ts`). */
  filesOf(version: VersionId): { readonly manifest: string; readonly objects: string };
  /** Deletes what a browser sent, once nobody needs it; what lies elsewhere is the person's own. */
  discardSent(path: string): Promise<void>;
  /** Resolves when nothing is being tidied up. */
  settled(): Promise<void>;
}

export interface DatasetsParts
  extends Omit<DatasetWorkParts, 'workshop' | 'formats'>, Pick<DatasetAnswersParts, 'queue'> {
  readonly db: Database;
  readonly lock: HostLock;
  /** What main/exchange reads and writes. */
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
  /** Work that no job does is told to the windows too: a run makes datasets while they look on. */
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

import type { VersionId } from '../../shared/contract/dataset.ts';
import type { Contents } from '../../shared/contract/datasetContents.ts';
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
import type { PhotoId } from '../../shared/contract/photo.ts';
import type { Database } from '../store/database.ts';
import { createDataset } from './createDataset.ts';
import { drawDataset } from './drawDataset.ts';
import type { DatasetEngine } from './engine.ts';
import { exportVersion } from './exportVersion.ts';
import type { DatasetFolders } from './files.ts';
import { freezeDataset } from './freezeDataset.ts';
import { importDataset } from './importDataset.ts';
import { requireSet } from './requireDataset.ts';
import { comparePictures, readSamples } from './seeCrops.ts';
import type { RecogniserInUse } from './suspects.ts';
import { verifyVersion } from './verifyVersion.ts';
import type { PreparedWork, WorkOptions, Workshop } from './workshop.ts';

/** The long-running work on datasets, for jobs and commands. */
export interface DatasetWork {
  import(ask: ImportDataset, options: WorkOptions): Promise<PreparedWork<TakenIn>>;
  create(ask: CreateDataset, options: WorkOptions): Promise<PreparedWork<TakenIn>>;
  draw(ask: DrawDataset, options: WorkOptions): Promise<PreparedWork<TakenIn>>;
  freeze(ask: FreezeDataset, options: WorkOptions): Promise<PreparedWork<Frozen>>;
  verify(version: VersionId, options: WorkOptions): Promise<Verified>;
  export(ask: ExportVersion, options: WorkOptions): Promise<Exported>;
  /** Returns the number of pictures compared. */
  compare(contents: Contents, options: WorkOptions): Promise<number>;
  /** Returns the number of words read. */
  read(contents: Contents, options: WorkOptions): Promise<number>;
}

export interface DatasetWorkParts {
  readonly db: Database;
  readonly folders: DatasetFolders;
  readonly engine: DatasetEngine;
  readonly formats: readonly ExchangeFormat[];
  readonly workshop: Workshop;
  /** Photos that match a search. */
  readonly searchPhotos: (query: string) => readonly PhotoId[];
  /** @throws InkdexError `model-unknown` */
  readonly recogniser: () => Promise<RecogniserInUse>;
}

export function createDatasetWork(parts: DatasetWorkParts): DatasetWork {
  const { db, folders, workshop } = parts;

  /** Keeps the objects that are being read, even if their dataset is deleted meanwhile. */
  async function visiting<Value>(look: () => Promise<Value>): Promise<Value> {
    const leave = await workshop.visit();
    try {
      return await look();
    } finally {
      leave();
    }
  }

  return {
    import: (ask, options) => importDataset(parts, ask, options),
    create: (ask, options) => createDataset(parts, ask, options),
    draw: (ask, options) => drawDataset(parts, ask, options),
    freeze: (ask, options) => freezeDataset(parts, ask, options),
    verify: (version, options) => visiting(() => verifyVersion(db, folders, version, options)),
    export: (ask, options) => visiting(() => exportVersion(parts, ask, options)),
    compare: (contents, options) => visiting(() => comparePictures(parts, requireSet(db, contents), options)),
    read: (contents, options) =>
      visiting(async () => {
        const { sha256 } = await parts.recogniser();
        return await readSamples(parts, requireSet(db, contents), sha256, options);
      }),
  };
}

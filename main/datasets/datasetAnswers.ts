import type { Contract } from '../../shared/contract/contract.ts';
import type { datasetCalls } from '../../shared/contract/datasetCalls.ts';
import type { Contents, Dataset, DatasetId } from '../../shared/contract/datasetContents.ts';
import { datasetOutcomeSchema, type DatasetRequest } from '../../shared/contract/datasetWork.ts';
import type { Job } from '../../shared/contract/job.ts';
import { InkdexError } from '../../shared/result.ts';
import { transaction, type Database } from '../store/database.ts';
import { countSetSamples, listSetSamples } from '../store/datasetSamples.ts';
import { listVersionRecords } from '../store/datasetVersions.ts';
import { findJobOutcome } from '../store/jobs.ts';
import { findDatasetByName, listDatasets, removeDataset, replaceDataset } from '../store/datasets.ts';
import { checkSplits } from './checkSplits.ts';
import { titleOf } from './datasetSteps.ts';
import type { DatasetWorkParts } from './datasetWork.ts';
import { dealDataset } from './dealDataset.ts';
import { diffSets } from './diffSets.ts';
import { previewDrawing } from './drawDataset.ts';
import { countLibrary } from './countLibrary.ts';
import { editSamples, removeSamples } from './editSamples.ts';
import { isWritable } from './exportVersion.ts';
import { isFolderAt } from './files.ts';
import { listLookAlikes } from './lookAlikes.ts';
import { requireDataset, requireSet, requireVersion } from './requireDataset.ts';
import { nameOfContents, requireRecord, requireRecords } from './resolveNames.ts';
import { statisticsOf } from './statistics.ts';
import { listSuspects } from './suspects.ts';

/** The contract's calls about datasets. */
export type DatasetAnswers = Pick<Contract, keyof typeof datasetCalls>;

export interface DatasetAnswersParts extends DatasetWorkParts {
  /** @throws InkdexError `library-busy` */
  readonly requireLock: () => void;
  readonly queue: (title: string, request: DatasetRequest) => Job;
  /** Notifies the windows that datasets have changed. */
  readonly onChanged: (datasets: readonly DatasetId[]) => void;
}

export function createDatasetAnswers(parts: DatasetAnswersParts): DatasetAnswers {
  const { db, workshop, formats } = parts;
  const set = (contents: Contents): number => requireSet(db, contents);

  function queue(request: DatasetRequest): Job {
    return parts.queue(
      titleOf(request, (contents) => nameOfContents(db, contents)),
      request,
    );
  }

  /** Makes a change that needs no job. */
  function changed<Value>(dataset: DatasetId, change: () => Value): Value {
    parts.requireLock();
    const value = change();
    parts.onChanged([dataset]);
    return value;
  }

  return {
    listDatasets: answered(() => listDatasets(db)),
    getDataset: answered(({ dataset }) => requireDataset(db, dataset)),
    renameDataset: answered(({ dataset, name }) => changed(dataset, () => rename(db, dataset, name))),
    deleteDataset: answered(({ dataset }) => {
      changed(dataset, () => {
        requireDataset(db, dataset);
        removeDataset(db, dataset);
        workshop.tidy();
      });
      return null;
    }),

    listFormats: answered(() =>
      formats.map((format) => ({
        name: format.name,
        title: format.title,
        recipes: [...format.recipes],
        canRead: format.read !== null,
        canWrite: isWritable(format),
        losses: [...(format.losses ?? [])],
      })),
    ),
    recogniseFormat: async ({ path }) => {
      await isFolderAt(path);
      const readable = formats.filter(({ read }) => read !== null);
      const guesses = await Promise.all(
        readable.map(async ({ name, recognise }) => ({ format: name, likelihood: await recognise(path) })),
      );
      return guesses
        .filter(({ likelihood }) => likelihood > 0)
        .sort((a, b) => b.likelihood - a.likelihood || (a.format < b.format ? -1 : 1));
    },
    countLibrary: ({ query }) => countLibrary(parts, query),
    lookAtTable: async ({ path, format: name }) => {
      const format = formats.find((each) => each.name === name);
      return (await format?.lookAtTable?.(path)) ?? null;
    },

    importDataset: answered((ask) => queue({ work: 'import', ask })),
    createDataset: answered((ask) => queue({ work: 'create', ask })),
    drawDataset: answered((ask) => queue({ work: 'draw', ask })),
    previewDrawing: (ask) => previewDrawing(parts, ask),
    refreshDataset: answered(({ dataset }) => queue(refreshRequest(requireDataset(db, dataset)))),
    freezeDataset: answered((ask) => queue({ work: 'freeze', ask })),
    verifyVersion: answered((ask) => queue({ work: 'verify', ask })),
    exportVersion: answered((ask) => queue({ work: 'export', ask })),
    comparePictures: answered(({ contents }) => queue({ work: 'compare', ask: contents })),
    readSamples: answered(({ contents }) => queue({ work: 'read', ask: contents })),
    datasetOutcome: answered(({ job }) =>
      datasetOutcomeSchema.nullable().parse(findJobOutcome(db, job) ?? null),
    ),

    editSamples: answered(({ dataset, edits }) =>
      changed(dataset, () => editSamples(db, dataset, edits, workshop.isPinned)),
    ),
    removeSamples: answered(({ dataset, samples }) =>
      changed(dataset, () => removeSamples(db, dataset, samples, workshop.isPinned)),
    ),
    splitDataset: async ({ dataset, rule }) => {
      await dealDataset(db, workshop, dataset, rule, new AbortController().signal);
      parts.onChanged([dataset]);
      return checkSplits(db, set({ dataset }));
    },
    checkSplits: answered(({ contents }) => checkSplits(db, set(contents))),

    listVersions: answered(({ dataset }) => listVersionRecords(db, requireDataset(db, dataset).id)),
    getVersion: answered(({ version }) => requireRecords(db, version)),
    restoreVersion: answered(({ dataset, version }) => changed(dataset, () => restore(db, dataset, version))),

    getStatistics: answered(({ contents }) => statisticsOf(db, set(contents))),
    listSamples: answered(({ contents, filter, offset, limit }) => ({
      total: countSetSamples(db, set(contents), filter),
      samples: listSetSamples(db, set(contents), filter, { offset, limit }),
    })),
    diffContents: answered(({ before, after, ...page }) => diffSets(db, set(before), set(after), page)),
    listLookAlikes: answered(({ contents, ...page }) => listLookAlikes(db, set(contents), page)),
    listSuspects: async ({ contents, ...page }) =>
      listSuspects(db, set(contents), await parts.recogniser(), page),
  };
}

function rename(db: Database, id: DatasetId, name: string): Dataset {
  return transaction(db, () => {
    const other = findDatasetByName(db, name);
    if (other !== undefined && other.id !== id) {
      throw new InkdexError('conflict', `A dataset called "${name}" already exists. Choose another name.`);
    }
    requireDataset(db, id);
    replaceDataset(db, id, { name }, new Date().toISOString());
    return requireDataset(db, id);
  });
}

/** Versions are immutable sets, so restoring a version makes its set the dataset's current set. */
function restore(
  db: Database,
  id: DatasetId,
  version: DatasetAnswerArgs<'restoreVersion'>['version'],
): Dataset {
  return transaction(db, () => {
    const { name } = requireDataset(db, id);
    const stored = requireVersion(db, version);
    requireRecord(db, version, name);
    const change = { contents: stored.contents, head: stored.id, isEdited: false };
    replaceDataset(db, id, change, new Date().toISOString());
    return requireDataset(db, id);
  });
}

type DatasetAnswerArgs<Name extends keyof DatasetAnswers> = Parameters<DatasetAnswers[Name]>[0];

function refreshRequest({ id, name, origin }: Dataset): DatasetRequest {
  if (origin.kind !== 'library') {
    throw new InkdexError(
      'bad-arguments',
      `The dataset "${name}" was not created from the library, so it cannot be updated from it. Import its source again.`,
    );
  }
  return {
    work: 'create',
    ask: { name, dataset: id, query: origin.query, mode: null, splitRule: null, licence: null },
  };
}

/**
 * Wraps a synchronous function in the contract's shape: a value becomes a resolved promise, a throw a rejected one.
 */
function answered<Args, Value>(answer: (args: Args) => Value): (args: Args) => Promise<Value> {
  return (args) =>
    new Promise((resolve) => {
      resolve(answer(args));
    });
}

import { rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { z } from 'zod';
import type { Contents, Dataset, DatasetId } from '../../shared/contract/datasetContents.ts';
import {
  datasetRequestSchema,
  type DatasetOutcome,
  type DatasetRequest,
  type ExportVersion,
} from '../../shared/contract/datasetWork.ts';
import type { JobId } from '../../shared/contract/job.ts';
import type { Downloads } from '../jobs/downloads.ts';
import type { PreparedWork, WholeSteps, WorkOptions } from '../jobs/steps.ts';
import type { WritableDatabase } from '../store/database.ts';
import { findJobOutcome, requireJobRequest, replaceJobOutcome } from '../store/jobs/jobs.ts';
import { isIn } from '../store/photos/paths.ts';
import { countPhotosBelow } from '../store/photos/watchedFolders.ts';
import type { DatasetWork } from './service.ts';

export interface DatasetStepsParts {
  readonly db: WritableDatabase;
  readonly work: DatasetWork;
  readonly downloads: Downloads;
  /** The library's folder for files that browsers upload. */
  readonly inbox: string;
  /** Notifies the windows which datasets have changed. */
  readonly onChanged: (...datasets: readonly DatasetId[]) => void;
}

/** The steps of dataset jobs. Each step is one piece of work whose outcome is stored with the job. */
export function datasetSteps({ db, work, downloads, inbox, onChanged }: DatasetStepsParts): WholeSteps {
  return {
    async run({ id }, options) {
      options.onProgress(0, null);
      const asked = requireJobRequest(db, id, datasetRequestSchema);
      const { commit, release } = await prepare({ work, downloads, job: id }, asked, options);
      if (options.signal.aborted) {
        release();
        return null;
      }
      let changed: readonly DatasetId[] = [];
      return {
        commit() {
          const outcome = commit();
          replaceJobOutcome(db, id, outcome);
          changed = changedBy(asked, outcome);
        },
        release() {
          release();
          if (changed.length > 0) onChanged(...changed);
          if (asked.work === 'import' && findJobOutcome(db, id, z.unknown()) !== undefined)
            void discardSent(db, inbox, asked.ask.path);
        },
      };
    },
  };
}

interface PrepareParts extends Pick<DatasetStepsParts, 'work' | 'downloads'> {
  readonly job: JobId;
}

async function prepare(
  { work, downloads, job }: PrepareParts,
  request: DatasetRequest,
  options: WorkOptions,
): Promise<PreparedWork<DatasetOutcome>> {
  switch (request.work) {
    case 'import':
      return map(await work.import(request.ask, options), (outcome) => ({ work: 'import', outcome }));
    case 'create':
      return map(await work.create(request.ask, options), (outcome) => ({ work: 'create', outcome }));
    case 'draw':
      return map(await work.draw(request.ask, options), (outcome) => ({ work: 'draw', outcome }));
    case 'cut':
      return map(await work.cut(request.ask, options), (outcome) => ({ work: 'cut', outcome }));
    case 'freeze':
      return map(await work.freeze(request.ask, options), (outcome) => ({ work: 'freeze', outcome }));
    case 'verify':
      return done({ work: 'verify', outcome: await work.verify(request.ask.version, options) });
    case 'export': {
      const { ask } = request;
      const write = (path: string) => work.export({ ...ask, path }, options);
      const made = ask.path === null ? downloads.make(job, work.exportName(ask), write) : write(ask.path);
      return done({ work: 'export', outcome: { ...(await made), path: ask.path } });
    }
    case 'compare':
      return done({ work: 'compare', outcome: { samples: await work.compare(request.ask, options) } });
    case 'read':
      return done({ work: 'read', outcome: { samples: await work.read(request.ask, options) } });
  }
}

/** Comparing pictures and reading words also count as changes, because they store their results. */
function changedBy(request: DatasetRequest, outcome: DatasetOutcome): DatasetId[] {
  if ('dataset' in outcome.outcome) return [outcome.outcome.dataset];
  if (request.work === 'freeze') return [request.ask.dataset];
  const isSeen = request.work === 'compare' || request.work === 'read';
  return isSeen && 'dataset' in request.ask ? [request.ask.dataset] : [];
}

function map<From, To>({ commit, release }: PreparedWork<From>, make: (from: From) => To): PreparedWork<To> {
  return { commit: () => make(commit()), release };
}

/** Work without anything left to commit. */
function done<Outcome>(outcome: Outcome): PreparedWork<Outcome> {
  return { commit: () => outcome, release: () => undefined };
}

/** The name of the exported dataset and the beginning of its version's id. */
export function nameOfExported(
  { dataset, version }: ExportVersion,
  nameOf: (contents: Contents) => Dataset['name'],
): string {
  return dataset === null ? nameOf({ version }) : `${nameOf({ dataset })} ${version.slice(0, 8)}`;
}

/** The title of a job, for people. */
export function titleOf(request: DatasetRequest, nameOf: (contents: Contents) => Dataset['name']): string {
  switch (request.work) {
    case 'import':
    case 'create':
      return `Create dataset ${request.ask.name}`;
    case 'draw':
      return `Draw dataset ${request.ask.name}`;
    case 'cut':
      return `Cut ${nameOf({ version: request.ask.version })} into characters`;
    case 'freeze':
      return `Freeze ${nameOf({ dataset: request.ask.dataset })}`;
    case 'verify':
      return `Verify ${nameOf({ version: request.ask.version })}`;
    case 'export':
      return `Export ${nameOfExported(request.ask, nameOf)} as ${request.ask.format}`;
    case 'compare':
      return `Find similar pictures in ${nameOf(request.ask)}`;
    case 'read':
      return `Read the words of ${nameOf(request.ask)}`;
  }
}

/**
 * Deletes uploaded files of a finished import: the images are stored as objects, and an archive may have many GB.
 * Files elsewhere belong to the user and stay.
 *
 * @param inbox the library's upload folder, with a subfolder for each upload
 * @param path the path that was imported
 */
export async function discardSent(db: WritableDatabase, inbox: string, path: string): Promise<void> {
  const [sent] = relative(inbox, path).split(sep);
  if (!isIn(path, inbox) || sent?.startsWith('dropped-') !== true) return;
  const folder = join(inbox, sent);
  // The file stays when another program has it open.
  if (countPhotosBelow(db, folder) === 0)
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
}

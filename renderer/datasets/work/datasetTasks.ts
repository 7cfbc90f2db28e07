import { z } from 'zod';
import { parseJson } from '../../../shared/json.ts';
import type { Contract } from '../../../shared/contract/contract.ts';
import {
  type DatasetOutcome,
  type DatasetRequest,
  datasetRequestSchema,
  type TakenIn,
} from '../../../shared/contract/datasetWork.ts';
import { type Job, type JobId, jobIdSchema } from '../../../shared/contract/job.ts';
import { type Failure, failureOf } from '../../../shared/result.ts';
import { formatCount, formatPlural } from '../../ui/format.ts';
import { shortId } from '../../common/names.ts';
import { storeOf } from '../../state/storeOf.ts';

/** A job that this window started, and its result. */
export interface DatasetTask {
  readonly request: DatasetRequest;
  /** The last known state. */
  readonly job: Job;
  /** Null until the job is done. */
  readonly outcome: DatasetOutcome | null;
  /** Why the job failed. */
  readonly error: Failure | null;
}

type WorkCalls = Pick<
  Contract,
  | 'importDataset'
  | 'createDataset'
  | 'drawDataset'
  | 'cutDataset'
  | 'freezeDataset'
  | 'verifyVersion'
  | 'exportVersion'
  | 'comparePictures'
  | 'readSamples'
  | 'datasetOutcome'
>;

const storageKey = 'inkdex.datasetTasks';
const rememberedSchema = z.array(z.object({ job: jobIdSchema, request: datasetRequestSchema }));
/** Number of tasks kept across a reload of the window. */
const mostRemembered = 20;

/**
 * @param latest the latest known state of a job: its events may arrive before the answer with its id
 * @param storage storage of this window, because a job does not contain its request
 */
export function createDatasetTasks(
  host: WorkCalls,
  latest: (job: JobId) => Job | undefined,
  storage: Pick<Storage, 'getItem' | 'setItem'>,
) {
  const { set, get, withActions } = storeOf({
    /** Newest first. */
    tasks: [] as readonly DatasetTask[],
  });
  function add(task: DatasetTask): void {
    const tasks = [task, ...get().tasks];
    set({ tasks });
    const remembered = tasks.slice(0, mostRemembered).map(({ job, request }) => ({ job: job.id, request }));
    storage.setItem(storageKey, JSON.stringify(remembered));
  }

  function change(job: JobId, changes: Partial<DatasetTask>): void {
    set({ tasks: get().tasks.map((task) => (task.job.id === job ? { ...task, ...changes } : task)) });
  }

  /** Applies the state of a job that an event reports; ignores other windows' jobs. */
  const receive = async (job: Job) => {
    const known = get().tasks.find((task) => task.job.id === job.id);
    if (known?.outcome !== null) return;
    if (job.state !== 'done') {
      change(job.id, { job, error: job.state === 'failed' ? job.error : null });
      return;
    }
    try {
      const outcome = await host.datasetOutcome({ job: job.id });
      change(job.id, { job, outcome });
    } catch (thrown) {
      change(job.id, { job, error: failureOf(thrown) });
    }
  };
  return withActions({
    /** Rejects if the host refuses the job. */
    start: async (request: DatasetRequest) => {
      const job = await queue(host, request);
      add({ request, job, outcome: null, error: null });
      await receive(latest(job.id) ?? job);
      return job.id;
    },
    receive,
    /** Applies the state of all jobs: at the start, and when the connection is restored. */
    recall: async (jobs: readonly Job[]) => {
      for (const { job: id, request } of remembered(storage).toReversed()) {
        const job = jobs.find((each) => each.id === id);
        const isKnown = get().tasks.some((task) => task.job.id === id);
        if (job !== undefined && !isKnown) add({ request, job, outcome: null, error: null });
      }
      await Promise.all(jobs.map((job) => receive(job)));
    },
  });
}

function remembered(storage: Pick<Storage, 'getItem'>): z.infer<typeof rememberedSchema> {
  return rememberedSchema.catch([]).parse(parseJson(storage.getItem(storageKey) ?? ''));
}

function queue(host: WorkCalls, request: DatasetRequest): Promise<Job> {
  switch (request.work) {
    case 'import':
      return host.importDataset(request.ask);
    case 'create':
      return host.createDataset(request.ask);
    case 'draw':
      return host.drawDataset(request.ask);
    case 'cut':
      return host.cutDataset(request.ask);
    case 'freeze':
      return host.freezeDataset(request.ask);
    case 'verify':
      return host.verifyVersion(request.ask);
    case 'export':
      return host.exportVersion(request.ask);
    case 'compare':
      return host.comparePictures({ contents: request.ask });
    case 'read':
      return host.readSamples({ contents: request.ask });
  }
}

type TaskState = 'going' | 'done' | 'failed' | 'cancelled';

export function stateOf({ job, outcome, error }: DatasetTask): TaskState {
  if (outcome !== null) return 'done';
  if (error !== null || job.state === 'failed') return 'failed';
  return job.state === 'cancelled' ? 'cancelled' : 'going';
}

/** Progress from 0 to 1; null while unknown. */
export function progressOf({ job: { done, total } }: DatasetTask): number | null {
  return total === null || total === 0 ? null : Math.min(done / total, 1);
}

/** What a dataset has now, beside what it had: its samples may have been replaced. */
function describeTaken({ samples, total = samples, before = 0 }: TakenIn): string {
  if (before === 0) return `${formatPlural(total, 'sample')} added`;
  const more = total - before;
  if (more === 0) return `${formatPlural(total, 'sample')}, as many as before`;
  return `${formatPlural(total, 'sample')}, ${formatCount(Math.abs(more))} ${more > 0 ? 'more' : 'fewer'} than before`;
}

/** The result of a job in one sentence. */
export function describeOutcome(done: DatasetOutcome): string {
  switch (done.work) {
    case 'import':
    case 'create':
    case 'draw':
    case 'cut': {
      const { name, cut, skipped } = done.outcome;
      const leftOut = Object.values(skipped).reduce((sum, count) => sum + count, 0);
      const rest = leftOut === 0 ? '' : `, ${formatCount(leftOut)} skipped`;
      const outlines = cut === 0 ? '' : `, ${formatPlural(cut, 'outline')} cut to the image`;
      return `${name}: ${describeTaken(done.outcome)}${outlines}${rest}.`;
    }
    case 'freeze': {
      const { version, samples, isNew } = done.outcome;
      return isNew
        ? `Frozen as version ${shortId(version)}: ${formatPlural(samples, 'sample')}.`
        : `No changes: this is version ${shortId(version)}.`;
    }
    case 'verify': {
      const { version, objects, bad } = done.outcome;
      return bad.length === 0
        ? `Version ${shortId(version)} is intact: ${formatPlural(objects, 'file')} checked.`
        : `Version ${shortId(version)} is damaged: ${formatPlural(bad.length, 'file')} changed or missing.`;
    }
    case 'export': {
      const { path, samples } = done.outcome;
      return `${formatPlural(samples, 'sample')} exported${path === null ? '' : ` to ${path}`}.`;
    }
    case 'compare':
      return `${formatPlural(done.outcome.samples, 'picture')} compared.`;
    case 'read':
      return `${formatPlural(done.outcome.samples, 'word')} read.`;
  }
}

/** Whether the result needs a person's attention. */
export function isBad(done: DatasetOutcome): boolean {
  return done.work === 'verify' && done.outcome.bad.length > 0;
}

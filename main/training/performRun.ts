import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { VersionId } from '../../shared/contract/dataset.ts';
import { photoIdSchema } from '../../shared/contract/photo.ts';
import type { Run, RunId, RunKind, RunScores } from '../../shared/contract/run.ts';
import { InkdexError } from '../../shared/result.ts';
import { goesIntoUse, verdictOf } from '../../shared/runVerdict.ts';
import type { WholeSteps, WorkOptions } from '../jobs/steps.ts';
import { findJob, requireJobRequest } from '../store/jobs/jobs.ts';
import { replaceRunDataset, replaceRunResult, type StoredRun } from '../store/jobs/runs.ts';
import type { Evaluations } from './evaluations.ts';
import type { RunLog } from './runLog.ts';
import type { BaseModel, TrainingParts } from './runParts.ts';

/** The request of a run of each kind, without its settings. */
const runRequestSchemas = {
  train: z.object({}),
  iam: z.object({ path: z.string(), recipe: z.enum(['strict', 'seed']) }),
  corrections: z.object({ photos: z.array(photoIdSchema) }),
};

/** A worker that crashes this often without progress is not restarted automatically. */
const mostCrashes = 3;

interface TrainingStepsParts extends TrainingParts {
  readonly log: RunLog;
  readonly evaluations: Evaluations;
}

interface RunContext extends TrainingStepsParts {
  /** Aborted when the run is paused or cancelled. The worker stops the training itself. */
  readonly signal: AbortSignal;
}

/** The work of training jobs. A run continues from its last checkpoint. */
export function trainingSteps(parts: TrainingStepsParts): WholeSteps {
  const { log, models, trainer } = parts;
  return {
    async run({ id: job }, { signal }) {
      const { id } = log.ofJob(job);
      log.started(id);
      const stop = (): void => {
        // Between two parts of a run there is no training to stop.
        trainer.call('stopTraining', {}).catch(() => undefined);
      };
      signal.addEventListener('abort', stop, { once: true });
      try {
        if (!(await withRestarts({ ...parts, signal }, id))) return null;
        await removeCheckpoint(parts, id);
        return { commit: () => undefined, release: () => undefined };
      } finally {
        signal.removeEventListener('abort', stop);
      }
    },
    stateChanged(job) {
      log.tell(log.ofJob(job).id);
    },
    async cancelled(job) {
      const run = log.ofJob(job);
      await removeRunFiles(parts, run);
      // A run that was being evaluated has stored its model already.
      await models.discardModelsOf(run.id);
    },
  };
}

/** Restarts a crashed worker, as long as it makes progress each time. */
async function withRestarts(context: RunContext, id: RunId): Promise<boolean> {
  const { log, signal } = context;
  let crashes = 0;
  let reached = -1;
  for (;;) {
    const { job } = log.get(id);
    try {
      return await performRun(context, log.ofJob(job));
    } catch (thrown) {
      const { step } = log.get(id);
      crashes = step > reached ? 1 : crashes + 1;
      reached = Math.max(reached, step);
      const isCrash =
        thrown instanceof InkdexError && (thrown.code === 'engine-crashed' || thrown.code === 'too-slow');
      if (!isCrash || signal.aborted || crashes >= mostCrashes) throw thrown;
      log.notice(id, 'Training crashed and continued from the last checkpoint.');
    }
  }
}

/** Deletes the checkpoints of a run, and an archive that a browser uploaded for this run only. */
export async function removeRunFiles(parts: TrainingParts, run: StoredRun): Promise<void> {
  await removeCheckpoint(parts, run.id);
  await discardSent(parts, run);
}

async function removeCheckpoint({ runsFolder }: TrainingParts, id: RunId): Promise<void> {
  // On Windows a file cannot be deleted while another program has it open, usually for a moment.
  await rm(join(runsFolder, String(id)), { recursive: true, force: true, maxRetries: 5 });
}

async function discardSent({ db, datasets }: TrainingParts, { kind, job }: StoredRun): Promise<void> {
  if (kind === 'iam') await datasets.discardSent(requireJobRequest(db, job, runRequestSchemas.iam).path);
}

/**
 * Continues a run from its stored state to its end: data, training, evaluation, verdict. The result of each part is
 * stored before the next one begins.
 *
 * @returns false when the training was stopped
 */
async function performRun(context: RunContext, run: StoredRun): Promise<boolean> {
  const { log, models, signal } = context;
  // The run was complete except for its folder: removing it was interrupted, or failed because another program had a
  // file open.
  if (run.result !== null) return true;
  const dataset = run.dataset ?? (await obtainDataset(context, run));
  const base = await models.findBase(run.base.model);
  if (base.sha256 !== run.base.sha256) {
    log.notice(
      run.id,
      `${base.id} has changed since this run was queued. The run starts from the current file.`,
    );
  }
  const trained = await train(context, run, dataset, base);
  if (trained === null) return false;
  signal.throwIfAborted();
  await conclude(context, run, dataset, base, trained);
  return true;
}

async function obtainDataset(context: RunContext, run: StoredRun): Promise<VersionId> {
  const { db, log, datasets, signal } = context;
  let version: VersionId;
  const work: WorkOptions = {
    signal,
    onProgress: (done, total) => {
      log.progress(run.id, done, total);
    },
  };
  if (run.kind === 'iam') {
    log.phase(run.id, 'importing');
    const imported = await datasets.importIam(requireJobRequest(db, run.job, runRequestSchemas.iam), work);
    for (const notice of imported.notices) log.notice(run.id, notice);
    ({ version } = imported);
  } else {
    log.phase(run.id, 'freezing');
    const { photos } = requireJobRequest(db, run.job, runRequestSchemas.corrections);
    version = await datasets.freezeCorrections(photos, work);
  }
  replaceRunDataset(db, run.id, version);
  await discardSent(context, run);
  return version;
}

/** The name of the model that a run makes: what it has learned from. */
function modelNameOf(kind: RunKind, title: string): string {
  const learned = title.replace(/^Train on /u, '');
  return kind === 'corrections' ? `My ${learned}` : learned;
}

type Trained = RunScores & { readonly model: string };

async function train(
  context: RunContext,
  { id, job, kind, settings, wanted }: StoredRun,
  dataset: VersionId,
  base: BaseModel,
): Promise<Trained | null> {
  const { db, log, datasets, models, rehearsal, runsFolder, trainer, signal } = context;
  log.phase(id, 'preparing');
  const engine = wanted ?? (await models.engineForTraining());
  // From here on the worker can stop the training; before, there was no training to stop.
  signal.throwIfAborted();
  return await trainer.call(
    'train',
    {
      base: base.path,
      name: modelNameOf(kind, findJob(db, job)?.title ?? ''),
      manifest: datasets.manifestOf(dataset),
      objects: datasets.objectsOf(dataset),
      folder: join(runsFolder, String(id)),
      rehearsal: settings.rehearsal > 0 ? rehearsal : null,
      settings,
      mayForget: kind !== 'corrections',
      engine,
    },
    {
      onProgress(progress) {
        switch (progress.type) {
          case 'engine': {
            const { engine, version, device } = progress;
            log.engine(id, { engine, version, device });
            break;
          }
          case 'preparing':
            log.progress(id, progress.done, progress.total);
            break;
          case 'started':
            log.length(id, progress);
            log.phase(id, 'training');
            break;
          case 'point':
            log.point(id, progress.point);
            break;
          case 'evaluated':
            log.evaluation(id, progress.evaluation, progress.samples);
            break;
          case 'noticed':
            log.notice(id, progress.notice);
            break;
        }
      },
    },
  );
}

const modelNames: Readonly<Record<Run['kind'], string>> = {
  train: 'run',
  iam: 'iam',
  corrections: 'my-hand',
};

async function conclude(
  context: RunContext,
  run: StoredRun,
  dataset: VersionId,
  base: BaseModel,
  { model: path, ...scores }: Trained,
): Promise<void> {
  const { db, log, models, evaluations, readUncertainAgain, signal } = context;
  log.phase(run.id, 'evaluating');
  const model = await models.addModel(path, `${modelNames[run.kind]}-${run.id}`, {
    run: run.id,
    base: base.id,
    baseSha256: base.sha256,
    dataset,
    addedAt: new Date().toISOString(),
  });
  const verdict = verdictOf(run.kind, scores, run.reads);
  if (run.kind !== 'corrections' && run.settings.network !== 'fcn-lines') {
    // Scores before and after on test words, which neither training nor the choice of the best weights used.
    await evaluations.evaluateTestWords([base.id, model.id], dataset, run.id, { signal });
  }
  const promoted = goesIntoUse(run.kind, scores, verdict);
  if (promoted) await models.calls.promoteModel({ model: model.id });
  if (promoted) readUncertainAgain();
  // Last, because a run with a result is complete.
  replaceRunResult(db, run.id, { model: model.id, ...scores, ...verdict, promoted });
}

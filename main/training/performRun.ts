import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { VersionId } from '../../shared/contract/dataset.ts';
import { photoIdSchema } from '../../shared/contract/photo.ts';
import {
  type Run,
  type RunId,
  type RunResult,
  fewestSure,
  forgetsTooMuch,
  isSure,
  type RunKind,
} from '../../shared/contract/run.ts';
import { runWords, type ReadUnit } from '../../shared/networks.ts';
import { InkdexError } from '../../shared/result.ts';
import { counted, formatCount } from '../../shared/text.ts';
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
  // From here on the worker can stop the training; before, there was no training to stop.
  signal.throwIfAborted();
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

type Trained = Scores & { readonly model: string };

async function train(
  context: RunContext,
  { id, job, kind, settings, wanted }: StoredRun,
  dataset: VersionId,
  base: BaseModel,
): Promise<Trained | null> {
  const { db, log, datasets, models, rehearsal, runsFolder, trainer } = context;
  log.phase(id, 'preparing');
  return await trainer.call(
    'train',
    {
      base: base.path,
      name: findJob(db, job)?.title ?? '',
      manifest: datasets.manifestOf(dataset),
      objects: datasets.objectsOf(dataset),
      folder: join(runsFolder, String(id)),
      rehearsal: settings.rehearsal > 0 ? rehearsal : null,
      settings,
      mayForget: kind !== 'corrections',
      engine: wanted ?? (await models.engineForTraining()),
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
  const promoted = run.kind === 'corrections' && verdict.better;
  if (promoted) await models.promoteModel({ model: model.id });
  if (promoted) readUncertainAgain();
  // Last, because a run with a result is complete.
  replaceRunResult(db, run.id, { model: model.id, ...scores, ...verdict, promoted });
}

type Scores = Pick<RunResult, 'before' | 'after' | 'change'>;

/** If the CER on held-out words is higher than this before and after, the labels are probably wrong. */
const mostWrong = 0.6;
/** Least gain that counts as an improvement, as a fraction of the CER before. */
const leastGain = 0.02;

/**
 * Decides whether a trained model is promoted: it must read the held-out words better and, after fine-tuning on one
 * writer, other writers hardly worse.
 */
export function verdictOf(
  kind: RunKind,
  scores: Scores,
  reads: ReadUnit = 'word',
): Pick<RunResult, 'better' | 'verdict'> {
  const { before, after } = scores;
  if (before === null) return newNetworkVerdict(after, reads);
  const hand =
    `Held-out ${runWords(reads).scored}s: CER ${percent(before.heldBack.cer)} before, ${percent(after.heldBack.cer)} after.` +
    describeDoubt(kind, scores, runWords(reads).scored);
  const refused = (why: string) => ({ better: false, verdict: `${hand} ${why}` });
  if (after.heldBack.cer > mostWrong) {
    return refused('Most readings differ from the labels: check the labels. The current model stays in use.');
  }
  const gain = before.heldBack.cer - after.heldBack.cer;
  const isMoreConfident = gain >= 0 && after.heldBack.loss < before.heldBack.loss * (1 - leastGain);
  // With a CER of 0 before, no gain is possible, and any fraction of 0 is 0.
  if (gain <= before.heldBack.cer * leastGain && !isMoreConfident) {
    return refused('No improvement. The current model stays in use.');
  }
  if (kind === 'corrections' && before.base !== null && after.base !== null) {
    const others = `Other writers: CER ${percent(before.base.cer)} before, ${percent(after.base.cer)} after.`;
    if (forgetsTooMuch(before.base, after.base))
      return refused(`${others} It reads other writers worse. The current model stays in use.`);
    return { better: true, verdict: `${hand} ${others}` };
  }
  return { better: true, verdict: hand };
}

/** A gain of this fraction of the CER is worth the labels that show it. */
const worthwhile = 0.2;
/** One in so many corrections is held back. */
const heldBackEvery = 5;
/** A person will hardly correct more words than this only for a verdict. */
const mostAsked = 2000;

/** Says that there are too few words, and about how many more show a gain of a fifth; empty if there are enough. */
function describeDoubt(kind: RunKind, scores: Scores, scored: string): string {
  const { before, change } = scores;
  if (before === null || change === undefined || isSure(scores)) return '';
  const { words, cer } = before.heldBack;
  const doubt = ` ${counted(words, `held-out ${scored}`)} ${words === 1 ? 'is' : 'are'} too few to be sure.`;
  if (kind !== 'corrections') return doubt;
  // The width of the interval falls with the root of the number of words.
  const width = (change.high - change.low) / 2;
  const needed = Math.max(fewestSure, words * (width / Math.max(cer * worthwhile, 0.005)) ** 2);
  const more = Math.ceil(((needed - words) * heldBackEvery) / 10) * 10;
  return more <= 0 || more > mostAsked
    ? doubt
    : `${doubt} About ${formatCount(more)} more corrections are enough.`;
}

/** A new network had nothing to say before, so that only an evaluation of both compares it with the base model. */
function newNetworkVerdict(
  { heldBack }: Scores['after'],
  reads: ReadUnit,
): Pick<RunResult, 'better' | 'verdict'> {
  const { sample, scored, rates } = runWords(reads);
  const found = `Held-out ${scored}s: ${rates[0]} ${percent(heldBack.cer)}.`;
  return heldBack.cer > mostWrong
    ? {
        better: false,
        verdict: `${found} It has learned too little: train for more epochs, or on more ${sample}s.`,
      }
    : reads === 'page'
      ? {
          better: true,
          verdict: `${found} A photo shows the lines that it finds; in use, it finds those that are read.`,
        }
      : { better: true, verdict: `${found} Evaluate it beside the model in use on the same version.` };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

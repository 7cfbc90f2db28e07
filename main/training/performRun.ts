import { join } from 'node:path';
import { z } from 'zod';
import type { VersionId } from '../../shared/contract/dataset.ts';
import { photoIdSchema } from '../../shared/contract/photo.ts';
import type { Run, RunId, RunResult } from '../../shared/contract/run.ts';
import { replaceRunDataset, replaceRunResult, type StoredRun } from '../store/runs.ts';
import type { Evaluations } from './evaluations.ts';
import type { RunBook } from './runLog.ts';
import type { BaseModel, TrainingParts } from './runParts.ts';
import { verdictOf } from './verdict.ts';

/** The request of a run of each kind, without its settings. */
export const runRequestSchemas = {
  train: z.object({}),
  iam: z.object({ path: z.string(), recipe: z.enum(['strict', 'seed']) }),
  corrections: z.object({ photos: z.array(photoIdSchema) }),
};

export interface RunContext extends TrainingParts {
  readonly book: RunBook;
  readonly evaluations: Evaluations;
  /** Aborted when the run is paused or cancelled. The worker stops the training itself. */
  readonly signal: AbortSignal;
}

/** The folder of a run's checkpoints. */
export function runFolder({ runsFolder }: Pick<TrainingParts, 'runsFolder'>, run: RunId): string {
  return join(runsFolder, String(run));
}

/**
 * Continues a run from its stored state to its end: data, training, evaluation, verdict. The result of each part is
 * stored before the next one begins.
 *
 * @returns false when the training was stopped
 */
export async function performRun(context: RunContext, run: StoredRun): Promise<boolean> {
  const { book, models, signal } = context;
  // The run was complete except for its folder: removing it was interrupted, or failed because another program had a
  // file open.
  if (run.result !== null) return true;
  const dataset = run.dataset ?? (await obtainDataset(context, run));
  const base = await models.findBase(run.base.model);
  if (base.sha256 !== run.base.sha256) {
    book.notice(
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
  const { db, book, datasets, signal } = context;
  let version: VersionId;
  if (run.kind === 'iam') {
    book.phase(run.id, 'importing');
    const imported = await datasets.importIam(runRequestSchemas.iam.parse(run.request), signal);
    for (const notice of imported.notices) book.notice(run.id, notice);
    ({ version } = imported);
  } else {
    book.phase(run.id, 'freezing');
    const { photos } = runRequestSchemas.corrections.parse(run.request);
    version = await datasets.freezeCorrections(photos, signal);
  }
  replaceRunDataset(db, run.id, version);
  await discardSent(context, run);
  return version;
}

/** Deletes an archive that a browser uploaded for this run only. */
export async function discardSent(
  { datasets }: Pick<TrainingParts, 'datasets'>,
  { kind, request }: StoredRun,
): Promise<void> {
  if (kind === 'iam') await datasets.discardSent(runRequestSchemas.iam.parse(request).path);
}

type Trained = Pick<RunResult, 'before' | 'after'> & { readonly model: string };

async function train(
  context: RunContext,
  { id, title, kind, settings, wanted }: StoredRun,
  dataset: VersionId,
  base: BaseModel,
): Promise<Trained | null> {
  const { book, datasets, models, rehearsal, trainer } = context;
  book.phase(id, 'preparing');
  return await trainer.call(
    'train',
    {
      base: base.path,
      name: title,
      manifest: datasets.manifestOf(dataset),
      objects: datasets.objectsOf(dataset),
      folder: runFolder(context, id),
      rehearsal: settings.rehearsal > 0 ? rehearsal : null,
      settings,
      mayForget: kind !== 'corrections',
      engine: wanted ?? models.chosenEngine(),
    },
    {
      onProgress(progress) {
        switch (progress.type) {
          case 'engine': {
            const { engine, version, device } = progress;
            book.engine(id, { engine, version, device });
            break;
          }
          case 'preparing':
            break;
          case 'started':
            book.length(id, progress);
            book.phase(id, 'training');
            break;
          case 'point':
            book.point(id, progress.point);
            break;
          case 'evaluated':
            book.evaluation(id, progress.evaluation, progress.samples);
            break;
          case 'noticed':
            book.notice(id, progress.notice);
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
  { before, after, model: path }: Trained,
): Promise<void> {
  const { db, book, models, evaluations, readDoubtfulAgain, signal } = context;
  book.phase(run.id, 'evaluating');
  const model = await models.addModel(path, `${modelNames[run.kind]}-${String(run.id)}`, {
    run: run.id,
    base: base.id,
    baseSha256: base.sha256,
    dataset,
    addedAt: new Date().toISOString(),
  });
  const verdict = verdictOf(run.kind, { before, after });
  if (run.kind !== 'corrections') {
    // Scores before and after on test words, which neither training nor the choice of the best weights used.
    await evaluations.evaluateTestWords([base.id, model.id], dataset, run.id, { signal });
  }
  const promoted = run.kind === 'corrections' && verdict.better;
  if (promoted) await models.promoteModel({ model: model.id });
  if (promoted) readDoubtfulAgain();
  // Last, because a run with a result is complete.
  replaceRunResult(db, run.id, { model: model.id, before, after, ...verdict, promoted });
}

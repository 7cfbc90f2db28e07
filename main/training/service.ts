import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { CallArgs, CallResult } from '../../shared/contract/contract.ts';
import { InkdexError } from '../../shared/result.ts';
import {
  presetNameSchema,
  type Run,
  type RunId,
  type RunWithCurves,
  type TrainingRequest,
} from '../../shared/contract/run.ts';
import type { Corrections } from '../../shared/contract/run.ts';
import { formatCount } from '../../shared/text.ts';
import { trainingSettings } from '../../shared/trainingPresets.ts';
import { countCorrections, countCorrectionsSince } from '../store/corrections.ts';
import { findLatestRun, type NewRun } from '../store/runs.ts';
import { createEvaluations, type Evaluations } from './evaluations.ts';
import { readExperiments } from './experiments.ts';
import { describeMachine } from './machine.ts';
import { createRunBook } from './runLog.ts';
import type { TrainingParts } from './runParts.ts';
import { RunQueue } from './runQueue.ts';

/** Trains recognisers and evaluates them. */
export interface TrainingJourney {
  listRuns(): Run[];
  /** @throws InkdexError `not-found` */
  getRun(args: CallArgs<'getRun'>): RunWithCurves;
  startRun(args: TrainingRequest): Promise<Run>;
  pauseRun(args: CallArgs<'pauseRun'>): Promise<Run>;
  resumeRun(args: CallArgs<'resumeRun'>): Run;
  cancelRun(args: CallArgs<'cancelRun'>): Promise<Run>;
  removeRun(args: CallArgs<'removeRun'>): Promise<void>;
  queueExperiments(args: CallArgs<'queueExperiments'>): Promise<Run[]>;
  listPresets(): CallResult<'listPresets'>;
  correctionsState(): Corrections;
  learnCorrections(args: CallArgs<'learnCorrections'>): Promise<Run>;
  learnIam(args: CallArgs<'learnIam'>): Promise<Run>;
  readonly evaluations: Evaluations;
  /** Continues the runs that an earlier process left, then the queue. */
  start(): void;
  /** Resolves when a run is done, failed, cancelled or paused. */
  finished(run: RunId): Promise<Run>;
  close(): Promise<void>;
}

/** Least number of corrections to train on: some of them are held out to measure the gain. */
export const fewestCorrections = 20;

export function createTraining(parts: TrainingParts): TrainingJourney {
  const { db, datasets, models } = parts;
  const book = createRunBook(db, parts.announce);
  const evaluations = createEvaluations(parts);
  const queue = new RunQueue(parts, book, evaluations);

  type Asked = Pick<NewRun, 'kind' | 'title' | 'request' | 'dataset' | 'preset' | 'wanted'> &
    Pick<TrainingRequest, 'base' | 'changes'>;

  async function ask({ base, changes, ...asked }: Asked, experiment: string | null = null): Promise<Run> {
    const { id: model, sha256 } = await models.findBase(base);
    return queue.queue({
      ...asked,
      base: { model, sha256 },
      settings: trainingSettings(asked.preset, changes),
      experiment,
      code: parts.code,
      machine: describeMachine(),
      createdAt: new Date().toISOString(),
    });
  }

  async function startRun(request: TrainingRequest, experiment: string | null): Promise<Run> {
    const { dataset, base, preset, changes, engine } = request;
    // Checked before anything is queued.
    datasets.manifestOf(dataset);
    const title = request.title ?? `Train on ${dataset.slice(0, 8)}`;
    const asked = {
      kind: 'train',
      title,
      request: {},
      dataset,
      preset,
      wanted: engine,
      base,
      changes,
    } as const;
    return await ask(asked, experiment);
  }

  return {
    listRuns: () => book.list(),
    getRun: ({ run }) => book.withCurves(run),
    startRun: (request) => startRun(request, null),
    pauseRun: ({ run }) => queue.pause(run),
    resumeRun: ({ run }) => queue.resume(run),
    cancelRun: ({ run }) => queue.cancel(run),
    removeRun: ({ run }) => queue.remove(run),
    async queueExperiments({ path, dataset }) {
      const text = await readFile(resolve(path), 'utf8').catch((cause: unknown) => {
        throw new InkdexError('file-missing', `${path} cannot be read. Choose an experiments file.`, {
          cause,
        });
      });
      const { group, requests } = readExperiments(text, (name) => datasets.findVersion(name), dataset);
      // All or none are queued.
      for (const { base } of requests) await models.findBase(base);
      const runs: Run[] = [];
      for (const request of requests) runs.push(await startRun(request, group));
      return runs;
    },
    listPresets: () =>
      presetNameSchema.options.map((preset) => ({ preset, settings: trainingSettings(preset) })),
    correctionsState() {
      const photos = countCorrections(db);
      const stored = findLatestRun(db, 'corrections');
      const run = stored === undefined ? null : book.get(stored.id);
      const words = photos.reduce((sum, photo) => sum + photo.words, 0);
      const newWords = run?.state === 'done' ? countCorrectionsSince(db, run.createdAt) : words;
      return { words, newWords, neededWords: fewestCorrections, photos, run };
    },
    async learnCorrections({ photos, engine }) {
      const corrected = countCorrections(db).filter(
        ({ photo }) => photos.length === 0 || photos.includes(photo),
      );
      const words = corrected.reduce((sum, photo) => sum + photo.words, 0);
      if (words < fewestCorrections) throw tooFew(words);
      const title = `Train on ${formatCount(words)} corrections`;
      const request = { photos: corrected.map(({ photo }) => photo) };
      const about = { dataset: null, preset: 'my-words', wanted: engine, base: null, changes: {} } as const;
      return await ask({ kind: 'corrections', title, request, ...about });
    },
    async learnIam({ path, recipe, preset, changes, engine }) {
      const title = `Train on IAM: ${basename(resolve(path))}, ${recipe}`;
      const request = { path: resolve(path), recipe };
      return await ask({
        kind: 'iam',
        title,
        request,
        dataset: null,
        preset,
        wanted: engine,
        base: null,
        changes,
      });
    },
    evaluations,
    start: () => {
      queue.start();
    },
    finished: (run) => queue.finished(run),
    close: () => queue.close(),
  };
}

function tooFew(words: number): InkdexError {
  return new InkdexError(
    'data-invalid',
    `Only ${words} words are corrected or confirmed; training needs at least ${fewestCorrections}. ` +
      'Continue in Label: uncertain words help most.',
  );
}

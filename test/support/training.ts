import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { startWorker } from '../../main/workers/client.ts';
import type { WorkerHandlers } from '../../main/workers/calls.ts';
import type { TrainingProgress } from '../../main/workers/calls/training.ts';
import { createJobs, type Jobs } from '../../main/jobs/service.ts';
import { openLibrary } from '../../main/store/library/open.ts';
import { createHostLock } from '../../main/store/library/hostLock.ts';
import { createTraining, type TrainingService } from '../../main/training/service.ts';
import type { TrainingParts } from '../../main/training/runParts.ts';
import type { WritableDatabase } from '../../main/store/database.ts';
import type { Announce, EventName, EventPayload } from '../../shared/contract/contract.ts';
import { versionIdSchema } from '../../shared/contract/dataset.ts';
import { metricNames, type Metrics } from '../../shared/contract/evaluation.ts';
import { modelIdSchema, type Model, type ModelId } from '../../shared/contract/model.ts';
import { InkdexError } from '../../shared/result.ts';
import type { Run, RunEvaluation, RunId, Score, TrainingRequest } from '../../shared/contract/run.ts';
import { workersWith, type Crash } from './worker.ts';
import { temporaryFolder } from './library.ts';

type Trainer = WorkerHandlers<'trainer'>;
type TrainArguments = Parameters<Trainer['train']>[0];
type TrainContext = Parameters<Trainer['train']>[1];

export const version = versionIdSchema.parse('d'.repeat(64));
export const baseModel = { id: modelIdSchema.parse('starter-recogniser'), sha256: 'a'.repeat(64) };

export function score(cer: number): Score {
  return { words: 20, cer, wer: Math.min(1, 2 * cer), loss: cer };
}

export function evaluationAt(step: number, cer: number, best = true): RunEvaluation {
  return { step, heldBack: score(cer), base: score(0.1), best };
}

/** What a training does in place of learning. */
export interface Script {
  readonly steps: number;
  /** Steps of checkpoints from before, by folder. */
  readonly checkpoints?: ReadonlyMap<string, number>;
  /** CER of the held-back words before and after. */
  readonly cer?: readonly [number, number];
  /** Words that are held back; of fewer than 20 no verdict is sure. Default: 20. */
  readonly heldBack?: number;
  /** Called before each step: waits, throws or crashes as a test wants. */
  readonly onStep?: (step: number, crash: Crash) => Promise<void> | void;
  /** Called before words are judged. */
  readonly onEvaluate?: (signal: AbortSignal) => Promise<void>;
}

/** A trainer that follows a script, with a checkpoint at every step. */
export function scriptedTrainer(script: Script): (crash: Crash) => Partial<Trainer> {
  /** Steps of each run's folder: what a checkpoint would keep. */
  const reached = new Map(script.checkpoints);
  return (crash) => {
    let stop = false;
    let ended: Promise<unknown> = Promise.resolve();
    async function train(args: TrainArguments, { onProgress, signal }: TrainContext) {
      const tell = (progress: TrainingProgress): void => {
        onProgress(progress);
      };
      const start = reached.get(args.folder) ?? 0;
      tell({ type: 'engine', engine: 'wasm', version: '1', device: 'a test' });
      tell({ type: 'noticed', notice: 'Left out of 60 words: 3, as they show no ink.' });
      tell({ type: 'started', words: 80, step: start, totalSteps: script.steps });
      for (let step = start + 1; step <= script.steps; step += 1) {
        if (stop || signal.aborted) return null;
        await script.onStep?.(step, () => {
          crash();
          throw new Error('This process has ended.');
        });
        reached.set(args.folder, step);
        tell({ type: 'point', point: { step, loss: 10 / step, learningRate: 0.001, wordsPerSecond: 100 } });
      }
      const [before, after] = script.cer ?? [0.2, 0.1];
      tell({ type: 'evaluated', evaluation: evaluationAt(script.steps, after), samples: [] });
      mkdirSync(args.folder, { recursive: true });
      const model = join(args.folder, 'model.onnx');
      writeFileSync(model, `a model of ${args.name}`);
      return {
        model,
        before: { heldBack: { ...score(before), words: script.heldBack ?? 20 }, base: score(0.1) },
        after: { heldBack: { ...score(after), words: script.heldBack ?? 20 }, base: score(0.1) },
        change: { low: after - before - 0.01, high: after - before + 0.01 },
      };
    }
    return {
      checkNetwork: () => Promise.resolve(null),
      train(args, context) {
        stop = false;
        const training = train(args, context);
        ended = training.catch(() => undefined);
        return training;
      },
      async stopTraining() {
        stop = true;
        await ended;
        return null;
      },
      async evaluate({ folder, split, model }, { signal }) {
        await script.onEvaluate?.(signal);
        if (split === 'test') {
          throw new InkdexError('data-invalid', 'This version has no words in its test split.');
        }
        mkdirSync(folder, { recursive: true });
        const contents = { confusions: [], byLength: [], byLetter: [], worst: [], best: [], random: [] };
        writeFileSync(join(folder, 'report.json'), JSON.stringify(contents));
        writeFileSync(join(folder, 'words.jsonl'), '');
        const metrics = Object.fromEntries(metricNames.map((name) => [name, 0.5])) as Metrics;
        const sha256 = model.length.toString(16).padStart(64, '0');
        return { sha256, words: 1, skipped: {}, greedy: metrics, decoder: metrics };
      },
    };
  };
}

export interface Gate {
  readonly onStep: NonNullable<Script['onStep']>;
  /** Resolves when the script stands before the step. */
  readonly reached: Promise<void>;
  readonly open: () => void;
}

/** For a script: it stops before a step until it is let go on. */
export function gate(at: number): Gate {
  const reached = Promise.withResolvers<undefined>();
  const opened = Promise.withResolvers<undefined>();
  return {
    async onStep(step) {
      if (step !== at) return;
      reached.resolve(undefined);
      await opened.promise;
    },
    reached: reached.promise,
    open: () => {
      opened.resolve(undefined);
    },
  };
}

/** A run to ask for. */
export const request: TrainingRequest = {
  dataset: version,
  base: null,
  preset: 'quick',
  changes: { seed: 7 },
  engine: null,
  title: null,
};

export interface TrainingHost {
  readonly db: WritableDatabase;
  readonly training: TrainingService;
  readonly jobs: Jobs;
  /** Pauses, resumes or cancels the job of a run, and returns the run after that. */
  readonly pause: (run: RunId) => Promise<Run>;
  readonly resume: (run: RunId) => Run;
  readonly cancel: (run: RunId) => Promise<Run>;
  readonly events: { readonly name: EventName; readonly payload: EventPayload<EventName> }[];
  readonly promoted: ModelId[];
  /** What each added model's file held. */
  readonly added: Map<ModelId, string>;
  readonly readAgain: () => number;
  readonly folder: string;
  /** Closes the library and opens it again, as another process does. */
  readonly reopen: (script: Script) => Promise<OpenTraining>;
}

interface OpenTraining {
  readonly training: TrainingService;
  readonly jobs: Jobs;
}

/** Training over a real store and a scripted engine; datasets and models are as a test says. */
export function trainingHost(
  script: Script,
  changes: Partial<TrainingParts> = {},
  folder = temporaryFolder(),
): TrainingHost {
  const db = openLibrary(folder);
  onTestFinished(() => {
    db.close();
  });
  const events: TrainingHost['events'] = [];
  const promoted: ModelId[] = [];
  const added = new Map<ModelId, string>();
  let readAgain = 0;

  const closing: (() => Promise<void>)[] = [];

  function open(given: Script): OpenTraining {
    const lock = createHostLock(join(folder, 'host.lock'));
    const trainer = startWorker({
      kind: 'trainer',
      spawn: workersWith(() => ({}), scriptedTrainer(given)),
    });
    const announce: Announce = (name, payload) => {
      events.push({ name, payload });
    };
    const jobs = createJobs({ db, lock, announce });
    const training = createTraining({
      db,
      lock,
      announce,
      jobs,
      trainer,
      models: {
        lineFinderAt: () => Promise.resolve(null),
        findBase: () =>
          Promise.resolve({ ...baseModel, path: '/models/starter-recogniser.onnx', reads: 'word' }),
        addModel(path, wanted): Promise<Model> {
          const id = modelIdSchema.parse(wanted);
          added.set(id, readFileSync(path, 'utf8'));
          return Promise.resolve(modelCalled(id));
        },
        discardModelsOf(run) {
          const ofRun = [...added.keys()].filter((id) => id.endsWith(`-${String(run)}`));
          for (const id of ofRun) added.delete(id);
          return Promise.resolve();
        },
        calls: {
          promoteModel({ model }) {
            promoted.push(model);
            return Promise.resolve(modelCalled(model));
          },
        },
        engineForTraining: () => Promise.resolve(null),
      },
      datasets: {
        manifestOf: () => '/versions/d.jsonl',
        objectsOf: () => '/objects',
        findVersion: () => version,
        countForCorrections: () => 0,
        freezeCorrections: () => Promise.resolve(version),
        importIam: () => Promise.resolve({ version, notices: ['25467 samples are imported.'] }),
        discardSent: () => Promise.resolve(),
      },
      runsFolder: join(folder, 'runs'),
      evaluationsFolder: join(folder, 'evaluations'),
      rehearsal: '/rehearsal/words.bin',
      code: '0.1.0 (test)',
      readUncertainAgain: () => {
        readAgain += 1;
      },
      ...changes,
    });
    closing.push(async () => {
      await jobs.close();
      await trainer.close();
      lock.release();
    });
    return { training, jobs };
  }

  async function close(): Promise<void> {
    for (const end of closing.splice(0)) await end();
  }
  onTestFinished(close);

  const { training, jobs } = open(script);
  const runOf = (run: RunId): Run => training.calls.getRun({ run }).run;
  return {
    db,
    folder,
    events,
    promoted,
    added,
    readAgain: () => readAgain,
    training,
    jobs,
    async pause(run) {
      await jobs.calls.pauseJob(runOf(run));
      return runOf(run);
    },
    resume(run) {
      jobs.calls.resumeJob(runOf(run));
      return runOf(run);
    },
    async cancel(run) {
      await jobs.calls.cancelJob(runOf(run));
      return runOf(run);
    },
    async reopen(given) {
      await close();
      return open(given);
    },
  };
}

function modelCalled(id: ModelId): Model {
  return {
    id,
    kind: 'recogniser',
    name: id,
    sha256: 'b'.repeat(64),
    bytes: 1,
    parameters: 1,
    characters: 'ab',
    reads: 'word',
    promoted: false,
    problem: null,
  };
}

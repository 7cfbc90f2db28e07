import { availableParallelism } from 'node:os';
import { z } from 'zod';
import type { Announce, Serves } from '../../shared/contract/contract.ts';
import {
  engineIn,
  trainingEngineNameSchema,
  trainingEngineSchema,
  type ReadingEngineName,
  type ReadingSpeed,
  type TrainingEngine,
  type TrainingEngineName,
} from '../../shared/contract/model.ts';
import type { EngineChoice, modelCalls } from '../../shared/contract/modelCalls.ts';
import { InkdexError } from '../../shared/result.ts';
import { threadCount, otherScriptsFile, secondReaderFile } from '../installation.ts';
import type { Jobs } from '../jobs/service.ts';
import type { WritableDatabase } from '../store/database.ts';
import { requireJobRequest } from '../store/jobs/jobs.ts';
import { findSetting, replaceSetting } from '../store/library/settings.ts';
import type { Trainer } from '../workers/client.ts';
import { shippedProblem } from '../files/shippedFiles.ts';
import { asksSecond, secondSetting } from './registry.ts';

type EngineCalls = Pick<
  typeof modelCalls,
  | 'listEngines'
  | 'engineChoice'
  | 'measureEngines'
  | 'chooseEngine'
  | 'chooseReadingEngine'
  | 'secondOpinion'
  | 'chooseSecondOpinion'
  | 'chooseThreads'
  | 'installEngine'
>;

export interface InstallOptions {
  readonly gpu: boolean;
  /** Called with a line for each step and each tenth of it. Windows receive it too. */
  readonly onLine?: (line: string) => void;
  /** Bytes of the current step; `total` is null while it is unknown. */
  readonly onProgress?: (done: number, total: number | null) => void;
  readonly signal?: AbortSignal;
}

const installRequestSchema = z.object({ gpu: z.boolean() });

const choiceSetting = 'training-engine';
const threadsSetting = 'threads';
const measuredSetting = 'training-engines-measured';
const measuredSchema = z.object({ engines: z.array(trainingEngineSchema), measuredAt: z.string() });

export interface EnginesParts {
  readonly db: WritableDatabase;
  readonly trainer: Trainer;
  readonly announce: Announce;
  readonly jobs: Jobs;
  readonly readingEngine: {
    /** Null for the faster one. */
    chosen(): ReadingEngineName | null;
    choose(engine: ReadingEngineName | null): void;
    /** The last measurement. */
    speed(): ReadingSpeed | null;
    measure(): Promise<ReadingSpeed>;
    /** Whether this machine may have a GPU. */
    mayHaveGpu(): boolean;
  };
}

/** Null for the fastest available engine. */
function readChoice(db: WritableDatabase): TrainingEngineName | null {
  return trainingEngineNameSchema.safeParse(findSetting(db, choiceSetting)).data ?? null;
}

function readMeasured(db: WritableDatabase): z.infer<typeof measuredSchema> | null {
  const text = findSetting(db, measuredSetting);
  return text === undefined ? null : measuredSchema.parse(JSON.parse(text));
}

/** What the person has chosen, without starting an engine; null for what the machine does best. */
function readChoices(
  db: WritableDatabase,
  readingEngine: EnginesParts['readingEngine'],
  threads: ReturnType<typeof keepThreads>,
) {
  return {
    training: readChoice(db),
    reading: readingEngine.chosen(),
    second: asksSecond(db),
    threads: threads.state().chosen,
  };
}

/** Why no second reader can be asked; null if one can. */
async function secondProblem(): Promise<string | null> {
  const problems = [secondReaderFile, otherScriptsFile].map((path) => shippedProblem(path));
  return (await Promise.all(problems)).find((problem) => problem !== null) ?? null;
}

/** The training engines of this machine. */
function createKnownEngines(db: WritableDatabase, trainer: Trainer) {
  let found: Promise<TrainingEngine[]> | undefined;
  return {
    /** Probes the engines once in each process. */
    async list(): Promise<TrainingEngine[]> {
      found ??= trainer.call('listEngines', { measure: false });
      try {
        return await found;
      } catch (error) {
        found = undefined;
        throw error;
      }
    },
    /** Times training on each engine, and checks that all train the same. */
    async measure(): Promise<readonly TrainingEngine[]> {
      const engines = await trainer.call('listEngines', { measure: true });
      found = Promise.resolve(engines);
      const measuredAt = new Date().toISOString();
      replaceSetting(db, measuredSetting, JSON.stringify({ engines, measuredAt }));
      return engines;
    },
    /** Another one was installed. */
    forget(): void {
      found = undefined;
    },
  };
}

/** Answers the calls about training engines: the available ones, the chosen one, and their measured speed. */
export function createEngines({ db, trainer, announce, jobs, readingEngine }: EnginesParts) {
  const known = createKnownEngines(db, trainer);
  const threads = keepThreads(db);

  const chosen = () => readChoices(db, readingEngine, threads);

  async function engineChoice(): Promise<EngineChoice> {
    const engines = await known.list();
    const last = readMeasured(db);
    return {
      chosen: readChoice(db),
      engines: engines.map((engine) => withMeasurement(engine, last?.engines ?? [])),
      measuredAt: last?.measuredAt ?? null,
      reading: { chosen: readingEngine.chosen(), speed: readingEngine.speed() },
      threads: threads.state(),
    };
  }

  /**
   * The chosen engine, otherwise the fastest: where there may be a GPU it is measured before the first training with it.
   * Null for the first that starts, or the one that INKDEX_ENGINE names.
   */
  async function engineForTraining(): Promise<TrainingEngineName | null> {
    const { training } = chosen();
    const named = engineIn(process.env, 'INKDEX_ENGINE', trainingEngineNameSchema);
    if (training !== null || named !== null) return training;
    const last = readMeasured(db);
    if (last === null && !readingEngine.mayHaveGpu()) return null;
    const { engines } = await engineChoice();
    const isMeasured = (engine: TrainingEngine): boolean =>
      last !== null && measuredOf(engine, last.engines) !== undefined;
    const usable = engines.filter(isUsable);
    return fastestOf(usable.length > 1 && !usable.every(isMeasured) ? await known.measure() : usable);
  }

  /** Installs an engine without a job, for commands. @throws InkdexError `engine-install-failed`, `bad-arguments`, `cancelled` */
  async function installNow(
    name: TrainingEngineName,
    { gpu, onLine, onProgress, signal }: InstallOptions,
  ): Promise<void> {
    const lineOf = tenths();
    await trainer.call(
      'installEngine',
      { name, gpu },
      {
        ...(signal === undefined ? {} : { signal }),
        onProgress(progress) {
          onProgress?.(
            Math.round(progress.done),
            progress.total === null ? null : Math.round(progress.total),
          );
          const line = lineOf(progress);
          if (line === null) return;
          onLine?.(line);
          announce('engineProgress', { line });
        },
      },
    );
    known.forget();
  }

  jobs.define('engine', {
    async run({ id }, options) {
      const { gpu } = requireJobRequest(db, id, installRequestSchema);
      await installNow('tensorflow', { gpu, ...options });
      return { commit: () => undefined, release: () => undefined };
    },
  });

  const calls = {
    listEngines: () => known.list(),
    engineChoice,
    async measureEngines() {
      await known.measure();
      await readingEngine.measure();
      return await engineChoice();
    },
    /** @throws InkdexError `engine-unavailable` */
    async chooseEngine({ engine }) {
      const wanted = engine === null ? null : (await known.list()).find((one) => one.engine === engine);
      if (wanted !== null && wanted?.available !== true) {
        throw new InkdexError(
          'engine-unavailable',
          wanted?.problem ?? `The engine ${String(engine)} is not available. Choose another engine.`,
        );
      }
      replaceSetting(db, choiceSetting, engine ?? '');
      return await engineChoice();
    },
    async chooseReadingEngine({ engine }) {
      readingEngine.choose(engine);
      return await engineChoice();
    },
    secondOpinion: async () => ({ asked: asksSecond(db), problem: await secondProblem() }),
    chooseSecondOpinion({ asked }) {
      replaceSetting(db, secondSetting, asked ? '' : 'off');
      announce('modelsChanged', {});
      return asked;
    },
    async chooseThreads(choice) {
      threads.choose(choice.threads);
      return await engineChoice();
    },
    /** Installs TensorFlow as a job. @throws InkdexError `engine-install-failed`, `cancelled` */
    async installEngine({ gpu }) {
      const { id } = jobs.queue({ kind: 'engine', title: 'Install TensorFlow', request: { gpu } });
      await jobs.completed(id);
      return await engineChoice();
    },
  } satisfies Serves<EngineCalls>;
  return { calls, chosen, engineForTraining, installNow };
}

/** With what was measured on the same device, also that it does not train or trains otherwise than the others. */
function withMeasurement(engine: TrainingEngine, measured: readonly TrainingEngine[]): TrainingEngine {
  const last = measuredOf(engine, measured);
  if (last === undefined) return engine;
  const { wordsPerSecond, problem } = last;
  return {
    ...engine,
    ...(wordsPerSecond !== undefined && { wordsPerSecond }),
    ...(problem !== undefined && { problem }),
  };
}

/** What was measured of an engine on the same device. */
function measuredOf(
  { engine, device }: TrainingEngine,
  measured: readonly TrainingEngine[],
): TrainingEngine | undefined {
  return measured.find((one) => one.engine === engine && (one.device ?? device) === device);
}

/** Whether it may be used without being chosen. */
function isUsable({ available, problem }: TrainingEngine): boolean {
  return available && problem === undefined;
}

/** Null if none of them was measured and there is a choice. */
function fastestOf(engines: readonly TrainingEngine[]): TrainingEngineName | null {
  const usable = engines.filter(isUsable);
  const measured = usable.filter(({ wordsPerSecond }) => wordsPerSecond !== undefined);
  const [fastest] = measured.sort((a, b) => (b.wordsPerSecond ?? 0) - (a.wordsPerSecond ?? 0));
  return (fastest ?? (usable.length === 1 ? usable[0] : undefined))?.engine ?? null;
}

/** Converts progress in bytes to a line for each new tenth, and null in between. */
function tenths(): (progress: { step: string; done: number; total: number | null }) => string | null {
  let last = '';
  return ({ step, done, total }) => {
    const share = total === null || total === 0 ? null : Math.floor((10 * done) / total) * 10;
    const line = share === null ? step : `${step}: ${share} %`;
    if (line === last) return null;
    last = line;
    return line;
  };
}

/** Applies the number of threads that a person chose, unless INKDEX_THREADS is set. Before the workers start, which inherit it. */
function keepThreads(db: WritableDatabase) {
  const chosen = (): number | null =>
    z.coerce.number().int().positive().safeParse(findSetting(db, threadsSetting)).data ?? null;
  const atStart = chosen();
  if (atStart !== null) process.env.INKDEX_THREADS ??= String(atStart);
  return {
    state: () => ({ chosen: chosen(), processors: availableParallelism(), inUse: threadCount() }),
    /** From the next start on; null for one for each processor. */
    choose(threads: number | null): void {
      replaceSetting(db, threadsSetting, threads === null ? '' : String(threads));
    },
  };
}

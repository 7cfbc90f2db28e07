import { existsSync } from 'node:fs';
import { z } from 'zod';
import type { Announce } from '../../shared/contract/contract.ts';
import {
  engineIn,
  readingEngineNameSchema,
  readingSpeedSchema,
  type ReadingEngineName,
  type ReadingSpeed,
  type Gpu,
  type ReadingMeasurement,
} from '../../shared/contract/model.ts';
import { InkdexError } from '../../shared/result.ts';
import type { WritableDatabase } from '../store/database.ts';
import { findSetting, replaceSetting } from '../store/library/settings.ts';
import { Unanswered, type Reader } from '../workers/client.ts';

interface ReadingModels {
  readonly detector: string;
  readonly recogniser: string;
}

export interface ReadingEngineParts {
  readonly db: WritableDatabase;
  readonly reader: Reader;
  /** A photo with handwriting to measure with. */
  readonly photo: string | undefined;
  readonly announce: Announce;
  readonly findModels: () => Promise<ReadingModels>;
  /** Whether this machine may have a GPU; for tests. */
  readonly mayHaveGpu?: () => boolean;
}

/** Why a batch failed on the GPU, in the result of a call that read it again on the processor. */
interface GpuReport {
  readonly gpuProblem?: string | undefined;
}

const choiceSetting = 'reading-engine';
const measuredSetting = 'reading-engine-measured';
/** A speed, and the GPU, driver and models that it was measured with. */
const keptSpeedSchema = readingSpeedSchema.extend({ measuredWith: z.string() });

/** By how much a GPU must be faster than the processor: it also takes time to start, and battery. */
const leastGain = 1.1;

export type ReadingEngine = ReturnType<typeof createReadingEngine>;

/**
 * Chooses whether photos are read on the processor or on a GPU. `INKDEX_READING_ENGINE` and a person's choice override the
 * measurement, which is made once for each GPU, driver and pair of models, before the first photo is read with them: whether
 * ONNX Runtime's WebGPU provider reads the same and faster, in a process of its own. Software drivers are never chosen. The
 * GPU runs float weights, the processor quantised ones. A batch that fails on the GPU is read again on the processor.
 */
export function createReadingEngine(parts: ReadingEngineParts) {
  const { db, announce, mayHaveGpu = hasGraphicsDevice } = parts;
  const speeds = createSpeeds(parts);
  const chosen = new Map<string, Promise<ReadingEngineName>>();
  let hasFailed = false;
  let last: ReadingEngineName | null = null;

  function chosenEngine(): ReadingEngineName | null {
    return readingEngineNameSchema.safeParse(findSetting(db, choiceSetting)).data ?? null;
  }

  /** @throws InkdexError `bad-arguments` if INKDEX_READING_ENGINE names no engine */
  async function choose(models: ReadingModels): Promise<ReadingEngineName> {
    if (hasFailed) return 'cpu';
    const asked = engineIn(process.env, 'INKDEX_READING_ENGINE', readingEngineNameSchema) ?? chosenEngine();
    if (asked !== null) return asked;
    if (!mayHaveGpu()) return 'cpu';
    const key = JSON.stringify([models.detector, models.recogniser]);
    let choice = chosen.get(key);
    if (choice === undefined) {
      choice = speeds.fasterOf(models);
      chosen.set(key, choice);
      choice.catch(() => chosen.delete(key));
    }
    return await choice;
  }

  /** The processor reads until the app is started again. People are told once. */
  function giveUp(problem: string): void {
    if (hasFailed) return;
    hasFailed = true;
    const message =
      `The GPU failed (${problem}). Photos are read on the processor until Inkdex is started again; ` +
      'no photo is left out. If it happens again, update the driver of the GPU.';
    announce('gpuFailed', { message });
  }

  return {
    /**
     * Reads on the chosen engine, and again on the processor if the process ended or hung on the GPU.
     *
     * @param read a call of the reader with the models, whose result may report a batch that failed on the GPU
     * @returns the result without that report
     */
    async readWith<Result extends object>(
      models: ReadingModels,
      read: (engine: ReadingEngineName) => Promise<Result & GpuReport>,
    ): Promise<Omit<Result, 'gpuProblem'>> {
      const engine = await choose(models);
      last = engine;
      const { gpuProblem, ...result } = await read(engine).catch((thrown: unknown) => {
        if (engine === 'cpu' || !(thrown instanceof Unanswered)) throw thrown;
        giveUp(thrown.message);
        return read('cpu');
      });
      if (gpuProblem !== undefined) giveUp(gpuProblem);
      return result;
    },
    /** Whether the last call began on the processor. */
    isOnProcessor: () => last === 'cpu',
    /** Whether this machine may have a GPU. */
    mayHaveGpu,
    /** What a person chose; null for the faster one. */
    chosen: chosenEngine,
    choose(engine: ReadingEngineName | null): void {
      replaceSetting(db, choiceSetting, engine ?? '');
    },
    /** The last measurement; null before the first. */
    speed: () => speeds.last(),
    /** Measures both engines now. */
    async measure(): Promise<ReadingSpeed> {
      const speed = await speeds.measureNow();
      chosen.clear();
      return speed;
    },
  };
}

/** Measures both engines, and keeps what was measured. */
function createSpeeds({ db, reader, photo, findModels }: ReadingEngineParts) {
  function keep(speed: ReadingSpeed, measuredWith: string): ReadingSpeed {
    replaceSetting(db, measuredSetting, JSON.stringify({ ...speed, measuredWith }));
    return speed;
  }

  function kept(): z.infer<typeof keptSpeedSchema> | null {
    const text = findSetting(db, measuredSetting);
    if (text === undefined) return null;
    return keptSpeedSchema.safeParse(JSON.parse(text)).data ?? null;
  }

  /** In a process of its own, so that a driver that crashes or hangs ends no other call. */
  async function measureModels(models: ReadingModels, withGpu: boolean): Promise<ReadingMeasurement> {
    if (photo === undefined) return { cpu: null, webgpu: null, problem: 'The sample photos are missing.' };
    try {
      return await reader.call('measureReading', { ...models, photo, withGpu }, { alone: true });
    } catch (thrown) {
      // The photo or a model cannot be read, or the driver ended the process: reading goes on, on the processor.
      if (!(thrown instanceof InkdexError) || thrown.code === 'cancelled') throw thrown;
      return { cpu: null, webgpu: null, problem: thrown.message };
    }
  }

  async function measure(models: ReadingModels, gpu: Gpu, measuredWith: string): Promise<ReadingSpeed> {
    const { cpu, webgpu, problem } = await measureModels(models, true);
    const isFaster = cpu !== null && webgpu !== null && webgpu > leastGain * cpu;
    const engine = isFaster ? 'webgpu' : 'cpu';
    return keep({ engine, device: gpu.device, cpu, webgpu, problem }, measuredWith);
  }

  async function findGpu(): Promise<Gpu | null> {
    try {
      return await reader.call('findGpu', {}, { alone: true });
    } catch (thrown) {
      // The driver crashed or did not answer.
      if (thrown instanceof Unanswered) return null;
      throw thrown;
    }
  }

  return {
    /** The faster one, from the last measurement if it was made with these models on this GPU. */
    async fasterOf(models: ReadingModels): Promise<ReadingEngineName> {
      const gpu = await findGpu();
      if (gpu === null || gpu.isSoftware) return 'cpu';
      const measuredWith = await measuredWithOf(reader, models, gpu);
      const last = kept();
      if (last?.measuredWith === measuredWith) return last.engine;
      return (await measure(models, gpu, measuredWith)).engine;
    },
    /** The last measurement; null before the first. */
    last(): ReadingSpeed | null {
      return readingSpeedSchema.nullable().parse(kept());
    },
    /** Measures both engines now, with the models in use. A software driver is reported, not measured. */
    async measureNow(): Promise<ReadingSpeed> {
      const models = await findModels();
      const gpu = await findGpu();
      if (gpu !== null && !gpu.isSoftware)
        return await measure(models, gpu, await measuredWithOf(reader, models, gpu));
      const problem =
        gpu === null
          ? 'WebGPU finds no GPU on this machine.'
          : `${gpu.device} computes on the processor, so it is not used for reading.`;
      const { cpu } = await measureModels(models, false);
      const device = gpu?.device ?? null;
      return keep({ engine: 'cpu', device, cpu, webgpu: null, problem }, 'processor');
    },
  };
}

/** What a speed depends on. */
async function measuredWithOf(
  reader: Reader,
  { detector, recogniser }: ReadingModels,
  { driver }: Gpu,
): Promise<string> {
  const files = [detector, recogniser].map((path) => reader.call('inspectModel', { path }));
  return [driver, ...(await Promise.all(files)).map(({ sha256 }) => sha256)].join(' ');
}

/** On Linux, a driver of a real GPU needs one of these files; elsewhere only WebGPU knows. */
function hasGraphicsDevice(): boolean {
  if (process.platform !== 'linux') return true;
  return ['/dev/dri', '/dev/nvidiactl', '/dev/dxg'].some((path) => existsSync(path));
}

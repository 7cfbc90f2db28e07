import { expect, it, vi, onTestFinished } from 'vitest';
import { createReadingEngine, type ReadingEngine } from '../../../main/reading/readingEngine.ts';
import { ServerEnded } from '../../../main/rpc/client.ts';
import { startWorker } from '../../../main/workers/client.ts';
import type { Gpu } from '../../../shared/contract/model.ts';
import type { WorkerHandlers } from '../../../main/workers/calls.ts';
import type { EventName } from '../../../shared/contract/contract.ts';
import { temporaryLibrary } from '../../support/library.ts';
import { readerWith, type Crash } from '../../support/worker.ts';
import { tinyDetectorMetadata } from '../../support/tinyModels.ts';

const models = { detector: '/models/detector.onnx', recogniser: '/models/recogniser.onnx' };
const realGpu: Gpu = { device: 'A GPU', driver: 'A GPU, driver 1', isSoftware: false };

function engineWith(
  gpu: Gpu | null,
  calls: (crash: Crash) => Partial<WorkerHandlers<'reader'>> = () => ({}),
) {
  const measured: string[] = [];
  const events: EventName[] = [];
  const { db } = temporaryLibrary();
  const reader = startWorker({
    kind: 'reader',
    spawn: readerWith((crash) => ({
      findGpu: () => Promise.resolve(gpu),
      inspectModel: ({ path }) =>
        Promise.resolve({
          sha256: (path.includes('detector') ? 'd' : 'e').repeat(64),
          bytes: 1,
          metadata: tinyDetectorMetadata,
        }),
      measureReading: ({ photo }) => {
        measured.push(photo);
        return Promise.resolve({ cpu: 100, webgpu: 400, problem: null });
      },
      ...calls(crash),
    })),
  });
  onTestFinished(() => reader.close());
  const start = () =>
    createReadingEngine({
      db,
      reader,
      photo: '/samples/photo.jpg',
      announce: (name) => events.push(name),
      findModels: () => Promise.resolve(models),
      mayHaveGpu: () => gpu !== null,
    });
  return { start, measured, events };
}

/** The engine with which a photo is read. */
async function usedBy(engine: ReadingEngine): Promise<string> {
  return (await engine.readWith(models, (used) => Promise.resolve({ used }))).used;
}

it('reads on a GPU that is measured to be faster, and measures it once', async () => {
  const { start, measured } = engineWith(realGpu);
  const first = start();
  expect(await usedBy(first)).toBe('webgpu');
  expect(await usedBy(first)).toBe('webgpu');
  expect(await usedBy(start())).toBe('webgpu');
  expect(measured).toHaveLength(1);
});

it('reads on the processor where the GPU is slower, wrong, or a software driver', async () => {
  const answers = [
    engineWith(realGpu, () => ({
      measureReading: () => Promise.resolve({ cpu: 100, webgpu: 90, problem: null }),
    })),
    engineWith(realGpu, () => ({
      measureReading: () => Promise.resolve({ cpu: 100, webgpu: null, problem: 'It read other words.' }),
    })),
    engineWith({ ...realGpu, isSoftware: true }),
  ];
  for (const { start, measured } of answers) {
    expect(await usedBy(start())).toBe('cpu');
    expect(measured).toEqual([]);
  }
});

it('keeps the processor for a GPU whose driver crashes while it is measured', async () => {
  let started = 0;
  const { start } = engineWith(realGpu, (crash) => ({
    measureReading: () => {
      started += 1;
      crash();
      return new Promise(() => undefined);
    },
  }));
  expect(await usedBy(start())).toBe('cpu');
  expect(await usedBy(start())).toBe('cpu');
  expect(started).toBe(1);
});

it('INKDEX_READING_ENGINE overrides the measurement, and must name an engine', async () => {
  vi.stubEnv('INKDEX_READING_ENGINE', 'cpu');
  onTestFinished(() => void vi.unstubAllEnvs());
  const { start, measured } = engineWith(realGpu);
  expect(await usedBy(start())).toBe('cpu');
  expect(measured).toEqual([]);
  vi.stubEnv('INKDEX_READING_ENGINE', 'abacus');
  await expect(usedBy(start())).rejects.toMatchObject({
    code: 'bad-arguments',
  });
});

it('reads on the engine that a person chose until the choice is taken back', async () => {
  const { start, measured } = engineWith(realGpu);
  start().choose('cpu');
  expect(await usedBy(start())).toBe('cpu');
  expect(measured).toEqual([]);
  const engine = start();
  expect([engine.chosen(), engine.speed()]).toEqual(['cpu', null]);
  engine.choose(null);
  expect(await usedBy(engine)).toBe('webgpu');
  expect(engine.speed()).toEqual({ engine: 'webgpu', device: 'A GPU', cpu: 100, webgpu: 400, problem: null });
});

it('reads again on the processor when the process ends on the GPU, tells people once, and tries the GPU at the next start', async () => {
  const { start, events } = engineWith(realGpu);
  const engine = start();
  const used: string[] = [];
  const read = (on: string): Promise<{ words: number }> => {
    used.push(on);
    return on === 'webgpu'
      ? Promise.reject(new ServerEnded('signal SIGSEGV'))
      : Promise.resolve({ words: 1 });
  };
  expect(await engine.readWith(models, read)).toEqual({ words: 1 });
  expect(await engine.readWith(models, read)).toEqual({ words: 1 });
  expect(used).toEqual(['webgpu', 'cpu', 'cpu']);
  const reported = { words: 1, gpuProblem: 'The device was lost.' };
  expect(await engine.readWith(models, () => Promise.resolve(reported))).toEqual({ words: 1 });
  expect(events).toEqual(['gpuFailed']);
  expect(await usedBy(start())).toBe('webgpu');
});

import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createJobs } from '../../../main/jobs/service.ts';
import { createEngines } from '../../../main/models/engines.ts';
import { createHostLock } from '../../../main/store/library/hostLock.ts';
import type { WorkerHandlers } from '../../../main/workers/calls.ts';
import { startWorker } from '../../../main/workers/client.ts';
import type { TrainingEngine, TrainingEngineName } from '../../../shared/contract/model.ts';
import { temporaryLibrary } from '../../support/library.ts';
import { workersWith } from '../../support/worker.ts';

const readingSpeed = { engine: 'cpu', device: null, cpu: 30, webgpu: null, problem: 'No GPU.' } as const;

function enginesWith(
  handlers: Partial<WorkerHandlers<'trainer'>>,
  {
    db,
    folder,
    mayHaveGpu = true,
  }: ReturnType<typeof temporaryLibrary> & { mayHaveGpu?: boolean } = temporaryLibrary(),
): ReturnType<typeof createEngines> {
  const spawn = workersWith(
    () => ({}),
    () => handlers,
  );
  const trainer = startWorker({ kind: 'trainer', spawn });
  onTestFinished(() => trainer.close());
  const lock = createHostLock(join(folder, 'host.lock'));
  const announce = () => undefined;
  const readingEngine = {
    chosen: () => null,
    choose: () => undefined,
    speed: () => readingSpeed,
    measure: () => Promise.resolve(readingSpeed),
    mayHaveGpu: () => mayHaveGpu,
  };
  return createEngines({ db, trainer, announce, jobs: createJobs({ db, lock, announce }), readingEngine });
}

describe('the number of threads', () => {
  it('is kept, and applies from the next start on unless INKDEX_THREADS says otherwise', async () => {
    const library = temporaryLibrary();
    const start = () => enginesWith({ listEngines: () => Promise.resolve([]) }, library).calls;
    vi.stubEnv('INKDEX_THREADS', undefined);
    const { processors } = (await start().engineChoice()).threads;
    expect((await start().chooseThreads({ threads: processors + 1 })).threads).toEqual({
      chosen: processors + 1,
      processors,
      inUse: processors,
    });
    expect((await start().engineChoice()).threads.inUse).toBe(processors + 1);

    vi.stubEnv('INKDEX_THREADS', '7');
    expect((await start().chooseThreads({ threads: null })).threads).toMatchObject({
      chosen: null,
      inUse: 7,
    });
    vi.unstubAllEnvs();
  });
});

describe('the engine that trains', () => {
  const found: TrainingEngine[] = [
    { engine: 'wasm', available: true, version: '4.22.0', device: 'a processor' },
    { engine: 'webgpu', available: false, version: '', device: '', problem: 'There is no GPU here.' },
  ];

  it('is the one that was chosen, and never one that is not here', async () => {
    const engines = enginesWith({ listEngines: () => Promise.resolve(found) });
    expect((await engines.calls.chooseEngine({ engine: 'wasm' })).chosen).toBe('wasm');
    await expect(engines.calls.chooseEngine({ engine: 'webgpu' })).rejects.toThrow('There is no GPU here.');
    expect(await engines.engineForTraining()).toBe('wasm');
    expect((await engines.calls.chooseEngine({ engine: null })).chosen).toBeNull();
  });

  it('is the fastest one, measured once where there may be a GPU; a software driver of a GPU is none of them', async () => {
    const speeds: Partial<Record<TrainingEngineName, number>> = { tensorflow: 40, wasm: 90 };
    const here: TrainingEngine[] = [
      { engine: 'tensorflow', available: true, version: '2.21.0', device: 'a processor' },
      { engine: 'webgpu', available: true, version: '1', device: 'SwiftShader', problem: 'Only if chosen.' },
      { engine: 'wasm', available: true, version: '4.22.0', device: 'a processor' },
    ];
    let measured = 0;
    const listEngines: WorkerHandlers<'trainer'>['listEngines'] = ({ measure }) => {
      measured += measure ? 1 : 0;
      return Promise.resolve(
        here.map((engine) => {
          const wordsPerSecond = measure ? speeds[engine.engine] : undefined;
          return wordsPerSecond === undefined ? engine : { ...engine, wordsPerSecond };
        }),
      );
    };
    const library = temporaryLibrary();
    const onProcessor = enginesWith({ listEngines }, { ...library, mayHaveGpu: false });
    expect(await onProcessor.engineForTraining()).toBeNull();
    vi.stubEnv('INKDEX_ENGINE', 'tensorflow');
    expect(await enginesWith({ listEngines }, library).engineForTraining()).toBeNull();
    vi.unstubAllEnvs();
    expect(measured).toBe(0);
    // Before the first training, and never again for these devices.
    for (let start = 0; start < 2; start += 1) {
      expect(await enginesWith({ listEngines }, library).engineForTraining()).toBe('wasm');
    }
    expect(measured).toBe(1);
    here.splice(0, 1, { engine: 'tensorflow', available: true, version: '2.21.0', device: 'NVIDIA L4' });
    speeds.tensorflow = 400;
    const engines = enginesWith({ listEngines }, library);
    expect(await engines.engineForTraining()).toBe('tensorflow');
    expect(measured).toBe(2);
    await engines.calls.chooseEngine({ engine: 'webgpu' });
    expect(await engines.engineForTraining()).toBe('webgpu');
  });

  it('is not measured again after it crashed, and is none that trains otherwise than the processor', async () => {
    const here: TrainingEngine[] = [
      { engine: 'tensorflow', available: true, version: '2.21.0', device: 'NVIDIA L4' },
      { engine: 'webgpu', available: true, version: '1', device: 'NVIDIA L4' },
      { engine: 'wasm', available: true, version: '4.22.0', device: 'a processor' },
    ];
    const crashed = { available: false, version: null, device: null, problem: 'It crashed.' };
    const wrong = { wordsPerSecond: 900, problem: 'It trains to another loss.' };
    let measured = 0;
    const library = temporaryLibrary();
    const start = () =>
      enginesWith(
        {
          listEngines({ measure }) {
            if (!measure) return Promise.resolve(here);
            measured += 1;
            const [first, second, third] = [crashed, wrong, { wordsPerSecond: 90 }];
            return Promise.resolve(
              here.map((engine, place) => ({ ...engine, ...[first, second, third][place] })),
            );
          },
        },
        library,
      );
    expect(await start().engineForTraining()).toBe('wasm');
    expect(await start().engineForTraining()).toBe('wasm');
    expect(measured).toBe(1);
  });

  it.each([
    { webgpu: 900, fastest: 'webgpu' },
    { webgpu: 30, fastest: 'wasm' },
  ])(
    'is $fastest where a GPU trains $webgpu words a second and the processor 90',
    async ({ webgpu, fastest }) => {
      const here: TrainingEngine[] = [
        { engine: 'webgpu', available: true, version: '1', device: 'NVIDIA H100', wordsPerSecond: webgpu },
        { engine: 'wasm', available: true, version: '4.22.0', device: 'a processor', wordsPerSecond: 90 },
      ];
      const engines = enginesWith({ listEngines: () => Promise.resolve(here) });
      await engines.calls.measureEngines();
      expect(await engines.engineForTraining()).toBe(fastest);
    },
  );

  it('keeps the speed that was measured on this device', async () => {
    const engines = enginesWith({
      listEngines: ({ measure }) =>
        Promise.resolve(found.map((engine) => (measure ? { ...engine, wordsPerSecond: 15 } : engine))),
    });
    expect((await engines.calls.engineChoice()).measuredAt).toBeNull();
    expect((await engines.calls.measureEngines()).reading.speed).toEqual(readingSpeed);
    expect((await engines.calls.engineChoice()).engines[0]).toMatchObject({
      engine: 'wasm',
      wordsPerSecond: 15,
    });
  });
});

import { startChosenEngine } from '../../../../main/ml/backends/startEngine.ts';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  describeEngines,
  listEngines,
  probeInProcess,
  probeInThread,
  waitFor,
} from '../../../../main/ml/backends/listEngines.ts';
import { vulkan } from '../../../support/vulkan.ts';
import { temporaryFolder } from '../../../support/library.ts';

let empty: string;

beforeEach(() => {
  empty = temporaryFolder();
  vi.stubEnv('INKDEX_ENGINES', empty);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

it('names every engine, whether it runs here, and what would bring one that does not', async () => {
  const engines = await listEngines();
  expect(engines.map(({ engine }) => engine)).toEqual(['tensorflow', 'webgpu', 'wasm']);
  const [tensorflow, webgpu, wasm] = engines;
  expect(tensorflow).toMatchObject({
    available: false,
    version: null,
    problem: expect.stringContaining('inkdex engine install tensorflow') as string,
  });
  expect(webgpu?.available === true ? webgpu.device : webgpu?.problem).toBeTruthy();
  expect(wasm).toMatchObject({ available: true, version: '4.22.0' });
});

it('tries engines in threads where no process can be started', async () => {
  await expect(probeInThread('wasm', 0)).resolves.toMatchObject({ ok: true, version: '4.22.0' });
  await expect(probeInThread('tensorflow', 0)).resolves.toMatchObject({
    ok: false,
    problem: expect.stringContaining('inkdex engine install tensorflow') as string,
  });
});

it('gives up on one that says nothing, in a thread as in a process', async () => {
  for (const probe of [probeInThread, probeInProcess]) {
    // It may start within 2 seconds on a fast machine; it does not end.
    await expect(probe('wasm', 600, { first: 2, then: 3 })).resolves.toMatchObject({
      ok: false,
      problem: expect.stringMatching(/^The engine wasm gave no result within [23] seconds\.$/u) as string,
    });
  }
});

it('waits for kernels to be compiled: the shorter patience begins with the first step', async () => {
  vi.useFakeTimers();
  try {
    const patience = { first: 600, then: 180 };
    const found = { version: '2.21.0', device: 'NVIDIA H100' };
    const tried = (secondsAfter: number) =>
      waitFor(
        'tensorflow',
        patience,
        ({ signal, onProgress }) =>
          new Promise((resolve, reject) => {
            setTimeout(() => {
              onProgress(null);
            }, 590_000);
            setTimeout(
              () => {
                resolve(found);
              },
              (590 + secondsAfter) * 1000,
            );
            signal.addEventListener('abort', () => {
              reject(new Error('aborted'));
            });
          }),
      );
    const both = Promise.all([tried(170), tried(190)]);
    await vi.advanceTimersByTimeAsync(800_000);
    expect(await both).toEqual([
      { ok: true, ...found },
      { ok: false, problem: 'The engine tensorflow gave no result within 180 seconds.' },
    ]);
  } finally {
    vi.useRealTimers();
  }
});

it('an engine whose loss is not that of wasm has a problem', () => {
  const found = { ok: true, version: '1', device: 'A GPU', wordsPerSecond: 900 } as const;
  const problemWith = (loss: number) =>
    describeEngines([
      ['webgpu', { ...found, loss }],
      ['wasm', { ...found, loss: 140 }],
    ])[0]?.problem;
  expect(problemWith(141)).toBeUndefined();
  expect(problemWith(150)).toContain('a loss of 150.00 where wasm trains to 140.00');
  expect(problemWith(Number.NaN)).toContain('only when it is chosen');
});

it.skipIf(vulkan.reason !== '')(
  `does not measure a software driver of a GPU, and says that it is used only when chosen${vulkan.reason}`,
  async () => {
    for (const [name, value] of Object.entries(vulkan.environment(empty))) vi.stubEnv(name, value);
    const found = await probeInProcess('webgpu', 1);
    expect(found).toMatchObject({
      ok: true,
      device: expect.stringContaining('SwiftShader') as string,
      problem: expect.stringContaining('only when it is chosen') as string,
    });
    expect(found).not.toHaveProperty('wordsPerSecond');
  },
);

it('starts the engine that was asked for', async () => {
  await expect(startChosenEngine('wasm')).resolves.toMatchObject({ engine: 'wasm' });
  vi.stubEnv('INKDEX_ENGINE', 'wasm');
  await expect(startChosenEngine()).resolves.toMatchObject({ engine: 'wasm' });
});

it('does not take another engine than the one asked for', async () => {
  await expect(startChosenEngine('tensorflow')).rejects.toMatchObject({ code: 'engine-unavailable' });
});

it('refuses a name that is no engine, listing those there are', async () => {
  vi.stubEnv('INKDEX_ENGINE', 'abacus');
  await expect(startChosenEngine()).rejects.toMatchObject({
    code: 'bad-arguments',
    message: expect.stringContaining('tensorflow, webgpu, wasm') as string,
  });
});

import { expect, it } from 'vitest';
import { trainingTime } from '../../../renderer/training/trainingTime.ts';
import type { TrainingEngineName } from '../../../shared/contract/model.ts';
import { runFixture } from './runs.ts';

const choice = (
  chosen: TrainingEngineName | null,
  available: readonly TrainingEngineName[],
  wordsPerSecond?: number,
) => ({
  chosen,
  engines: (['tensorflow', 'webgpu', 'wasm'] as const).map((engine) => ({
    engine,
    available: available.includes(engine),
    version: null,
    device: null,
    ...(wordsPerSecond !== undefined && { wordsPerSecond }),
  })),
  samples: 1200,
  run: null,
});

it('says before a training with which engine it runs, and what a faster one costs', () => {
  expect(trainingTime(choice(null, ['tensorflow', 'wasm']))).toEqual({
    text: 'Trains with TensorFlow.',
    isSlow: false,
  });
  const slow = trainingTime(choice(null, ['wasm']));
  expect(slow.isSlow).toBe(true);
  expect(slow.text).toMatch(/WebAssembly.*25 times.*850 MB/u);
  expect(trainingTime(choice('wasm', ['tensorflow', 'wasm'])).text).toMatch(/WebAssembly.*You chose/u);
  expect(trainingTime(choice('webgpu', ['webgpu', 'wasm'])).text).toContain('WebGPU');
});

it('says how long it takes here, by the speed that was measured or that of the last run', () => {
  // 1,200 words, 25 epochs, half of each batch replayed.
  expect(trainingTime(choice(null, ['tensorflow'], 250)).text).toBe(
    'Trains with TensorFlow: about 4 min on this machine.',
  );
  expect(trainingTime(choice(null, ['wasm'], 10)).text).toBe(
    'Trains with WebAssembly, about 1 h 40 min on this machine. TensorFlow is a download of 850 MB and needs about 4 min.',
  );
  const engine = { engine: 'tensorflow', version: '1', device: '2 threads' } as const;
  const run = runFixture(1, { engine, wordsPerSecond: 100 });
  expect(trainingTime({ ...choice(null, ['tensorflow']), run }).text).toContain('about 10 min');
  expect(trainingTime({ ...choice('wasm', ['wasm']), run }).text).not.toContain('10 min');
});

import { expect, it } from 'vitest';
import { trainingTime } from '../../../renderer/training/trainingTime.ts';
import type { TrainingEngineName } from '../../../shared/contract/model.ts';

const choice = (chosen: TrainingEngineName | null, ...available: TrainingEngineName[]) => ({
  chosen,
  engines: (['tensorflow', 'webgpu', 'wasm'] as const).map((engine) => ({
    engine,
    available: available.includes(engine),
    version: null,
    device: null,
  })),
});

it('says before a training with which engine it runs, and what a faster one costs', () => {
  expect(trainingTime(choice(null, 'tensorflow', 'wasm'))).toMatchObject({ isSlow: false });
  const slow = trainingTime(choice(null, 'wasm'));
  expect(slow.isSlow).toBe(true);
  expect(slow.text).toMatch(/WebAssembly.*25 times.*850 MB/u);
  expect(trainingTime(choice('wasm', 'tensorflow', 'wasm')).text).toMatch(/WebAssembly.*You chose/u);
  expect(trainingTime(choice('webgpu', 'webgpu', 'wasm')).text).toContain('WebGPU');
});

import type { TrainingEngineName } from '../../shared/contract/model.ts';

const names: Readonly<Record<TrainingEngineName, string>> = {
  tensorflow: 'TensorFlow',
  webgpu: 'WebGPU',
  wasm: 'WebAssembly',
};

export const engineUses: Readonly<Record<TrainingEngineName, string>> = {
  tensorflow: 'Native TensorFlow: the fastest on CPUs and NVIDIA GPUs.',
  webgpu: 'GPUs of any vendor, without CUDA.',
  wasm: 'Works everywhere, but slowly.',
};

export function nameOfEngine(engine: TrainingEngineName): string {
  return names[engine];
}

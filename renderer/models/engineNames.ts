import type { TrainingEngineName } from '../../shared/contract/model.ts';

const names: Readonly<Record<TrainingEngineName, string>> = {
  tensorflow: 'TensorFlow',
  webgpu: 'WebGPU',
  wasm: 'WebAssembly',
};

export const engineUses: Readonly<Record<TrainingEngineName, string>> = {
  tensorflow: 'TensorFlow’s own C++ kernels: the fastest on a processor, and on NVIDIA graphics cards.',
  webgpu: 'Any maker’s graphics card, without CUDA.',
  wasm: 'Works everywhere, slowly.',
};

export function nameOfEngine(engine: TrainingEngineName): string {
  return names[engine];
}

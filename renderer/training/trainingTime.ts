import type { CallResult } from '../../shared/contract/contract.ts';

export interface TrainingTime {
  readonly text: string;
  /** Whether a faster engine can be installed. */
  readonly isSlow: boolean;
}

/** With which engine a training would run, and what follows for its time. About 25 times: BENCHMARKS.md, "Training". */
export function trainingTime({
  chosen,
  engines,
}: Pick<CallResult<'engineChoice'>, 'chosen' | 'engines'>): TrainingTime {
  const available = engines.filter((each) => each.available).map(({ engine }) => engine);
  const hasTensorflow = available.includes('tensorflow');
  if (chosen === 'tensorflow' || (chosen === null && hasTensorflow)) {
    return { text: 'Trains with TensorFlow, in minutes.', isSlow: false };
  }
  if (chosen === 'webgpu') return { text: 'Trains with WebGPU, as you chose.', isSlow: false };
  const slow = 'Trains with WebAssembly, which takes about 25 times as long as TensorFlow: up to hours.';
  return hasTensorflow
    ? { text: `${slow} You chose it in the Settings.`, isSlow: true }
    : { text: `${slow} TensorFlow is a download of 850 MB.`, isSlow: true };
}

import type { TrainingEngineName } from '../shared/contract/model.ts';
import { startChosenEngine } from '../main/ml/backends/startEngine.ts';

/** Starts an engine, as `startChosenEngine` does, and says which. */
export async function startTrainingEngine(
  name?: TrainingEngineName,
  threads?: number,
): Promise<TrainingEngineName> {
  return (await startChosenEngine(name, threads)).engine;
}

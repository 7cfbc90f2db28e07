import { trainingEngineNameSchema, type TrainingEngineName } from '../../../shared/model.ts';
import { InkdexError } from '../../../shared/result.ts';
import type { StartedEngine } from './startedEngine.ts';
import { startTensorflow } from './tensorflow.ts';
import { startWasm } from './wasm.ts';
import { startWebgpu } from './webgpu.ts';

/** Fastest first. */
export const trainingEngineNames = [
  'tensorflow',
  'webgpu',
  'wasm',
] as const satisfies readonly TrainingEngineName[];

const starters: Readonly<Record<TrainingEngineName, () => Promise<StartedEngine>>> = {
  tensorflow: startTensorflow,
  webgpu: startWebgpu,
  wasm: startWasm,
};

/**
 * Starts one engine and leaves it in use.
 *
 * @throws InkdexError `engine-unavailable` saying what would bring it
 */
export function startEngine(name: TrainingEngineName): Promise<StartedEngine> {
  return starters[name]();
}

/**
 * Starts the engine asked for (by the argument, else by the environment's INKDEX_ENGINE), or the
 * fastest that is there.
 *
 * @throws InkdexError `engine-unavailable` when the one asked for is not there, `bad-arguments` when
 *   INKDEX_ENGINE names none
 */
export async function startTrainingEngine(name?: TrainingEngineName): Promise<TrainingEngineName> {
  const asked = name ?? engineOfEnvironment();
  if (asked !== undefined) {
    await startEngine(asked);
    return asked;
  }
  const reasons: string[] = [];
  for (const candidate of trainingEngineNames) {
    try {
      await startEngine(candidate);
      return candidate;
    } catch (problem) {
      if (!(problem instanceof InkdexError)) throw problem;
      reasons.push(problem.message);
    }
  }
  throw new InkdexError('engine-unavailable', `No training engine starts here. ${reasons.join(' ')}`);
}

function engineOfEnvironment(): TrainingEngineName | undefined {
  const value = process.env.INKDEX_ENGINE;
  if (value === undefined || value === '') return undefined;
  const parsed = trainingEngineNameSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InkdexError(
    'bad-arguments',
    `INKDEX_ENGINE is "${value}"; expected one of ${trainingEngineNames.join(', ')}.`,
  );
}

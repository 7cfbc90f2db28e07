import { trainingEngineNameSchema, type TrainingEngineName } from '../../../shared/contract/model.ts';
import { InkdexError } from '../../../shared/result.ts';
import { tf } from '../tf.ts';
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

const starters: Readonly<Record<TrainingEngineName, (threads?: number) => Promise<StartedEngine>>> = {
  tensorflow: startTensorflow,
  webgpu: startWebgpu,
  wasm: startWasm,
};

/** Each is started once a process; what differs afterwards is which is in use. */
const started = new Map<TrainingEngineName, Promise<StartedEngine>>();

/**
 * Starts one engine and leaves it in use.
 *
 * @param threads that share the work of one op, where the engine can do that and is not started yet; left out: as
 *   for networks that are trained side by side
 * @throws InkdexError `engine-unavailable` saying what would bring it
 */
export async function startEngine(name: TrainingEngineName, threads?: number): Promise<StartedEngine> {
  const known = started.get(name);
  const starting = known ?? starters[name](threads);
  started.set(name, starting);
  try {
    const engine = await starting;
    if (known !== undefined) await tf.setBackend(name);
    return engine;
  } catch (problem) {
    started.delete(name);
    throw problem;
  }
}

/**
 * Starts the engine asked for (by the argument, else by the environment's INKDEX_ENGINE), or the
 * fastest that is there.
 *
 * @throws InkdexError `engine-unavailable` when the one asked for is not there, `bad-arguments` when
 *   INKDEX_ENGINE names none
 */
export async function startTrainingEngine(
  name?: TrainingEngineName,
  threads?: number,
): Promise<TrainingEngineName> {
  return (await startChosenEngine(name, threads)).engine;
}

/** `startTrainingEngine`, saying what it started. */
export async function startChosenEngine(
  name?: TrainingEngineName,
  threads?: number,
): Promise<StartedEngine & { readonly engine: TrainingEngineName }> {
  const asked = name ?? engineOfEnvironment();
  if (asked !== undefined) return { engine: asked, ...(await startEngine(asked, threads)) };
  const reasons: string[] = [];
  for (const candidate of trainingEngineNames) {
    try {
      return { engine: candidate, ...(await startEngine(candidate, threads)) };
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

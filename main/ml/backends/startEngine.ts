import { createRequire } from 'node:module';
import path from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { type TrainingEngineName, trainingEngineNameSchema } from '../../../shared/contract/model.ts';
import { InkdexError } from '../../../shared/result.ts';
import { tf } from '../tf.ts';
import { findGraphicsAdapter, type GraphicsAdapter } from './graphicsAdapter.ts';
import { processorName } from './processorShares.ts';
import { startTensorflow } from './tensorflow.ts';
import { registerWasmGradients } from './wasmGradients.ts';

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

/** Each engine is started once in a process; afterwards only the one in use changes. */
const started = new Map<TrainingEngineName, Promise<StartedEngine>>();

/**
 * Starts one engine and leaves it in use.
 *
 * @param threads for one op, if the engine supports that and is not started yet; by default as for training with
 *   replicas
 * @throws InkdexError `engine-unavailable`, whose message says how to install it
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
 * Starts the engine that the argument or the environment's INKDEX_ENGINE names, otherwise the fastest one
 * that is available. A software driver of WebGPU must be named.
 *
 * @throws InkdexError `engine-unavailable` if the named one is not available, `bad-arguments` if INKDEX_ENGINE names
 *   no engine
 */
export async function startTrainingEngine(
  name?: TrainingEngineName,
  threads?: number,
): Promise<TrainingEngineName> {
  return (await startChosenEngine(name, threads)).engine;
}

/** The same, with a description of the engine. */
export async function startChosenEngine(
  name?: TrainingEngineName,
  threads?: number,
): Promise<StartedEngine & { readonly engine: TrainingEngineName }> {
  const asked = name ?? engineOfEnvironment();
  if (asked !== undefined) return { engine: asked, ...(await startEngine(asked, threads)) };
  const reasons: string[] = [];
  for (const candidate of trainingEngineNames) {
    try {
      if (candidate === 'webgpu') await requireGpu();
      return { engine: candidate, ...(await startEngine(candidate, threads)) };
    } catch (problem) {
      if (!(problem instanceof InkdexError)) throw problem;
      reasons.push(problem.message);
    }
  }
  throw new InkdexError('engine-unavailable', `No training engine starts here. ${reasons.join(' ')}`);
}

/** @throws InkdexError `engine-unavailable` where WebGPU computes on the processor, which wasm does faster */
async function requireGpu(): Promise<void> {
  const problem = problemOf(await findGraphicsAdapter());
  if (problem !== undefined) throw new InkdexError('engine-unavailable', problem);
}

function problemOf({ device, isSoftware }: GraphicsAdapter): string | undefined {
  if (!isSoftware) return undefined;
  return `${device} computes on the processor, so webgpu is used only when it is chosen.`;
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

/** The description of a running engine. */
export interface StartedEngine {
  readonly version: string;
  /** For people: the processor or the GPU that it runs on. */
  readonly device: string;
  /** Why it is not used by itself, for people. */
  readonly problem?: string;
}

const require = createRequire(import.meta.url);

/**
 * Registers WebAssembly as the backend `wasm`, adds the gradient kernels that it lacks, and selects it.
 *
 * @throws InkdexError `engine-unavailable` if its module cannot be read
 */
async function startWasm(): Promise<StartedEngine> {
  const folder = path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm'));
  setWasmPaths(folder + path.sep);
  registerWasmGradients();
  if (!(await tf.setBackend('wasm'))) {
    throw new InkdexError(
      'engine-unavailable',
      `The engine wasm did not start from ${folder}: the folder may be incomplete. Run: npm ci`,
    );
  }
  return { version: tf.version['tfjs-core'], device: processorName() };
}

/**
 * Registers the GPU as the backend `webgpu` and makes it the one in use.
 *
 * @throws InkdexError `engine-unavailable` if the GPU, its driver or the npm package is missing
 */
async function startWebgpu(): Promise<StartedEngine> {
  const adapter = await findGraphicsAdapter();
  const { gpu, device } = adapter;
  // When its module is loaded, the backend looks for the GPU in `navigator`, as in a browser.
  Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
  await import('@tensorflow/tfjs-backend-webgpu');
  if (!(await tf.setBackend('webgpu'))) {
    throw new InkdexError('engine-unavailable', 'The engine webgpu did not start on the GPU found.');
  }
  const problem = problemOf(adapter);
  return { version: tf.version['tfjs-core'], device, ...(problem !== undefined && { problem }) };
}

import { createRequire } from 'node:module';
import path from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import {
  engineIn,
  type TrainingEngineName,
  trainingEngineNameSchema,
} from '../../../shared/contract/model.ts';
import { InkdexError } from '../../../shared/result.ts';
import { tf } from '../tf.ts';
import { failWithDevice } from './failWithDevice.ts';
import { findGraphicsAdapter } from './graphicsAdapter.ts';
import { processorName } from './processorShares.ts';
import { startTensorflow, type StartedEngine } from './tensorflow.ts';
import { registerWasmGradients } from './wasmGradients.ts';

/** Fastest first. */
export const trainingEngineNames = [
  'tensorflow',
  'webgpu',
  'wasm',
] as const satisfies readonly TrainingEngineName[];

/** `isAsked`: whether a person named the engine. */
type Start = (threads: number | undefined, isAsked: boolean) => Promise<StartedEngine>;

const starters: Readonly<Record<TrainingEngineName, Start>> = {
  tensorflow: (threads) => startTensorflow(threads),
  webgpu: (_, isAsked) => startWebgpu(isAsked),
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
  return await start(name, threads, true);
}

async function start(name: TrainingEngineName, ...how: Parameters<Start>): Promise<StartedEngine> {
  const known = started.get(name);
  const starting = known ?? starters[name](...how);
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
export async function startChosenEngine(
  name?: TrainingEngineName,
  threads?: number,
): Promise<StartedEngine & { readonly engine: TrainingEngineName }> {
  const asked = name ?? engineIn(process.env, 'INKDEX_ENGINE', trainingEngineNameSchema);
  if (asked !== null) return { engine: asked, ...(await startEngine(asked, threads)) };
  const reasons: string[] = [];
  for (const candidate of trainingEngineNames) {
    try {
      return { engine: candidate, ...(await start(candidate, threads, false)) };
    } catch (problem) {
      if (!(problem instanceof InkdexError)) throw problem;
      reasons.push(problem.message);
    }
  }
  throw new InkdexError('engine-unavailable', `No training engine starts here. ${reasons.join(' ')}`);
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
 * @throws InkdexError `engine-unavailable` if the GPU, its driver or the npm package is missing; also where WebGPU
 *   computes on the processor, which wasm does faster, and no person asked for it
 */
async function startWebgpu(isAsked: boolean): Promise<StartedEngine> {
  const { gpu, device, isSoftware } = await findGraphicsAdapter();
  const problem = `${device} computes on the processor, so webgpu is used only when it is chosen.`;
  if (isSoftware && !isAsked) throw new InkdexError('engine-unavailable', problem);
  // When its module is loaded, the backend looks for the GPU in `navigator`, as in a browser.
  Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
  const isStarted = await tf.setBackend('webgpu');
  const backend = tf.backend();
  if (!isStarted || !(backend instanceof WebGPUBackend)) {
    throw new InkdexError('engine-unavailable', 'The engine webgpu did not start on the GPU found.');
  }
  failWithDevice(backend);
  return { version: tf.version['tfjs-core'], device, ...(isSoftware && { problem }) };
}

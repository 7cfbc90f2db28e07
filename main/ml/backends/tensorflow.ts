import { createRequire } from 'node:module';
import path from 'node:path';
import util from 'node:util';
import type * as bindingModule from '@tensorflow/tfjs-node/dist/tfjs_binding.js';
import type * as backendModule from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend.js';
import { InkdexError } from '../../../shared/result.ts';
import { tf } from '../tf.ts';
import { bindingName, bindingPackage } from './buildBinding.ts';
import { findTensorflows, type InstalledTensorflow } from './installTensorflow.ts';
import { nvidiaNames } from './nvidiaNames.ts';
import { processorName, processorShares } from './processorShares.ts';

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
 * Registers the native TensorFlow library as the backend `tensorflow` and selects it. Where the build for NVIDIA GPUs is
 * installed and does not load, the one for processors is used, and the device says why.
 *
 * TensorFlow reads the number of threads from TF_NUM_INTRAOP_THREADS when it starts. `threads` sets the variable
 * unless it is set already.
 *
 * @param threads that compute one op together; by default as for training with replicas
 * @param open loads a build, for tests
 * @throws InkdexError `engine-unavailable` if none is installed or loads
 */
export async function startTensorflow(
  threads = processorShares().threadsEach,
  open = openTensorflow,
): Promise<StartedEngine> {
  const builds = findTensorflows();
  prepareEnvironment(threads);
  const problems: string[] = [];
  for (const build of builds) {
    try {
      const started = await open(build);
      const failed = problems.at(0);
      return failed === undefined ? started : { ...started, device: `${started.device}. ${failed}` };
    } catch (problem) {
      const name = build.manifest.gpu ? 'The build of TensorFlow for NVIDIA GPUs' : 'The engine tensorflow';
      const command = `inkdex engine install tensorflow${build.manifest.gpu ? ' --gpu' : ''}`;
      problems.push(`${name} in ${build.directory} does not load: ${String(problem)}. Run: ${command}`);
    }
  }
  const missing = 'The engine tensorflow is not installed. Run: inkdex engine install tensorflow';
  throw new InkdexError('engine-unavailable', problems.length === 0 ? missing : problems.join(' '));
}

async function openTensorflow({ directory, manifest }: InstalledTensorflow): Promise<StartedEngine> {
  const binding = require(path.join(directory, bindingName)) as bindingModule.TFJSBinding;
  const packageName = bindingPackage(manifest.gpu);
  require(`${packageName}/dist/register_all_kernels`);
  const { NodeJSKernelBackend } = require(
    `${packageName}/dist/nodejs_kernel_backend`,
  ) as typeof backendModule;
  const backend = new NodeJSKernelBackend(binding, packageName);
  tf.registerBackend('tensorflow', () => backend);
  await tf.setBackend('tensorflow');
  const isWithoutGpu = manifest.gpu && !backend.isUsingGpuDevice;
  return {
    version: binding.TF_Version,
    device: backend.isUsingGpuDevice
      ? nvidiaDevice()
      : `${processorName()}${isWithoutGpu ? '. TensorFlow found no NVIDIA GPU' : ''}`,
  };
}

/** The name of the GPU that TensorFlow computes on. @param names those of this machine, for tests */
export function nvidiaDevice(names: readonly string[] = nvidiaNames()): string {
  return names.length === 0 ? 'GPU that nvidia-smi does not name' : [...new Set(names)].join(', ');
}

function prepareEnvironment(threads: number): void {
  // tfjs-node 4.22 calls both; Node 23 has removed the first and warns about the second.
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  });
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  // Otherwise TensorFlow takes almost all memory of a GPU, and reading gets none.
  process.env.TF_FORCE_GPU_ALLOW_GROWTH ??= 'true';
  process.env.TF_NUM_INTRAOP_THREADS ??= String(threads);
  silenceInt64Warning();
}

/** tfjs-node warns about each 64-bit tensor, and every call of the block LSTM uses one. */
function silenceInt64Warning(): void {
  const warn = console.warn;
  console.warn = (...message: unknown[]) => {
    if (message[0] !== 'INT64 output tensor will be stored as BigInt64Array.') warn(...message);
  };
}

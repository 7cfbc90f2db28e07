import { createRequire } from 'node:module';
import path from 'node:path';
import util from 'node:util';
import type * as bindingModule from '@tensorflow/tfjs-node/dist/tfjs_binding.js';
import type * as backendModule from '@tensorflow/tfjs-node/dist/nodejs_kernel_backend.js';
import { InkdexError } from '../../../shared/result.ts';
import { tf } from '../tf.ts';
import { bindingName, bindingPackage } from './buildBinding.ts';
import { findTensorflow } from './installTensorflow.ts';
import { processorName, processorShares } from './processorShares.ts';
import type { StartedEngine } from './startEngine.ts';

const require = createRequire(import.meta.url);

/**
 * Registers the native TensorFlow library as the backend `tensorflow` and selects it.
 *
 * TensorFlow reads the number of threads from TF_NUM_INTRAOP_THREADS when it starts. `threads` sets the variable
 * unless it is set already.
 *
 * @param threads that compute one op together; by default as for training with replicas
 * @throws InkdexError `engine-unavailable` if it is not installed or does not load
 */
export async function startTensorflow(threads = processorShares().threadsEach): Promise<StartedEngine> {
  const installed = findTensorflow();
  if (installed === null) {
    throw new InkdexError(
      'engine-unavailable',
      'The engine tensorflow is not installed. Run: inkdex engine install tensorflow',
    );
  }
  prepareEnvironment(threads);
  try {
    const binding = require(path.join(installed.directory, bindingName)) as bindingModule.TFJSBinding;
    const packageName = bindingPackage(installed.manifest.gpu);
    require(`${packageName}/dist/register_all_kernels`);
    const { NodeJSKernelBackend } = require(
      `${packageName}/dist/nodejs_kernel_backend`,
    ) as typeof backendModule;
    const backend = new NodeJSKernelBackend(binding, packageName);
    tf.registerBackend('tensorflow', () => backend);
    await tf.setBackend('tensorflow');
    return {
      version: binding.TF_Version,
      device: backend.isUsingGpuDevice ? 'NVIDIA GPU' : processorName(),
    };
  } catch (problem) {
    throw new InkdexError(
      'engine-unavailable',
      `The engine tensorflow in ${installed.directory} does not load: ${String(problem)}. ` +
        'Run: inkdex engine install tensorflow',
      { cause: problem },
    );
  }
}

function prepareEnvironment(threads: number): void {
  // tfjs-node 4.22 calls both; Node 23 has removed the first and warns about the second.
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  });
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
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

import { createRequire } from 'node:module';
import path from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { InkdexError } from '../../../shared/result.ts';
import { tf } from '../tf.ts';
import { processorName } from './processorShares.ts';
import type { StartedEngine } from './startedEngine.ts';
import { registerWasmGradients } from './wasmGradients.ts';

const require = createRequire(import.meta.url);

/**
 * Registers WebAssembly as the backend `wasm`, with the gradient kernels that it lacks, and makes it
 * the one in use.
 *
 * @throws InkdexError `engine-unavailable` when its module cannot be read
 */
export async function startWasm(): Promise<StartedEngine> {
  const folder = path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm'));
  setWasmPaths(folder + path.sep);
  registerWasmGradients();
  if (!(await tf.setBackend('wasm'))) {
    throw new InkdexError(
      'engine-unavailable',
      `The engine wasm did not start from ${folder}: is the folder whole? Run: npm ci`,
    );
  }
  return { version: tf.version['tfjs-core'], device: processorName() };
}

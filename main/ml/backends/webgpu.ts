import { InkdexError } from '../../../shared/result.ts';
import { tf } from '../tf.ts';
import type { StartedEngine } from './startedEngine.ts';

/**
 * Registers a GPU of any maker, through Dawn under Node, as the backend `webgpu` and makes it the one
 * in use.
 *
 * @throws InkdexError `engine-unavailable` when there is no GPU, no driver or no package for it
 */
export async function startWebgpu(): Promise<StartedEngine> {
  const dawn = await import('webgpu').catch((problem: unknown) => {
    throw new InkdexError(
      'engine-unavailable',
      `The engine webgpu does not load on this machine (${String(problem)}): the npm package webgpu is ` +
        'missing or has no build for this system. Run: npm ci',
      { cause: problem },
    );
  });
  Object.assign(globalThis, dawn.globals);
  const gpu = dawn.create([]);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) {
    throw new InkdexError(
      'engine-unavailable',
      'The engine webgpu found no GPU: Vulkan (Linux), Metal (macOS) or Direct3D 12 (Windows) gave no ' +
        'adapter. On Debian, apt install libvulkan1 mesa-vulkan-drivers brings the drivers.',
    );
  }
  // The backend looks for the GPU where a browser has it, when its module is loaded.
  Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
  await import('@tensorflow/tfjs-backend-webgpu');
  if (!(await tf.setBackend('webgpu'))) {
    throw new InkdexError('engine-unavailable', 'The engine webgpu did not start on the GPU found.');
  }
  const { vendor, architecture, device, description } = adapter.info;
  const name = description === '' ? [vendor, architecture, device].filter(Boolean).join(' ') : description;
  return { version: tf.version['tfjs-core'], device: name };
}

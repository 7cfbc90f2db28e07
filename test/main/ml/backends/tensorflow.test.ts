import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { bindingName } from '../../../../main/ml/backends/buildBinding.ts';
import {
  tensorflowFolder,
  type EngineManifest,
  type InstalledTensorflow,
} from '../../../../main/ml/backends/installTensorflow.ts';
import { nvidiaDevice, startTensorflow } from '../../../../main/ml/backends/tensorflow.ts';
import { temporaryFolder } from '../../../support/library.ts';

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
  vi.stubEnv('INKDEX_ENGINES', folder);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Writes what is left of a build: its manifest, and a binding that is none. */
function installBroken(gpu: boolean): void {
  const directory = tensorflowFolder(gpu);
  const wheels = [{ requirement: 'tensorflow==1', sha256: 'a'.repeat(64) }];
  const manifest: EngineManifest = {
    ...{ format: 1, engine: 'tensorflow', version: '1', gpu, binding: '4.22.0' },
    ...{ wheels, files: {} },
  };
  mkdirSync(directory);
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify(manifest));
  writeFileSync(join(directory, bindingName), 'no library');
}

/** Opens the build for processors only. */
function openForProcessors({ manifest }: InstalledTensorflow): Promise<{ version: string; device: string }> {
  return manifest.gpu
    ? Promise.reject(new Error('libcuda.so.1: cannot open shared object file'))
    : Promise.resolve({ version: '2', device: 'A processor' });
}

it('a build for NVIDIA GPUs that does not load is replaced by the one for processors, and the device says why', async () => {
  installBroken(true);
  installBroken(false);
  const { device } = await startTensorflow(1, openForProcessors);
  expect(device).toMatch(/^A processor\. The build of TensorFlow for NVIDIA GPUs in .*-gpu does not load: /u);
  expect(device).toContain('libcuda.so.1: cannot open shared object file');
  expect(device).toContain('inkdex engine install tensorflow --gpu');
});

it('a build for NVIDIA GPUs that loads is the one in use', async () => {
  installBroken(true);
  installBroken(false);
  const open = ({ manifest }: InstalledTensorflow) =>
    Promise.resolve({ version: '2', device: manifest.gpu ? 'NVIDIA H100' : 'A processor' });
  await expect(startTensorflow(1, open)).resolves.toEqual({ version: '2', device: 'NVIDIA H100' });
});

it('where no build loads, the message names each folder and how to install it', async () => {
  await expect(startTensorflow(1)).rejects.toMatchObject({
    code: 'engine-unavailable',
    message: expect.stringContaining('is not installed') as string,
  });
  installBroken(true);
  installBroken(false);
  const message = await startTensorflow(1).catch(String);
  expect(message).toContain(`${tensorflowFolder(true)} does not load`);
  expect(message).toContain(`${tensorflowFolder(false)} does not load`);
});

it('leaves memory of the GPU to reading, unless the person has decided', async () => {
  installBroken(false);
  vi.stubEnv('TF_FORCE_GPU_ALLOW_GROWTH', undefined);
  await startTensorflow(1, openForProcessors);
  expect(process.env.TF_FORCE_GPU_ALLOW_GROWTH).toBe('true');
  vi.stubEnv('TF_FORCE_GPU_ALLOW_GROWTH', 'false');
  await startTensorflow(1, openForProcessors);
  expect(process.env.TF_FORCE_GPU_ALLOW_GROWTH).toBe('false');
});

it('a GPU has its own name', () => {
  expect(nvidiaDevice(['NVIDIA H100', 'NVIDIA H100'])).toBe('NVIDIA H100');
  expect(nvidiaDevice(['NVIDIA L4', 'NVIDIA T4'])).toBe('NVIDIA L4, NVIDIA T4');
  expect(nvidiaDevice([])).toBe('GPU that nvidia-smi does not name');
});

import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  enginesFolder,
  findTensorflow,
  installTensorflow,
  tensorflowFolder,
} from '../../../../main/ml/backends/installTensorflow.ts';
import { verifyWheel, wheelsFor } from '../../../../main/ml/backends/wheels.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'inkdex-engine-'));
  vi.stubEnv('INKDEX_ENGINES', path.join(folder, 'engines'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const install = () => installTensorflow({ gpu: false, onProgress: () => undefined });

/** The real path of a program, or null where the machine has none. */
function programPath(script: string): string | null {
  try {
    return execFileSync('python3', ['-c', script], { encoding: 'utf8' }).trim();
  } catch {
    return null;
  }
}

describe.skipIf(process.platform !== 'linux' || process.arch !== 'x64')('installing on Linux', () => {
  it('says that Python is missing where there is none', async () => {
    vi.stubEnv('PATH', folder);
    await expect(install()).rejects.toMatchObject({
      code: 'engine-install-failed',
      message: expect.stringContaining('Python is missing') as string,
    });
    await expect(readdir(folder)).resolves.toEqual([]);
  });

  const python = programPath('import sys, pip; print(sys.executable)');
  it.skipIf(python === null)('says that a compiler is missing where only Python is there', async () => {
    await symlink(python ?? '', path.join(folder, 'python3'));
    vi.stubEnv('PATH', folder);
    vi.stubEnv('CXX', '');
    await expect(install()).rejects.toMatchObject({
      code: 'engine-install-failed',
      message: expect.stringContaining('A C++ compiler is missing') as string,
    });
  });

  it.skipIf(python === null)(
    'says what pip said when the wheel cannot be fetched, and leaves nothing',
    async () => {
      vi.stubEnv('PIP_NO_INDEX', '1');
      vi.stubEnv('PIP_FIND_LINKS', folder);
      await expect(install()).rejects.toMatchObject({
        code: 'engine-install-failed',
        message: expect.stringContaining('No matching distribution found for tensorflow-cpu') as string,
      });
      await expect(readdir(enginesFolder())).resolves.toEqual([]);
    },
  );

  it.skipIf(python === null)('stops when it is cancelled, and leaves nothing', async () => {
    const cancelled = new AbortController();
    const installing = installTensorflow({
      gpu: false,
      onProgress: () => undefined,
      signal: cancelled.signal,
    });
    cancelled.abort();
    await expect(installing).rejects.toMatchObject({ code: 'cancelled' });
    await expect(readdir(enginesFolder())).resolves.toEqual([]);
  });
});

it('refuses a wheel whose bytes are not the pinned ones, naming both hashes', async () => {
  const [wheel] = wheelsFor(false).wheels;
  if (wheel === undefined) throw new Error('No wheel is pinned.');
  const file = path.join(folder, 'tensorflow_cpu.whl');
  await writeFile(file, 'not TensorFlow');
  await expect(verifyWheel(file, wheel)).rejects.toMatchObject({
    code: 'engine-install-failed',
    message: expect.stringContaining(wheel.sha256) as string,
  });
});

describe('an installed TensorFlow', () => {
  it('is not found in an empty folder', () => {
    expect(findTensorflow()).toBeNull();
  });

  it('is not taken when its manifest does not say what it is', async () => {
    const directory = tensorflowFolder(false);
    await mkdir(directory, { recursive: true });
    await writeFile(path.join(directory, 'tfjs_binding.node'), '');
    await writeFile(path.join(directory, 'manifest.json'), '{"format": 2}');
    expect(findTensorflow()).toBeNull();
  });
});

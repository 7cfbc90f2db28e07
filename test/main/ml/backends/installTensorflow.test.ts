import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  enginesFolder,
  findTensorflows,
  installTensorflow,
  tensorflowFolder,
} from '../../../../main/ml/backends/installTensorflow.ts';
import { zipOf } from '../../../support/archives.ts';
import { verifyWheel, wheelsFor, type Wheel } from '../../../../main/ml/backends/wheels.ts';
import { temporaryFolder } from '../../../support/library.ts';

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
  vi.stubEnv('INKDEX_ENGINES', path.join(folder, 'engines'));
});

afterEach(() => {
  vi.unstubAllEnvs();
});

const install = () => installTensorflow({ gpu: false, onProgress: () => undefined });

/** A compiler that writes its arguments, one a line, to the file after `-o`. */
async function writeCompiler(): Promise<string> {
  const compiler = path.join(folder, 'compiler');
  const script =
    '#!/bin/sh\n[ "$1" = --version ] && exit 0\nfor argument; do output=$argument; done\nprintf "%s\\n" "$@" > "$output"\n';
  await writeFile(compiler, script, { mode: 0o755 });
  return compiler;
}

/** Writes a wheel with these files to the folder, as pip finds it there. */
async function writeWheel(name: string, files: Readonly<Record<string, string>>): Promise<Wheel> {
  const snake = name.replaceAll('-', '_');
  const information = `${snake}-1.0.dist-info`;
  const contents = {
    ...files,
    [`${information}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: 1.0\n`,
    [`${information}/WHEEL`]: 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    [`${information}/RECORD`]: '',
  };
  const wheel = zipOf(Object.entries(contents).map(([path, content]) => ({ name: path, content })));
  await writeFile(path.join(folder, `${snake}-1.0-py3-none-any.whl`), wheel);
  const pinned = wheelsFor(true).wheels.find(({ requirement }) => requirement.startsWith(`${name}==`));
  if (pinned === undefined) throw new Error(`No wheel of ${name} is pinned.`);
  const sha256 = createHash('sha256').update(wheel).digest('hex');
  return { ...pinned, requirement: `${name}==1.0`, sha256 };
}

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

  it.skipIf(python === null)(
    'with CUDA, puts all libraries into one folder, and compiles the binding of tfjs-node-gpu with it on its path',
    async () => {
      vi.stubEnv('PIP_NO_INDEX', '1');
      vi.stubEnv('PIP_FIND_LINKS', folder);
      vi.stubEnv('CXX', await writeCompiler());
      const wheels = await Promise.all([
        writeWheel('tensorflow', {
          'tensorflow/libtensorflow_cc.so.2': 'TensorFlow',
          'tensorflow/include/tensorflow/c/c_api.h': 'header',
          'tensorflow/python/model.py': 'not wanted',
        }),
        writeWheel('nvidia-cublas-cu12', {
          'nvidia/cublas/lib/libcublas.so.12': 'CUDA',
          'nvidia/cublas/include/cublas.h': 'not wanted',
        }),
      ]);
      const pinned = { wheels, bytesNeeded: 1000 };
      const { directory } = await installTensorflow({ gpu: true, pinned, onProgress: () => undefined });
      expect((await readdir(directory)).sort()).toEqual([
        'libcublas.so.12',
        'libtensorflow_cc.so.2',
        'manifest.json',
        'tfjs_binding.node',
      ]);
      // The stand-in for the compiler writes its arguments.
      const args = (await readFile(path.join(directory, 'tfjs_binding.node'), 'utf8')).split('\n');
      expect(args).toContain('-Wl,-rpath,$ORIGIN');
      // Linked, so that a library of the same name in LD_LIBRARY_PATH does not take its place.
      const linked = args
        .filter((argument) => /\.so\.\d+$/u.test(argument))
        .map((file) => path.basename(file));
      expect(linked).toEqual(['libcublas.so.12', 'libtensorflow_cc.so.2']);
      expect(args.indexOf('-Wl,--no-as-needed')).toBeLessThan(
        args.findIndex((each) => each.endsWith('libcublas.so.12')),
      );
      const sources = args.filter((argument) => argument.endsWith('.cc'));
      expect(sources).toHaveLength(2);
      for (const source of sources) expect(source).toContain('/@tensorflow/tfjs-node-gpu/binding/');
      expect(findTensorflows()).toMatchObject([{ directory, manifest: { gpu: true, binding: '4.22.0' } }]);
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
    expect(findTensorflows()).toEqual([]);
  });

  it('is not taken when its manifest does not say what it is', async () => {
    const directory = tensorflowFolder(false);
    await mkdir(directory, { recursive: true });
    await writeFile(path.join(directory, 'tfjs_binding.node'), '');
    await writeFile(path.join(directory, 'manifest.json'), '{"format": 2}');
    expect(findTensorflows()).toEqual([]);
  });
});

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Counter, Shipped } from './shipped.ts';

/** An environment with the tools, made once for each list of requirements: `.cache/interop`. */
const folder = join(import.meta.dirname, '../../.cache/interop');
/** Source packages, unpacked. */
export const sourcesFolder = join(import.meta.dirname, '../../.cache/interop-sources');
const requirements = join(import.meta.dirname, 'requirements.txt');
/** Its window needs Qt and Paddle; only one function of it is run. */
export const withoutDependencies = 'PPOCRLabel==3.1.6';
const python = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
const stamp = join(folder, 'requirements.txt');

const run = promisify(execFile);
const options = { maxBuffer: 64 * 1024 ** 2, env: { ...process.env, HF_HUB_OFFLINE: '1', PYTHONUTF8: '1' } };

/** @throws Error that says what to do when Python or a package cannot be had */
export async function installTools(): Promise<void> {
  const wanted = `${readFileSync(requirements, 'utf8')}${withoutDependencies}\n`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  process.stdout.write('Installing the tools in .cache/interop. This takes minutes the first time.\n');
  await rm(folder, { recursive: true, force: true });
  try {
    await run('python3', ['-m', 'venv', folder]);
    const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
    await run(python, [...install, '--requirement', requirements], options);
    await run(python, [...install, '--no-deps', withoutDependencies], options);
  } catch (error) {
    const said = error instanceof Error ? error.message.trim().split('\n').at(-1) : String(error);
    throw new Error(
      `The tools could not be installed from PyPI: ${said}. Check that python3 with venv is installed and that PyPI ` +
        'can be reached, then run "npm run interop" again.',
      { cause: error },
    );
  }
  writeFileSync(stamp, wanted);
}

/** The version of an installed package. */
export async function versionOf(name: string): Promise<string> {
  const code = `import importlib.metadata as m; print(m.version(${JSON.stringify(name)}))`;
  return (await run(python, ['-c', code], options)).stdout.trim();
}

/** What `open.py` prints of an export. */
export async function opened(args: readonly string[]): Promise<string[]> {
  return await printed(join(import.meta.dirname, 'open.py'), args);
}

/** The lines that a Python program prints. */
export async function printed(program: string, args: readonly string[]): Promise<string[]> {
  const { stdout } = await run(python, [program, ...args], options);
  return stdout.split('\n').filter((line) => line !== '');
}

/** A source package of PyPI. */
type Pin = Pick<Shipped, 'package' | 'version' | 'sha256'>;

/** @throws Error when a package cannot be had, or is another file than the pinned one */
export async function installSources(pins: readonly Pin[]): Promise<void> {
  mkdirSync(sourcesFolder, { recursive: true });
  const wanted = pins.map(({ package: name, version, sha256 }) => ({ package: name, version, sha256 }));
  await printed(join(import.meta.dirname, 'sources.py'), [sourcesFolder, JSON.stringify(wanted)]);
}

/** How many words, lines or annotations a library counts in each file; null where it refuses the file. */
export async function countShipped(
  counter: Counter,
  unit: Shipped['unit'],
  files: readonly string[],
): Promise<(number | null)[]> {
  const lines = await printed(join(import.meta.dirname, 'count.py'), [
    counter,
    unit,
    sourcesFolder,
    ...files,
  ]);
  return lines.map((line) => z.number().nullable().parse(JSON.parse(line)));
}

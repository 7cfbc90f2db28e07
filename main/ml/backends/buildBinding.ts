import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';
import { InkdexError } from '../../../shared/result.ts';

const require = createRequire(import.meta.url);
/** The file name of the compiled binding, in the folder of the libraries. */
export const bindingName = 'tfjs_binding.node';

const packageSchema = z.object({ version: z.string() });

/** The npm package whose JavaScript and binding belong to TensorFlow with or without CUDA. */
export function bindingPackage(gpu: boolean): string {
  return gpu ? '@tensorflow/tfjs-node-gpu' : '@tensorflow/tfjs-node';
}

/**
 * Compiles the binding of a package (`bindingPackage`) with the libraries and headers in a folder, into the same folder.
 *
 * @returns the version of the package
 * @throws InkdexError `engine-install-failed` with the compiler's first error
 */
export async function compileBinding(
  compiler: string,
  folder: string,
  packageName: string,
  signal?: AbortSignal,
): Promise<string> {
  const manifest = requirePackage(`${packageName}/package.json`);
  const source = path.dirname(manifest);
  const nodeHeaders = path.dirname(requirePackage('node-api-headers/package.json'));
  const outcome = await runCommand(
    compiler,
    [
      ...['-O2', '-std=c++17', '-shared', '-fPIC', '-DNAPI_VERSION=8', '-DBUILDING_NODE_EXTENSION'],
      ...['-I', path.join(nodeHeaders, 'include'), '-I', path.join(folder, 'include')],
      ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => path.join(source, 'binding', file)),
      // DT_RPATH, unlike DT_RUNPATH, comes before LD_LIBRARY_PATH. The libraries of CUDA, which TensorFlow loads by name,
      // are loaded with the binding: those of another CUDA, of which some have the same names, are then not looked for.
      ...['-Wl,-rpath,$ORIGIN', '-Wl,--disable-new-dtags', '-Wl,--no-as-needed'],
      ...(await librariesIn(folder)).map((file) => path.join(folder, file)),
      ...['-o', path.join(folder, bindingName)],
    ],
    { signal },
  );
  if (outcome?.exitCode !== 0) {
    const lines = (outcome?.output ?? 'the compiler could not be started').trim().split('\n');
    const reason = lines.find((line) => line.includes('error')) ?? lines.at(-1) ?? '';
    throw new InkdexError(
      'engine-install-failed',
      `The binding between Node and TensorFlow does not compile with ${compiler}: ${reason} ` +
        'g++ 9 or clang 10 or newer is needed; CXX names another compiler.',
    );
  }
  return packageSchema.parse(require(manifest)).version;
}

async function librariesIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => /\.so(?:\.\d+)*$/u.test(name)).sort();
}

function requirePackage(name: string): string {
  try {
    return require.resolve(name);
  } catch (problem) {
    throw new InkdexError(
      'engine-install-failed',
      `The npm package of ${name}, which contains the binding's source, is missing. Run npm ci and try again.`,
      { cause: problem },
    );
  }
}

export interface CommandOutcome {
  readonly exitCode: number | null;
  /** Standard output and standard error, interleaved. */
  readonly output: string;
}

/**
 * Runs a program to its end.
 *
 * @returns null if there is no such program
 * @throws InkdexError `cancelled` when the signal fired
 */
export function runCommand(
  command: string,
  args: readonly string[],
  options: { signal?: AbortSignal | undefined; environment?: Record<string, string> } = {},
): Promise<CommandOutcome | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: { ...process.env, ...options.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
    let output = '';
    const append = (chunk: Buffer) => (output += chunk.toString('utf8'));
    child.stdout.on('data', append);
    child.stderr.on('data', append);
    child.on('error', (problem: NodeJS.ErrnoException) => {
      if (problem.name === 'AbortError') {
        reject(new InkdexError('cancelled', 'The installation was cancelled.', { cause: problem }));
      } else if (problem.code === 'ENOENT' || problem.code === 'EACCES') resolve(null);
      else reject(problem);
    });
    child.on('close', (exitCode) => {
      resolve({ exitCode, output });
    });
  });
}

/** @throws InkdexError `engine-install-failed` when no Python with pip is on the path */
export async function findPip(): Promise<readonly [string, ...string[]]> {
  let found: string | null = null;
  for (const python of ['python3', 'python']) {
    const outcome = await runCommand(python, ['-m', 'pip', '--version']);
    if (outcome?.exitCode === 0) return [python, '-m', 'pip'];
    if (outcome !== null) found ??= python;
  }
  throw new InkdexError(
    'engine-install-failed',
    found === null
      ? 'Python is missing: neither python3 nor python is on the path. Its pip downloads the TensorFlow ' +
          'library. Install Python 3 with pip (Debian: apt install python3-pip) and try again.'
      : `pip is missing: "${found} -m pip" does not work. It downloads the TensorFlow library. Install it ` +
          '(Debian: apt install python3-pip) and try again.',
  );
}

/** @throws InkdexError `engine-install-failed` when no C++ compiler is on the path */
export async function findCompiler(): Promise<string> {
  const chosen = process.env.CXX;
  const candidates = chosen === undefined || chosen === '' ? ['g++', 'c++', 'clang++'] : [chosen];
  for (const compiler of candidates) {
    if ((await runCommand(compiler, ['--version']))?.exitCode === 0) return compiler;
  }
  throw new InkdexError(
    'engine-install-failed',
    `A C++ compiler is missing: ${candidates.join(', ')} do not work. It compiles the small binding ` +
      'between Node and TensorFlow. Install one (Debian: apt install g++) and try again.',
  );
}

import { spawn } from 'node:child_process';
import { InkdexError } from '../../../shared/result.ts';

export interface CommandOutcome {
  readonly exitCode: number | null;
  /** Standard output and standard error together, as they came. */
  readonly output: string;
}

/**
 * Runs a program to its end.
 *
 * @returns null where there is no such program
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
      ? 'Python is missing: neither python3 nor python is on the path. Its pip fetches the TensorFlow ' +
          'library. Install Python 3 with pip (Debian: apt install python3-pip) and try again.'
      : `pip is missing: "${found} -m pip" does not work. It fetches the TensorFlow library. Install it ` +
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
    `A C++ compiler is missing: none of ${candidates.join(', ')} works. It compiles the small binding ` +
      'between Node and TensorFlow. Install one (Debian: apt install g++) and try again.',
  );
}

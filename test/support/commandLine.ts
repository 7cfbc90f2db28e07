import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { vi } from 'vitest';
import { runCommandLine } from '../../main/commands/program.ts';

const root = join(import.meta.dirname, '../..');

export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** The first line of stdout; rejects when there is none. */
  readonly firstLine: Promise<string>;
}

/** Runs a script of main/ in a process of its own, as a person would. */
export function runScript(
  script: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): Running {
  const child = spawn(process.execPath, [join(root, 'main', script), ...args], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (status, signal) => {
      resolve({ status, signal, stdout, stderr });
    });
  });
  const firstLine = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      const [line, ...rest] = stdout.split('\n');
      if (line !== undefined && rest.length > 0) resolve(line);
    });
    void ended.then(() => {
      reject(new Error(`It ended without a line on stdout: ${stderr}`));
    });
  });
  // Not every test asks for it.
  firstLine.catch(() => undefined);
  return { child, ended, firstLine };
}

/** Runs one `inkdex` command to its end, in a process of its own. */
export function inkdexProcess(
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<Ended> {
  return runScript('cli.ts', args, environment).ended;
}

/** Commands take over this process's output, so they run one after the other. */
let earlier: Promise<unknown> = Promise.resolve();

/**
 * Runs one `inkdex` command to its end. It runs in this process, since a process takes longer to start than most
 * commands take to run; its workers are processes as always.
 */
export function inkdex(args: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
  const ended = earlier.then(() => runHere(args, environment));
  earlier = ended.catch(() => undefined);
  return ended;
}

/** In a function of its own: the type checker does not see that a command sets it. */
function exitStatus(): number {
  return Number(process.exitCode);
}

async function runHere(args: readonly string[], environment: Record<string, string>): Promise<Ended> {
  const written = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((chunk) => {
      written[name] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
      return true;
    }),
  );
  const { exitCode, env } = process;
  process.env = { ...env, ...environment };
  process.exitCode = 0;
  try {
    await runCommandLine(args);
    return { status: exitStatus(), signal: null, ...written };
  } finally {
    process.exitCode = exitCode;
    process.env = env;
    for (const spy of spies) spy.mockRestore();
  }
}

/** What `--json` printed: every line of stdout, parsed. */
export function jsonLines({ stdout }: Ended): Record<string, unknown>[] {
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

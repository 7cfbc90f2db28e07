import { spawn } from 'node:child_process';
import { patient } from '../support/patience.ts';

const longestMs = patient(1_200_000);

export interface ShellOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** It is stopped by Ctrl-C once its output matches this. */
  readonly until?: RegExp | undefined;
}

export interface ShellResult {
  readonly status: number | null;
  readonly by: NodeJS.Signals | null;
  /** What it printed and its errors, as they came. */
  readonly output: string;
  /** Whether `until` matched. */
  readonly isStopped: boolean;
}

/** Runs a line of the shell in a process group of its own, for at most 20 minutes. */
export async function runShell(line: string, { cwd, env, until }: ShellOptions): Promise<ShellResult> {
  // A group of its own: a signal reaches the programs that npm starts, too.
  const child = spawn(line, { cwd, env, shell: true, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const signal = (name: NodeJS.Signals): void => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, name);
  };
  const timer = setTimeout(() => {
    signal('SIGKILL');
  }, longestMs);
  let output = '';
  const stopped = { asExpected: false };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (stopped.asExpected || until?.test(output) !== true) return;
      stopped.asExpected = true;
      signal('SIGINT');
    });
  }
  const [status, by] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    child.once('close', (...ended) => {
      resolve(ended);
    });
  });
  clearTimeout(timer);
  return { status, by, output, isStopped: stopped.asExpected };
}

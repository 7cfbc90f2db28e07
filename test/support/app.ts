import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { patient } from './patience.ts';

const root = join(import.meta.dirname, '../..');
/** As the packaged app has it, built: it starts in half the time of the sources, which the unit tests start. */
const program = join(root, 'dist/commandLine/cli.js');
const startsWithinMs = patient(30_000);

/** The browser door, open on a library of its own. */
export interface RunningApp {
  /** With the token: the address to open first. */
  readonly address: string;
  /** What it wrote to stderr so far. */
  readonly log: () => string;
  /** @param signal default: SIGTERM */
  readonly close: (signal?: 'SIGKILL') => Promise<void>;
}

export interface AppFolders {
  readonly library: string;
  /** What the app takes for the person's home: where choosing folders begins. */
  readonly home: string;
}

/** Starts `inkdex serve` with more variables in its environment and more arguments. Rejects with what it wrote when it gives no address. */
export async function startApp(
  { library, home }: AppFolders,
  environment: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
): Promise<RunningApp> {
  const child = spawn(process.execPath, [program, 'serve', '--no-open', '--library', library, ...args], {
    cwd: root,
    env: { ...process.env, HOME: home, USERPROFILE: home, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const lines = createInterface(child.stdout);
  const address = await new Promise<string>((resolve, reject) => {
    const fail = (why: string) => {
      child.kill('SIGKILL');
      reject(new Error(`Inkdex did not start: ${why}.\n${log}`));
    };
    const timer = setTimeout(() => {
      fail(`no address within ${startsWithinMs / 1000} s`);
    }, startsWithinMs);
    lines.once('line', (line) => {
      clearTimeout(timer);
      resolve(line);
    });
    child.once('exit', (status) => {
      clearTimeout(timer);
      fail(`it ended with status ${String(status)}`);
    });
  });
  return { address, log: () => log, close: (signal) => stop(child, signal) };
}

/** Runs one command of `inkdex` to its end. Rejects with what it wrote unless its status is 0. */
export async function runInkdex(args: readonly string[], { library, home }: AppFolders): Promise<string> {
  const child = spawn(process.execPath, [program, ...args, '--library', library], {
    cwd: root,
    env: { ...process.env, HOME: home, USERPROFILE: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let log = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const [status] = (await once(child, 'close')) as [number | null];
  if (status !== 0)
    throw new Error(`inkdex ${args.join(' ')} ended with ${String(status)}:\n${log}${output}`);
  return output;
}

async function stop(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(timer);
}

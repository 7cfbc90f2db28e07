import { execFile, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { ServerPort } from './client.ts';
import type { CallerPort } from './server.ts';

/** A process that answers calls, however it was started. */
export interface ServerProcess extends ServerPort {
  /** Bytes of its memory that are in RAM; null where the system does not say. */
  residentBytes(): Promise<number | null>;
}

export interface ForkOptions {
  /** Gets what it writes to its standard error instead, and its other output is dropped. */
  readonly onErrors?: (text: string) => void;
  /** More variables for its environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Options of Node and V8. */
  readonly execArgv?: readonly string[];
}

/**
 * Starts a process of Node, which serves `callerPort()`. Its output goes to our standard error.
 *
 * @param entry the file where it starts
 */
export function forkProcess(
  entry: string,
  args: readonly string[],
  { onErrors, env, execArgv = [] }: ForkOptions = {},
): ServerProcess {
  const child = fork(entry, [...args], {
    serialization: 'advanced',
    execArgv: [...execArgv],
    env: { ...process.env, ...env },
    // Native libraries print what they like; our standard output belongs to the person.
    stdio: onErrors === undefined ? ['ignore', 2, 2, 'ipc'] : ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    onErrors?.(chunk.toString('utf8'));
  });
  return {
    send(message) {
      // A process that has just died does not receive it; its exit rejects the call.
      child.send(message, () => undefined);
    },
    onMessage(listener) {
      child.on('message', listener);
    },
    onEnd(listener) {
      child.once('error', (error) => {
        listener(error.message);
      });
      // After the last of its output.
      child.once('close', (code, signal) => {
        listener(signal === null ? `exit code ${String(code)}` : `signal ${signal}`);
      });
    },
    kill() {
      child.kill('SIGKILL');
    },
    residentBytes: () => residentBytesOf(child.pid),
  };
}

const run = promisify(execFile);

/**
 * On Linux from `/proc`, on macOS from `ps`. On Windows it is unknown: there only the desktop app, which asks Electron,
 * limits the memory of its workers.
 */
async function residentBytesOf(pid: number | undefined): Promise<number | null> {
  if (pid === undefined) return null;
  try {
    const kilobytes =
      process.platform === 'linux'
        ? // Synchronous: reading it takes microseconds, and threads for reading may all wait for a dead drive.
          /^VmRSS:\s+(\d+) kB$/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
        : (await run('ps', ['-o', 'rss=', '-p', String(pid)])).stdout.trim();
    return kilobytes === undefined || kilobytes === '' ? null : Number(kilobytes) * 1024;
  } catch {
    return null;
  }
}

/** The part of Electron's UtilityProcess that is needed here. */
export interface UtilityChild {
  readonly pid: number | undefined;
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  once(event: 'exit', listener: (code: number) => void): unknown;
  kill(): boolean;
}

/** Exit codes by which Electron on Linux and macOS reports that a signal ended a process. */
const signalOfExit: Readonly<Record<number, string>> = {
  6: 'SIGABRT',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  15: 'SIGTERM',
};

/**
 * A process that the desktop app started with `utilityProcess.fork`.
 *
 * @param residentBytes asks Electron, which knows it on macOS and Windows, too
 */
export function utilityServer(
  child: UtilityChild,
  residentBytes: (pid: number | undefined) => number | null,
): ServerProcess {
  return {
    send(message) {
      child.postMessage(message);
    },
    onMessage(listener) {
      child.on('message', listener);
    },
    onEnd(listener) {
      child.once('exit', (code) => {
        const signal = process.platform === 'win32' ? undefined : signalOfExit[code];
        listener(signal === undefined ? `exit code ${code}` : `signal ${signal}`);
      });
    },
    kill() {
      try {
        // Electron's own `kill` only asks the process to end.
        if (child.pid !== undefined) process.kill(child.pid, 'SIGKILL');
      } catch {
        // It has ended already.
      }
      child.kill();
    },
    residentBytes: () =>
      process.platform === 'linux' ? residentBytesOf(child.pid) : Promise.resolve(residentBytes(child.pid)),
  };
}

/** Electron's `process.parentPort`, which Node's types do not have. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
}

function isParentPort(value: unknown): value is ParentPort {
  return typeof value === 'object' && value !== null && 'postMessage' in value;
}

/** The connection of this process to its parent: Electron's port in a utility process, Node's channel in a forked one. */
export function callerPort(): CallerPort {
  const port: unknown = Reflect.get(process, 'parentPort');
  if (isParentPort(port)) {
    return {
      send(message) {
        port.postMessage(message);
      },
      onMessage(listener) {
        port.on('message', ({ data }) => {
          listener(data);
        });
      },
    };
  }
  process.on('disconnect', () => process.exit(0));
  return {
    send(message) {
      // If the parent has ended, the answer is not needed.
      process.send?.(message, undefined, undefined, () => undefined);
    },
    onMessage(listener) {
      process.on('message', listener);
    },
  };
}

/** How often a process checks whether its parent is there, in milliseconds. */
const watchMs = 1000;

/**
 * Ends this process within a second or two after its parent, also while it is too busy to see that the connection has
 * closed: a thread watches.
 */
export function endWithParent(): void {
  const watch = `
    const parent = process.ppid;
    setInterval(() => {
      try {
        // Where processes of an ended parent get another one, this parent has ended.
        if (process.ppid !== parent) throw new Error('ended');
        process.kill(parent, 0);
      } catch {
        process.kill(process.pid, 'SIGKILL');
      }
    }, ${String(watchMs)});`;
  new Worker(watch, { eval: true }).unref();
}

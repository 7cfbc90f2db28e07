import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { WorkerKind } from './api.ts';
import type { ToWorker } from './protocol.ts';

/** The one file that every worker process starts with; its first argument is the kind. */
export const workerEntry = fileURLToPath(new URL('./entry.ts', import.meta.url));

/** a running worker, however it was started. */
export interface WorkerProcess {
  send(message: ToWorker): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, when the process has ended; `how` is for people: "signal SIGKILL". */
  onExit(listener: (how: string) => void): void;
  kill(): void;
}

/** Starts a worker as a Node child process. What it prints goes to our standard error. */
export function forkWorker(kind: WorkerKind): WorkerProcess {
  const child = fork(workerEntry, [kind], {
    serialization: 'advanced',
    execArgv: [],
    // Native libraries print as they like; our standard output is the person's.
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  return {
    send(message) {
      // A message to a process that has just died is answered by its exit.
      child.send(message, () => undefined);
    },
    onMessage(listener) {
      child.on('message', listener);
    },
    onExit(listener) {
      child.once('error', (error) => {
        listener(error.message);
      });
      child.once('exit', (code, signal) => {
        listener(signal === null ? `exit code ${String(code)}` : `signal ${signal}`);
      });
    },
    kill() {
      child.kill('SIGKILL');
    },
  };
}

/** The part of Electron's UtilityProcess that a worker needs. */
export interface UtilityChild {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  once(event: 'exit', listener: (code: number) => void): unknown;
  kill(): boolean;
}

/** A worker that the desktop app started with `utilityProcess.fork(workerEntry, [kind])`. */
export function utilityWorker(child: UtilityChild): WorkerProcess {
  return {
    send(message) {
      child.postMessage(message);
    },
    onMessage(listener) {
      child.on('message', listener);
    },
    onExit(listener) {
      child.once('exit', (code) => {
        listener(`exit code ${code}`);
      });
    },
    kill() {
      child.kill();
    },
  };
}

import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ServerPort } from '../rpc/client.ts';
import type { WorkerKind } from './calls.ts';

/** The entry file of every worker process; its first argument is the kind. */
export const workerEntry = fileURLToPath(new URL('./entry.ts', import.meta.url));

/** A running worker process, however it was started. */
export type WorkerProcess = ServerPort;

/** Starts a worker as a Node child process. Its output goes to our standard error. */
export function forkWorker(kind: WorkerKind): WorkerProcess {
  const child = fork(workerEntry, [kind], {
    serialization: 'advanced',
    execArgv: [],
    // Native libraries print what they like; our standard output belongs to the person.
    stdio: ['ignore', 2, 2, 'ipc'],
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
    onEnd(listener) {
      child.once('exit', (code) => {
        listener(`exit code ${code}`);
      });
    },
    kill() {
      child.kill();
    },
  };
}

import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { EngineKind } from './api.ts';
import type { ToEngine } from './protocol.ts';

/** The one file that every engine process starts with; its first argument is the kind. */
export const engineEntry = fileURLToPath(new URL('./entry.ts', import.meta.url));

/** A running engine, however it was started. */
export interface EngineProcess {
  send(message: ToEngine): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, when the process has ended; `how` is for people: "signal SIGKILL". */
  onExit(listener: (how: string) => void): void;
  kill(): void;
}

/** Starts an engine as a Node child process. What it prints goes to our standard error. */
export function forkEngine(kind: EngineKind): EngineProcess {
  const child = fork(engineEntry, [kind], {
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

/** The part of Electron's UtilityProcess that an engine needs. */
export interface UtilityChild {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  once(event: 'exit', listener: (code: number) => void): unknown;
  kill(): boolean;
}

/** An engine that the desktop app started with `utilityProcess.fork(engineEntry, [kind])`. */
export function utilityEngine(child: UtilityChild): EngineProcess {
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

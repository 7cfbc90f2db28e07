import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** An editor saves several files at once. */
const quietMs = 100;
const endsWithinMs = 10_000;

/** A host that runs the sources as they are now. */
export interface HostProcess {
  /** Ends it and starts it again, once for several changes in quick succession. */
  restart(): void;
  /** Ends it for good. */
  close(): Promise<void>;
}

/**
 * Starts a host. When it ends by itself, because its sources are wrong, it waits for the next `restart`.
 *
 * @param environment asked for at each start
 * @param onLine hears each line that the host prints on stdout
 */
export function startHost(
  entry: string,
  environment: () => NodeJS.ProcessEnv,
  onLine: (line: string) => void,
): HostProcess {
  let child: ChildProcess | null = null;
  let isRestarting = false;
  let timer: NodeJS.Timeout | undefined;

  const start = (): void => {
    isRestarting = false;
    const started = spawn(process.execPath, [entry], {
      env: environment(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child = started;
    createInterface(started.stdout).on('line', onLine);
    started.once('exit', () => {
      child = null;
      if (isRestarting) start();
      else process.stderr.write('The host has ended. It starts again after the next change.\n');
    });
  };

  start();
  return {
    restart() {
      clearTimeout(timer);
      timer = setTimeout(() => {
        isRestarting = true;
        if (child === null) start();
        else void end(child);
      }, quietMs);
    },
    async close() {
      clearTimeout(timer);
      isRestarting = false;
      child?.removeAllListeners('exit');
      if (child !== null) await end(child);
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), endsWithinMs);
  await ended;
  clearTimeout(timer);
}

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const cli = join(import.meta.dirname, '../../main/cli.ts');

/** `inkdex worker` in a process of its own, which can be killed and started again. */
export interface WorkerProcess {
  start(): void;
  /** Ends it with `kill -9`. */
  kill(): Promise<void>;
  /** Ends it as a service manager does, and waits. Gives its exit status. */
  stop(): Promise<number | null>;
  /** What it has written so far. */
  output(): string;
}

/**
 * @param address of the broker
 * @param cache folder for its models and photos
 * @param args further options
 */
export function createWorkerProcess(
  address: string,
  cache: string,
  args: readonly string[] = [],
): WorkerProcess {
  let child: ChildProcess | undefined;
  let output = '';
  async function end(signal: NodeJS.Signals): Promise<number | null> {
    const running = child;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) {
      return running?.exitCode ?? null;
    }
    running.kill(signal);
    await once(running, 'exit');
    return running.exitCode;
  }
  return {
    start() {
      const env = { ...process.env, XDG_CACHE_HOME: cache, INKDEX_THREADS: '1' };
      child = spawn(process.execPath, [cli, 'worker', '--broker', address, ...args], {
        env,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    },
    async kill() {
      await end('SIGKILL');
    },
    stop: () => end('SIGTERM'),
    output: () => output,
  };
}

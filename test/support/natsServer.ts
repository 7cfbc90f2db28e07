import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** Debian's package of the same name installs it where only administrators look for programs. */
const program = ['nats-server', '/usr/sbin/nats-server'].find(
  (name) => spawnSync(name, ['--version']).status === 0,
);

/** Whether this machine has a `nats-server`. */
export const hasNatsServer = program !== undefined;

/** A broker of its own for a test, which can be killed and started again. */
export interface NatsServer {
  readonly address: string;
  readonly port: number;
  /** Starts it, and waits until it answers. */
  start(): Promise<void>;
  /** Ends it with `kill -9`. */
  kill(): Promise<void>;
  /** Deletes what it has stored. It must not run. */
  forget(): void;
  /** Time of the processor that it has used, in milliseconds; 0 where the system does not say. */
  processorMs(): number;
}

interface NatsOptions {
  /** Bytes that it may store; default: what the disk has. */
  readonly mostBytes?: number;
  /** More lines of its configuration. */
  readonly config?: string;
}

/** @param folder an existing folder for its configuration and storage */
export async function createNatsServer(folder: string, options: NatsOptions = {}): Promise<NatsServer> {
  const port = await freePort();
  const storage = join(folder, 'storage');
  const configPath = join(folder, 'nats.conf');
  const limit = options.mostBytes === undefined ? '' : `, max_file_store: ${options.mostBytes}`;
  mkdirSync(storage, { recursive: true });
  writeFileSync(
    configPath,
    `listen: "127.0.0.1:${port}"\njetstream { store_dir: "${storage}"${limit} }\n${options.config ?? ''}`,
  );
  let child: ChildProcess | undefined;
  return {
    address: `nats://127.0.0.1:${port}`,
    port,
    async start() {
      child = spawn(program ?? 'nats-server', ['--config', configPath], { stdio: 'ignore' });
      for (let tries = 0; !(await answers(port)); tries += 1) {
        if (tries > 200) throw new Error('nats-server does not start.');
        await setTimeout(50);
      }
    },
    async kill() {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
    forget() {
      rmSync(storage, { recursive: true, force: true });
    },
    processorMs() {
      const path = `/proc/${child?.pid ?? 0}/stat`;
      if (!existsSync(path)) return 0;
      // The fields after the name: the 12th and 13th are user and system time, in hundredths of a second.
      const fields = readFileSync(path, 'utf8')
        .replace(/^.*\) /u, '')
        .split(' ')
        .map(Number);
      return ((fields[11] ?? 0) + (fields[12] ?? 0)) * 10;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('No port is free.');
  return address.port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}

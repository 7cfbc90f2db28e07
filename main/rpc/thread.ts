import { basename, extname, join } from 'node:path';
import { parentPort, SHARE_ENV, Worker } from 'node:worker_threads';
import type { CallHandlers, Calls, CallTable } from './calls.ts';
import { connect, ServerEnded, type Connection } from './client.ts';
import { serve } from './server.ts';

/** A thread that answers the calls of a table, one after the other. */
export interface Thread<Table extends Calls> extends Connection<Table> {
  /** Ends it once it has answered what it was asked; it accepts nothing more. */
  retire(): void;
  /** Ends it at once. */
  close(): Promise<void>;
}

export interface ThreadOptions {
  /** The thread's `workerData`. */
  readonly data?: unknown;
  /** Whether it has our environment rather than a copy, so that native libraries see what it sets. */
  readonly sharesEnvironment?: boolean;
  /** The message of `ServerEnded`. */
  readonly ended?: (how: string) => string;
}

/**
 * Starts a thread. It does not keep the process alive while it has nothing to answer.
 *
 * @param entry the file where it starts (`entryBeside`), which calls `serveThread`
 */
export function startThread<Table extends Calls>(
  entry: string,
  table: CallTable<Table>,
  { data, sharesEnvironment = false, ended = (how) => `A thread ended: ${how}.` }: ThreadOptions = {},
): Thread<Table> {
  const worker = new Worker(entry, { workerData: data, ...(sharesEnvironment && { env: SHARE_ENV }) });
  let isRetired = false;
  let cause: unknown;

  const connection = connect(
    {
      send: (message, transferred) => {
        worker.postMessage(message, transferred);
      },
      onMessage: (listener) => worker.on('message', listener),
      onEnd(listener) {
        worker.on('error', (error) => {
          console.error(error);
          cause = error;
          listener(error instanceof Error ? error.message : String(error));
        });
        worker.on('exit', () => {
          listener('it was stopped');
        });
      },
      kill: () => void worker.terminate(),
    },
    table,
    {
      ended: (how) => new ServerEnded(ended(how), { cause }),
      onLoad(load) {
        // A thread that ends keeps the process alive until it has ended: what waits for `close` goes on then.
        if (load === 0 && isRetired) void worker.terminate();
        else if (load > 0) worker.ref();
        else worker.unref();
      },
    },
  );
  // Last: a listener for its messages keeps the process alive again.
  worker.unref();
  return {
    call(name, args, options) {
      if (isRetired) return Promise.reject(new ServerEnded(ended('it was stopped')));
      return connection.call(name, args, options);
    },
    load: () => (isRetired ? Infinity : connection.load()),
    retire() {
      isRetired = true;
      if (connection.load() === 0) void worker.terminate();
    },
    async close() {
      isRetired = true;
      await worker.terminate();
    },
  };
}

/**
 * The path of an entry file, as of a thread or process: TypeScript in the sources. In the packaged app it is JavaScript,
 * and all entries lie in one folder.
 *
 * @param module the `import.meta` of the file that it lies beside
 * @param name may have a folder
 */
export function entryBeside(module: ImportMeta, name: string): string {
  const ending = extname(module.filename);
  return join(module.dirname, `${ending === '.ts' ? name : basename(name)}${ending}`);
}

/**
 * Serves the calls of the thread that runs this; the thread ends when the handlers cannot be prepared.
 *
 * @param handlers as `serve` has them
 */
export async function serveThread<Table extends Calls>(
  table: CallTable<Table>,
  handlers: CallHandlers<Table> | Promise<CallHandlers<Table>>,
): Promise<void> {
  const port = parentPort;
  if (port === null) throw new Error('This file is the entry of a thread: start it with startThread.');
  await serve(
    {
      send: (message, transferred) => {
        port.postMessage(message, transferred);
      },
      onMessage: (listener) => port.on('message', listener),
    },
    table,
    handlers,
    { inTurn: true },
  );
}

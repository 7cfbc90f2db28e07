import type { Photo } from '../../shared/contract/photo.ts';
import type { WordOfText } from '../../shared/contract/word.ts';
import type { Quad } from '../../shared/geometry.ts';
import { InkdexError } from '../../shared/result.ts';
import { connect, ServerEnded, type Connection } from '../rpc/client.ts';
import { workerCalls, type WorkerCalls, type WorkerKind, type WorkerResult } from './calls.ts';
import { forkWorker, type WorkerProcess } from './workerProcess.ts';

export type { KeptImage, PhotoIdentity, Picture, WordReading, WordResult, WorkerResult } from './calls.ts';

/** A worker process. It starts with the first call, and again with the first one after a crash. */
export interface WorkerClient<Kind extends WorkerKind> extends Pick<Connection<WorkerCalls[Kind]>, 'call'> {
  /** Ends the process; its calls are rejected with `cancelled`. */
  close(): Promise<void>;
}

export type Reader = WorkerClient<'reader'>;
export type Trainer = WorkerClient<'trainer'>;

export interface WorkerOptions<Kind extends WorkerKind> {
  readonly kind: Kind;
  /** Starts a process; Node's fork by default. */
  readonly spawn?: (kind: WorkerKind) => WorkerProcess;
}

/** Reads places of a photo with the recogniser in use. `text` is the text that they belong to. */
export type ReadQuads = (
  photo: Pick<Photo, 'path' | 'turn'> & Partial<Pick<Photo, 'sha256'>>,
  quads: readonly Quad[],
  text: readonly WordOfText[],
  signal?: AbortSignal,
) => Promise<WorkerResult<'reader', 'readQuads'>>;

interface Running<Kind extends WorkerKind> {
  readonly connection: Connection<WorkerCalls[Kind]>;
  /** Ends the process and waits until it has ended. */
  readonly stop: () => Promise<void>;
}

export function startWorker<Kind extends WorkerKind>({
  kind,
  spawn = forkWorker,
}: WorkerOptions<Kind>): WorkerClient<Kind> {
  let running: Running<Kind> | null = null;
  let isClosed = false;

  function run(): Running<Kind> {
    const child = spawn(kind);
    const { promise: ended, resolve: end } = Promise.withResolvers<undefined>();
    const connection = connect(child, workerCalls[kind], {
      ended(how) {
        running = null;
        end(undefined);
        return isClosed
          ? new InkdexError('cancelled', `The ${kind} process was closed.`)
          : new ServerEnded(
              `The ${kind} process ended (${how}) while it worked. It starts again with the next call.`,
            );
      },
    });
    return {
      connection,
      async stop() {
        child.kill();
        await ended;
      },
    };
  }

  return {
    async call(name, args, options = {}) {
      if (isClosed) throw new InkdexError('cancelled', `The ${kind} process is closed.`);
      if (options.signal?.aborted === true) throw new InkdexError('cancelled', `"${name}" was cancelled.`);
      running ??= run();
      return await running.connection.call(name, args, options);
    },
    async close() {
      isClosed = true;
      await running?.stop();
    },
  };
}

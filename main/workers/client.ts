import { z } from 'zod';
import type { Photo } from '../../shared/contract/photo.ts';
import type { WordOfText } from '../../shared/contract/word.ts';
import type { Quad } from '../../shared/geometry.ts';
import { InkdexError } from '../../shared/result.ts';
import type { Calls, CallTable } from '../rpc/calls.ts';
import { ServerEnded, type CallOptions } from '../rpc/client.ts';
import { forkProcess, type ForkOptions, type ServerProcess } from '../rpc/process.ts';
import { entryBeside } from '../rpc/thread.ts';
import { workerCalls, type WorkerCalls, type WorkerKind, type WorkerResult } from './calls.ts';
import { limitsOf, superviseWorker, type SupervisedWorker, type WorkerLimits } from './supervisor.ts';

export { ServerEnded, Unanswered } from '../rpc/client.ts';
export type { WorkerResult } from './calls.ts';

/** A worker process. It starts with the first call, and again with the first one after it has ended. */
export interface WorkerClient<Kind extends WorkerKind> extends Caller<WorkerCalls[Kind]> {
  /** Ends the process; its calls are rejected with `cancelled`. */
  close(): Promise<void>;
}

interface Caller<Table extends Calls> {
  /**
   * A call that reports no progress and was not answered because of another call or another program is repeated once, in
   * a process of its own.
   *
   * @throws Unanswered when the process ended or took too long, and what that had to do with this call; InkdexError
   *   `cancelled`, or what the handler threw; what `onProgress` threw
   */
  readonly call: <Name extends keyof Table & string>(
    name: Name,
    args: Table[Name]['given'],
    options?: WorkerCallOptions<Table[Name]['progress']>,
  ) => Promise<Table[Name]['result']>;
}

interface WorkerCallOptions<Progress> extends Omit<CallOptions<Progress>, 'transfer'> {
  /** Whether the call gets a process of its own, so that no other call can end it, and it can end no other call. */
  readonly alone?: boolean;
}

export type Reader = WorkerClient<'reader'>;
export type PdfReader = WorkerClient<'pdf'>;
export type Trainer = WorkerClient<'trainer'>;

type Environment = Readonly<Record<string, string>>;
/** Starts a worker process, with more variables in its environment. */
export type StartWorker = (kind: WorkerKind, environment: Environment) => ServerProcess;

export interface WorkerOptions<Kind extends WorkerKind> {
  readonly kind: Kind;
  /** Starts a process; Node's fork by default. */
  readonly spawn?: StartWorker;
  /** More variables for its environment, when it starts. */
  readonly environment?: () => Environment;
  /** Changes of the usual limits. */
  readonly limits?: Partial<WorkerLimits>;
}

/** Reads places of a photo with the recogniser in use. `text` is the text that they belong to. */
export type ReadQuads = (
  photo: Pick<Photo, 'path' | 'turn'> & Partial<Pick<Photo, 'sha256' | 'language'>>,
  quads: readonly Quad[],
  text: readonly WordOfText[],
  signal?: AbortSignal,
) => Promise<WorkerResult<'reader', 'readQuads'>>;

/** The entry file of every worker process; its first argument is the kind. */
export const workerEntry = entryBeside(import.meta, 'entry');

/**
 * The reader makes large arrays for every photo, which V8 and glibc then keep for the next ones. So V8's young generation stays
 * small, and glibc has few heaps and gives blocks back from 1 MB on: about 700 instead of 900 MB (NOTEBOOK, Memory of the reader).
 */
const readerMemory: ForkOptions = {
  execArgv: ['--max-semi-space-size=4'],
  env: { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: String(1024 ** 2) },
};

export function forkWorker(kind: WorkerKind, environment: Environment = {}): ServerProcess {
  const { execArgv, env } = kind === 'reader' ? readerMemory : {};
  return forkProcess(workerEntry, [kind], { execArgv: execArgv ?? [], env: { ...env, ...environment } });
}

export function startWorker<Kind extends WorkerKind>(options: WorkerOptions<Kind>): WorkerClient<Kind> {
  return createClient<WorkerCalls[Kind]>(options, workerCalls[options.kind]);
}

function createClient<Table extends Calls>(
  { kind, spawn = forkWorker, environment = () => ({}), limits: changes = {} }: WorkerOptions<WorkerKind>,
  table: CallTable<Table>,
): Caller<Table> & Pick<WorkerClient<WorkerKind>, 'close'> {
  const limits = limitsOf(kind, changes);
  const processes = new Set<SupervisedWorker<Table>>();
  let shared: SupervisedWorker<Table> | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let idle: NodeJS.Timeout | undefined;
  let isClosed = false;

  function start(): SupervisedWorker<Table> {
    const started = superviseWorker(kind, table, spawn(kind, environment()), limits, () => {
      processes.delete(started);
      if (shared === started) shared = undefined;
    });
    processes.add(started);
    return started;
  }

  function requireOpen(name: string, signal: AbortSignal | undefined): void {
    if (isClosed) throw new InkdexError('cancelled', `The ${kind} process is closed.`);
    if (signal?.aborted === true) throw new InkdexError('cancelled', `"${name}" was cancelled.`);
  }

  /** Waits until the work before has ended. */
  function inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  }

  function endWhenIdle(): void {
    clearTimeout(idle);
    if (limits.idleMs === Infinity) return;
    idle = setTimeout(() => void inTurn(async () => shared?.close()), limits.idleMs).unref();
  }

  async function ask<Name extends keyof Table & string>(
    name: Name,
    args: Table[Name]['given'],
    { alone, ...options }: WorkerCallOptions<Table[Name]['progress']>,
  ): Promise<Table[Name]['result']> {
    requireOpen(name, options.signal);
    const used = alone === true ? start() : (shared ??= start());
    try {
      return await used.connection.call(name, args, options);
    } catch (thrown) {
      // A GPU that went away does not come back to the process that used it.
      const isBroken = thrown instanceof InkdexError && thrown.code === 'engine-crashed';
      if (isBroken && shared === used) shared = undefined;
      throw thrown;
    } finally {
      // Once all calls of a process that is not used any more have their answers.
      if (shared !== used && used.connection.load() === 0) await used.close();
    }
  }

  /** Whether a call is made again that another call or another program has ended. */
  function isRepeated(name: keyof Table & string, thrown: unknown): boolean {
    // Trainings continue from their checkpoints. Of other calls with progress, the caller has seen a part.
    if (kind === 'trainer' || !(table[name].progress instanceof z.ZodNull)) return false;
    return thrown instanceof ServerEnded && (thrown.blame === 'none' || thrown.blame === 'shared');
  }

  return {
    async call(name, args, options = {}) {
      // Before a process is started, and before the call waits for its turn.
      requireOpen(name, options.signal);
      clearTimeout(idle);
      try {
        return await (kind === 'pdf' ? inTurn(() => ask(name, args, options)) : ask(name, args, options));
      } catch (thrown) {
        if (!isRepeated(name, thrown)) throw thrown;
        return await inTurn(() => ask(name, args, { ...options, alone: true }));
      } finally {
        endWhenIdle();
      }
    },
    async close() {
      isClosed = true;
      clearTimeout(idle);
      await Promise.all([...processes].map((each) => each.close()));
    },
  };
}

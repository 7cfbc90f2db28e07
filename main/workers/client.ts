import { InkdexError } from '../../shared/result.ts';
import { workerCalls } from './api.ts';
import type {
  WorkerArgs,
  WorkerCall,
  WorkerCallName,
  WorkerKind,
  WorkerProgress,
  WorkerResult,
} from './api.ts';
import { forkWorker } from './workerProcess.ts';
import type { WorkerProcess } from './workerProcess.ts';
import { fromWorkerSchema } from './protocol.ts';

export type { WorkerResult, KeptImage, PhotoIdentity, Picture, WordReading, WordResult } from './api.ts';

export interface CallOptions<Progress> {
  /** Rejects the call with `cancelled`, and tells the engine to stop working on it. */
  readonly signal?: AbortSignal;
  /** What it throws cancels the call, which rejects with it once the engine has stopped working on it. */
  readonly onProgress?: (progress: Progress) => void;
}

/** An engine in a process of its own. It starts with the first call. */
export interface WorkerClient<Kind extends WorkerKind> {
  /**
   * @throws InkdexError what the call or `onProgress` threw; `cancelled`; `engine-crashed` when the process ended
   *   during the call: the next call starts a new one
   */
  call<Name extends WorkerCallName<Kind>>(
    name: Name,
    args: WorkerArgs<Kind, Name>,
    options?: CallOptions<WorkerProgress<Kind, Name>>,
  ): Promise<WorkerResult<Kind, Name>>;
  /** Ends the process; calls that run are rejected with `cancelled`. */
  close(): Promise<void>;
}

export type Reader = WorkerClient<'reader'>;
export type Trainer = WorkerClient<'trainer'>;

export interface WorkerOptions<Kind extends WorkerKind> {
  readonly kind: Kind;
  /** How a process of this kind starts; Node's fork unless told otherwise. */
  readonly spawn?: (kind: WorkerKind) => WorkerProcess;
}

interface PendingCall {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly progress: (progress: unknown) => void;
  /** What its caller threw when it was told how far the call is. */
  thrown?: { readonly error: unknown };
}

export function startWorker<Kind extends WorkerKind>({
  kind,
  spawn = forkWorker,
}: WorkerOptions<Kind>): WorkerClient<Kind> {
  const calls: Readonly<Record<string, WorkerCall>> = workerCalls[kind];
  let running: RunningProcess | null = null;
  let closed = false;

  function process(): RunningProcess {
    if (closed) throw new InkdexError('cancelled', `The ${kind} engine is closed.`);
    running ??= run(spawn(kind), kind, () => {
      running = null;
    });
    return running;
  }

  return {
    async call(name, args, options = {}) {
      const schemas = calls[name];
      if (schemas === undefined) throw new RangeError(`The ${kind} engine has no call "${name}".`);
      const { signal, onProgress } = options;
      if (signal?.aborted === true) throw cancelled(name);
      const { pending, request, cancel } = process();
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      const id = request(name, args, {
        resolve,
        reject,
        // The schemas are those that the types of this call were inferred from.
        progress: (progress) => onProgress?.(schemas.progress.parse(progress) as never),
      });
      const abort = (): void => {
        cancel(id);
        reject(cancelled(name));
      };
      signal?.addEventListener('abort', abort, { once: true });
      try {
        return schemas.result.parse(await promise) as never;
      } finally {
        pending.delete(id);
        signal?.removeEventListener('abort', abort);
      }
    },
    async close() {
      closed = true;
      await running?.stop();
    },
  };
}

interface RunningProcess {
  readonly pending: Map<number, PendingCall>;
  /** Sends a request and gives its number. */
  readonly request: (name: string, args: unknown, call: PendingCall) => number;
  readonly cancel: (id: number) => void;
  /** Ends the process and waits until it has. */
  readonly stop: () => Promise<void>;
}

function run(child: WorkerProcess, kind: WorkerKind, onEnd: () => void): RunningProcess {
  const pending = new Map<number, PendingCall>();
  const { promise: ended, resolve: end } = Promise.withResolvers<undefined>();
  let lastId = 0;
  let stopping = false;
  let over = false;

  /** Nobody above catches what a listener throws: a full disk, say, which is its caller's to know. */
  function tell(id: number, call: PendingCall, progress: unknown): void {
    if (call.thrown !== undefined) return;
    try {
      call.progress(progress);
    } catch (error) {
      call.thrown = { error };
      child.send({ type: 'cancel', id });
    }
  }

  child.onMessage((message) => {
    const { data: parsed } = fromWorkerSchema.safeParse(message);
    if (parsed === undefined) {
      // Whatever sent this is no engine of ours any more; the exit tells those who wait.
      child.kill();
      return;
    }
    const call = pending.get(parsed.id);
    if (call === undefined) return;
    if (parsed.type === 'progress') tell(parsed.id, call, parsed.progress);
    else if (call.thrown !== undefined) call.reject(call.thrown.error);
    else if (parsed.result.ok) call.resolve(parsed.result.value);
    else call.reject(new InkdexError(parsed.result.error.code, parsed.result.error.message));
  });

  child.onExit((how) => {
    if (over) return;
    over = true;
    onEnd();
    end(undefined);
    const reason = stopping
      ? new InkdexError('cancelled', `The ${kind} engine was closed.`)
      : new InkdexError(
          'engine-crashed',
          `The ${kind} engine ended (${how}) while it worked. It starts again with the next call.`,
        );
    for (const call of pending.values()) call.reject(call.thrown === undefined ? reason : call.thrown.error);
  });

  return {
    pending,
    request(name, args, call) {
      lastId += 1;
      pending.set(lastId, call);
      child.send({ type: 'request', id: lastId, name, args });
      return lastId;
    },
    cancel(id) {
      child.send({ type: 'cancel', id });
    },
    async stop() {
      stopping = true;
      child.kill();
      await ended;
    },
  };
}

function cancelled(name: string): InkdexError {
  return new InkdexError('cancelled', `"${name}" was cancelled.`);
}

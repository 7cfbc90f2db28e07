import { InkdexError } from '../../shared/result.ts';
import { answerSchema, type Calls, type CallTable, type RequestMessage } from './calls.ts';

/** The caller's end of the connection to a server in another process or thread. */
export interface ServerPort {
  /** @throws DataCloneError for a message that cannot be sent */
  send(message: RequestMessage, transferred: readonly ArrayBuffer[]): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called when the server has ended; `how` is for people: "signal SIGKILL". */
  onEnd(listener: (how: string) => void): void;
  /** Ends the server at once. */
  kill(): void;
}

export interface CallOptions<Progress> {
  /** Rejects the call with `cancelled`, and tells the server to stop working on it. */
  readonly signal?: AbortSignal;
  /** What it throws cancels the call, which rejects with it once the server has stopped working on it. */
  readonly onProgress?: (progress: Progress) => void;
  /** Buffers of the arguments that are moved to a thread rather than copied. */
  readonly transfer?: readonly ArrayBuffer[];
}

export interface Connection<Table extends Calls> {
  /**
   * @throws ServerEnded when the server ended before it answered; Unanswered `too-slow` after the call's deadline;
   *   InkdexError `cancelled`, or what the handler threw; what `onProgress` threw
   */
  readonly call: <Name extends keyof Table & string>(
    name: Name,
    args: Table[Name]['given'],
    options?: CallOptions<Table[Name]['progress']>,
  ) => Promise<Table[Name]['result']>;
  /** Requests without a response so far, cancelled ones included; Infinity once the server has ended. */
  readonly load: () => number;
}

export interface ConnectOptions {
  /** What callers are told when the server has ended. */
  readonly ended: (how: string) => InkdexError;
  /** Told whenever requests begin to wait for a response, or none waits any more. */
  readonly onLoad?: (load: number) => void;
  /**
   * Milliseconds that the server has to respond to a cancelled request before it is killed. A cancelled call is rejected
   * when it has responded or ended, so that nothing is done any more for a call that was rejected. Without it: the call is
   * rejected at once, and the server may take for ever.
   */
  readonly graceMs?: () => number;
  /** What the caller is told after the deadline of a call. */
  readonly overdue?: (deadlineMs: number, name: string) => InkdexError;
  /** Adjusts the deadline of a call in milliseconds when it begins. */
  readonly adjustDeadline?: (deadlineMs: number) => number;
}

/**
 * How likely it is that a call itself ended its server: not at all, as much as the other calls that were running, likely
 * (it was the only call), or proven (nothing else had ever run there).
 */
export type Blame = 'none' | 'shared' | 'likely' | 'proven';

interface UnansweredOptions extends ErrorOptions {
  readonly blame?: Blame;
}

/** A call has no answer, because its server ended or took too long. */
export class Unanswered extends InkdexError {
  readonly blame: Blame;

  constructor(
    code: 'engine-crashed' | 'too-slow',
    message: string,
    { blame = 'likely', ...options }: UnansweredOptions = {},
  ) {
    super(code, message, options);
    this.blame = blame;
  }
}

/** The process or thread that was to answer has ended. */
export class ServerEnded extends Unanswered {
  constructor(message: string, options?: UnansweredOptions) {
    super('engine-crashed', message, options);
  }
}

type Response =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: unknown };

/** Told what becomes of a request; of its response once. */
interface Listener {
  readonly progress: (progress: unknown) => void;
  readonly response: (response: Response) => void;
}

export function connect<Table extends Calls>(
  port: ServerPort,
  table: CallTable<Table>,
  options: ConnectOptions,
): Connection<Table> {
  const requests = openRequests(port, options);
  return {
    async call(name, args, { signal, onProgress, transfer = [] } = {}) {
      const schemas = table[name];
      if (signal?.aborted === true) throw cancelled(name);
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      let thrown: { readonly error: unknown } | null = null;
      let overdue: NodeJS.Timeout | undefined;
      const id = requests.send(
        { name, args, transfer },
        {
          response(response) {
            if (thrown !== null) reject(thrown.error);
            else if (response.ok) resolve(response.value);
            else reject(response.error);
          },
          // No code above catches what a listener throws (a full disk, say), so the caller of this call gets it.
          progress(progress) {
            overdue?.refresh();
            if (thrown !== null) return;
            try {
              onProgress?.(schemas.progress.parse(progress));
            } catch (error) {
              thrown = { error };
              requests.cancel(id);
            }
          },
        },
      );
      const giveUp = (error: InkdexError): void => {
        thrown ??= { error };
        requests.cancel(id);
        if (options.graceMs === undefined) reject(error);
      };
      const abort = (): void => {
        giveUp(cancelled(name));
      };
      signal?.addEventListener('abort', abort, { once: true });
      if (schemas.deadlineMs !== undefined) {
        const deadlineMs = options.adjustDeadline?.(schemas.deadlineMs) ?? schemas.deadlineMs;
        overdue = setTimeout(() => {
          giveUp((options.overdue ?? tooSlow)(deadlineMs, name));
        }, deadlineMs);
      }
      try {
        return schemas.result.parse(await promise);
      } finally {
        clearTimeout(overdue);
        signal?.removeEventListener('abort', abort);
      }
    },
    load: requests.load,
  };
}

interface Pending extends Listener {
  grace?: NodeJS.Timeout;
}

/** Keeps the requests that the server has not responded to. */
function openRequests(port: ServerPort, { ended, onLoad = () => undefined, graceMs }: ConnectOptions) {
  const pending = new Map<number, Pending>();
  let end: InkdexError | null = null;
  let lastId = 0;

  function settle(id: number, response: Response): void {
    const request = pending.get(id);
    if (request === undefined) return;
    clearTimeout(request.grace);
    pending.delete(id);
    if (pending.size === 0) onLoad(0);
    request.response(response);
  }
  const kill = (): void => {
    port.kill();
  };

  port.onMessage((message) => {
    const { data: answer } = answerSchema.safeParse(message);
    // A process that sends anything else is no longer our server; its end tells the callers.
    if (answer === undefined) kill();
    else if (answer.type === 'progress') pending.get(answer.id)?.progress(answer.progress);
    else if (answer.result.ok) settle(answer.id, answer.result);
    else {
      const { code, message: text } = answer.result.error;
      settle(answer.id, { ok: false, error: new InkdexError(code, text) });
    }
  });
  port.onEnd((how) => {
    end ??= ended(how);
    for (const id of [...pending.keys()]) settle(id, { ok: false, error: end });
  });

  return {
    /** @returns the number of the request */
    send(
      {
        name,
        args,
        transfer,
      }: { readonly name: string; readonly args: unknown; readonly transfer: readonly ArrayBuffer[] },
      listener: Listener,
    ): number {
      if (end !== null) throw end;
      lastId += 1;
      // First, as it throws when the request cannot be sent.
      port.send({ type: 'request', id: lastId, name, args }, transfer);
      pending.set(lastId, { ...listener });
      if (pending.size === 1) onLoad(1);
      return lastId;
    },
    cancel(id: number): void {
      const request = pending.get(id);
      if (request === undefined) return;
      port.send({ type: 'cancel', id }, []);
      if (graceMs !== undefined) request.grace ??= setTimeout(kill, graceMs()).unref();
    },
    load: (): number => (end === null ? pending.size : Infinity),
  };
}

function cancelled(name: string): InkdexError {
  return new InkdexError('cancelled', `"${name}" was cancelled.`);
}

function tooSlow(deadlineMs: number, name: string): InkdexError {
  return new Unanswered('too-slow', `"${name}" took longer than ${deadlineMs / 1000} s and was stopped.`);
}

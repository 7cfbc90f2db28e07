import { z } from 'zod';
import { failureOf, InkdexError } from '../../shared/result.ts';
import { requestSchema, type AnswerMessage, type CallHandlers, type Calls, type CallTable } from './calls.ts';

/** The server's end of the connection to the caller. */
export interface CallerPort {
  send(message: AnswerMessage, transferred: readonly ArrayBuffer[]): void;
  onMessage(listener: (message: unknown) => void): void;
}

export interface ServeOptions {
  /** Whether one call begins when the one before it has ended; otherwise they run at the same time. */
  readonly inTurn?: boolean;
}

interface Running<Name> {
  readonly id: number;
  readonly name: Name;
  readonly args: unknown;
  readonly controller: AbortController;
}

/**
 * Answers requests with their handlers.
 *
 * @param handlers a promise of them if they must be prepared; requests wait for it. When it rejects, so does `serve`
 */
export async function serve<Table extends Calls>(
  port: CallerPort,
  table: CallTable<Table>,
  handlers: Partial<CallHandlers<Table>> | Promise<Partial<CallHandlers<Table>>>,
  { inTurn = false }: ServeOptions = {},
): Promise<void> {
  const running = new Map<number, AbortController>();
  // When they cannot be prepared, nothing is answered: the caller is told when this process or thread ends.
  const ready = Promise.resolve(handlers);
  let last: Promise<unknown> = ready;

  function isCall(name: string): name is keyof Table & string {
    return Object.hasOwn(table, name);
  }

  async function valueOf<Name extends keyof Table & string>(
    { id, name, args, controller }: Running<Name>,
    transferred: ArrayBuffer[],
  ): Promise<unknown> {
    const handler = (await ready)[name];
    const schemas = table[name];
    if (handler === undefined) throw unknownCall(name);
    const parsed = schemas.args.safeParse(args);
    if (!parsed.success) {
      throw new InkdexError('bad-arguments', `"${name}": ${z.prettifyError(parsed.error)}`);
    }
    controller.signal.throwIfAborted();
    return await handler(parsed.data, {
      signal: controller.signal,
      onProgress(progress) {
        port.send({ type: 'progress', id, progress }, []);
      },
      transfer(buffer) {
        if (buffer instanceof ArrayBuffer) transferred.push(buffer);
      },
    });
  }

  async function respond(
    id: number,
    name: string,
    args: unknown,
    controller: AbortController,
  ): Promise<void> {
    try {
      if (!isCall(name)) throw unknownCall(name);
      const transferred: ArrayBuffer[] = [];
      const value = await valueOf({ id, name, args, controller }, transferred);
      port.send({ type: 'response', id, result: { ok: true, value } }, transferred);
    } catch (error) {
      // The caller no longer waits; an error of the handler came from stopping.
      const thrown = controller.signal.aborted
        ? new InkdexError('cancelled', `"${name}" was cancelled.`, { cause: error })
        : error;
      // A bug: only its message crosses to the caller, and its stack belongs in the log.
      if (!(thrown instanceof InkdexError)) console.error(thrown);
      port.send({ type: 'response', id, result: { ok: false, error: failureOf(thrown) } }, []);
    } finally {
      running.delete(id);
    }
  }

  port.onMessage((message) => {
    const request = requestSchema.parse(message);
    if (request.type === 'cancel') {
      running.get(request.id)?.abort();
      return;
    }
    const controller = new AbortController();
    running.set(request.id, controller);
    const begun = (inTurn ? last : ready).then(() =>
      respond(request.id, request.name, request.args, controller),
    );
    begun.catch(() => undefined);
    last = begun;
  });
  await ready;
}

function unknownCall(name: string): InkdexError {
  return new InkdexError('bad-arguments', `There is no call "${name}" here.`);
}

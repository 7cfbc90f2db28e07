import { z } from 'zod';
import { failureOf, InkdexError } from '../../shared/result.ts';
import type { CallContext, WorkerCall } from './api.ts';
import type { ParentConnection } from './parentConnection.ts';
import { toWorkerSchema } from './protocol.ts';

type Handler = (args: never, context: CallContext<unknown>) => Promise<unknown>;

/** Answers requests, each with its handler; several may run at the same time. */
export function serve(
  connection: ParentConnection,
  calls: Readonly<Record<string, WorkerCall>>,
  handlers: Readonly<Record<string, Handler>>,
): void {
  const running = new Map<number, AbortController>();

  async function answer(id: number, name: string, args: unknown, signal: AbortSignal): Promise<unknown> {
    const call = calls[name];
    const handler = handlers[name];
    if (call === undefined || handler === undefined) {
      throw new InkdexError('bad-arguments', `This engine has no call "${name}".`);
    }
    const parsed = call.args.safeParse(args);
    if (!parsed.success) {
      throw new InkdexError('bad-arguments', `"${name}": ${z.prettifyError(parsed.error)}`);
    }
    // Parsed with the schema that the handler's own type was inferred from.
    return await handler(parsed.data as never, {
      signal,
      onProgress(progress) {
        connection.send({ type: 'progress', id, progress });
      },
    });
  }

  async function respond(id: number, name: string, args: unknown): Promise<void> {
    const controller = new AbortController();
    running.set(id, controller);
    try {
      const value = await answer(id, name, args, controller.signal);
      connection.send({ type: 'response', id, result: { ok: true, value } });
    } catch (error) {
      // The caller has gone already; the work stopped wherever it looked at the signal.
      const thrown = controller.signal.aborted
        ? new InkdexError('cancelled', `"${name}" was cancelled.`, { cause: error })
        : error;
      // A bug, not a state of the world: its stack belongs in the log.
      if (!(thrown instanceof InkdexError)) console.error(thrown);
      connection.send({ type: 'response', id, result: { ok: false, error: failureOf(thrown) } });
    } finally {
      running.delete(id);
    }
  }

  connection.onMessage((message) => {
    const parsed = toWorkerSchema.parse(message);
    if (parsed.type === 'cancel') running.get(parsed.id)?.abort();
    else void respond(parsed.id, parsed.name, parsed.args);
  });
}

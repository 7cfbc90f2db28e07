import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { callTable, withoutProgress, type CallHandlers, type CallsOf } from '../../../main/rpc/calls.ts';
import { connect, ServerEnded, type ConnectOptions } from '../../../main/rpc/client.ts';
import { serve, type ServeOptions } from '../../../main/rpc/server.ts';

const table = callTable({
  double: withoutProgress({ args: z.object({ value: z.number().default(4) }), result: z.number() }),
  count: { args: z.object({ to: z.number() }), progress: z.number(), result: z.null() },
  hang: withoutProgress({ args: z.null(), result: z.null(), deadlineMs: 50 }),
  shout: withoutProgress({ args: z.string(), result: z.string().regex(/^[A-Z]+$/u) }),
});

/** Both ends in this process, over a connection that copies messages as a real one does. */
function connected(
  changes: Partial<CallHandlers<CallsOf<typeof table>>> = {},
  { options = {}, grace }: { readonly options?: ServeOptions; readonly grace?: number } = {},
) {
  const toClient: ((message: unknown) => void)[] = [];
  const toServer: ((message: unknown) => void)[] = [];
  const ends: ((how: string) => void)[] = [];
  const loads: number[] = [];
  const aborted: string[] = [];
  void serve(
    {
      send: (message) => {
        for (const listener of toClient) listener(structuredClone(message));
      },
      onMessage: (listener) => toServer.push(listener),
    },
    table,
    {
      double: ({ value }) => Promise.resolve(2 * value),
      async count({ to }, { signal, onProgress }) {
        for (let done = 1; done <= to; done += 1) {
          signal.throwIfAborted();
          onProgress(done);
          await wait(0);
        }
        return null;
      },
      hang: (_, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            aborted.push('hang');
            reject(new Error('It was stopped.'));
          });
        }),
      shout: (text) => Promise.resolve(text.toUpperCase()),
      ...changes,
    },
    options,
  );
  const kill = (): void => {
    toClient.length = 0;
    for (const end of ends) end('it was killed');
  };
  const connectOptions: ConnectOptions = {
    ended: (how) => new ServerEnded(`The server ended: ${how}.`),
    onLoad: (load) => loads.push(load),
    ...(grace !== undefined && { graceMs: () => grace }),
  };
  const connection = connect(
    {
      send: (message) => {
        for (const listener of toServer) listener(structuredClone(message));
      },
      onMessage: (listener) => toClient.push(listener),
      onEnd: (listener) => ends.push(listener),
      kill,
    },
    table,
    connectOptions,
  );
  return { ...connection, kill, loads, aborted };
}

const neverAnswers = (): Promise<null> => new Promise(() => undefined);

describe('a call', () => {
  it('gets the result of its handler, whose arguments have the defaults of the schema', async () => {
    const { call, load, loads } = connected();
    expect(await Promise.all([call('double', { value: 21 }), call('double', {})])).toEqual([42, 8]);
    expect(load()).toBe(0);
    expect(loads).toEqual([1, 0]);
  });

  it('is rejected when its arguments or its result do not match the schema', async () => {
    const { call } = connected();
    await expect(call('count', JSON.parse('{"to": "x"}') as { to: number })).rejects.toMatchObject({
      code: 'bad-arguments',
    });
    await expect(call('shout', '1')).rejects.toThrow('Invalid string');
  });

  it('reports progress before its result', async () => {
    const { call } = connected();
    const seen: number[] = [];
    await call('count', { to: 3 }, { onProgress: (done) => seen.push(done) });
    expect(seen).toEqual([1, 2, 3]);
  });

  it('that is cancelled is rejected at once, and its handler is told', async () => {
    const { call, aborted } = connected();
    const controller = new AbortController();
    const hanging = call('hang', null, { signal: controller.signal });
    await wait(0);
    controller.abort();
    await expect(hanging).rejects.toMatchObject({ code: 'cancelled' });
    await wait(0);
    expect(aborted).toEqual(['hang']);
  });

  it('fails after its deadline, and its handler is told', async () => {
    const { call, load, aborted } = connected();
    await expect(call('hang', null)).rejects.toMatchObject({ code: 'too-slow' });
    await wait(0);
    expect(aborted).toEqual(['hang']);
    expect(load()).toBe(0);
    expect(await call('double', { value: 1 })).toBe(2);
  });
});

describe('a server', () => {
  it('rejects all calls when it ends, and every later one', async () => {
    const { call, kill, load } = connected({ hang: neverAnswers });
    const calls = [call('hang', null), call('count', { to: 1000 })].map((running) =>
      expect(running).rejects.toThrow('The server ended: it was killed.'),
    );
    kill();
    await Promise.all(calls);
    await expect(call('double', {})).rejects.toBeInstanceOf(ServerEnded);
    expect(load()).toBe(Infinity);
  });

  it('is killed when it does not answer a cancelled call within its grace', async () => {
    const { call, load } = connected({ hang: neverAnswers }, { grace: 20 });
    const other = expect(call('count', { to: 100_000 })).rejects.toMatchObject({ code: 'engine-crashed' });
    await expect(call('hang', null)).rejects.toMatchObject({ code: 'too-slow' });
    await other;
    expect(load()).toBe(Infinity);
  });

  it('is not killed when it answers a cancelled call', async () => {
    const { call } = connected({}, { grace: 20 });
    await expect(call('hang', null)).rejects.toMatchObject({ code: 'too-slow' });
    await wait(60);
    expect(await call('double', { value: 1 })).toBe(2);
  });

  it('can take calls in turn, and skips those that were cancelled meanwhile', async () => {
    const begun: string[] = [];
    const { call } = connected(
      {
        async shout(text) {
          begun.push(text);
          await wait(10);
          return text.toUpperCase();
        },
      },
      { options: { inTurn: true } },
    );
    const controller = new AbortController();
    const first = call('shout', 'one');
    const second = call('shout', 'two', { signal: controller.signal });
    const third = call('shout', 'three');
    controller.abort();
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
    expect([await first, await third]).toEqual(['ONE', 'THREE']);
    expect(begun).toEqual(['one', 'three']);
  });
});

import type { ClientHttp2Session } from 'node:http2';
import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ApiLimits } from '../../../../main/api/limits.ts';
import { openTestApi, type TestApi } from '../../../support/api.ts';
import { call, connectTo, fieldOf, framed, type Call } from '../../../support/grpc.ts';

const infer = '/inference.GRPCInferenceService/ModelInfer';
const ready = '/inference.GRPCInferenceService/ModelReady';
const live = '/inference.GRPCInferenceService/ServerLive';

async function opened(limits: Partial<ApiLimits> = {}): Promise<TestApi> {
  const api = await openTestApi({ grpcPort: 0, limits });
  onTestFinished(() => api.close());
  return api;
}

/** A call of which only so many bytes arrive. */
function half(session: ClientHttp2Session, path: string, token: string | null, bytes: number): Call {
  return call(session, path, token, framed(Buffer.alloc(bytes), { length: 2 ** 20 }), { isWhole: false });
}

const nothing = framed(Buffer.alloc(0));

async function isAlive(api: TestApi): Promise<boolean> {
  return (await call(connectTo(api), live, null, nothing).status) === '0';
}

describe('A call of gRPC', () => {
  it.each([
    ['no token', infer, null, '16'],
    ['a wrong token', infer, 'inkdex_x', '16'],
    ['an unknown method', '/inference.GRPCInferenceService/ModelDelete', null, '12'],
    ['a message where none belongs', live, null, '8'],
  ])('with %s is refused and ended before its message is there', async (_what, path, token, status) => {
    const api = await opened({ heldBytes: 1000 });
    const session = connectTo(api);
    const calls = Array.from({ length: 20 }, () => half(session, path, token, 100_000));
    for (const each of calls) expect(await each.status).toBe(status);
    // None of them holds anything.
    const sent = framed(Buffer.from('no message'));
    expect(await call(session, infer, api.tokens.read, sent).status).toBe('3');
    expect(await isAlive(api)).toBe(true);
  });

  it.each([
    ['half a message', infer, 100],
    ['no message', infer, 0],
    ['half of nothing', live, 0],
  ])('with %s is ended in time', async (_what, path, bytes) => {
    const api = await opened({ headersMs: 300, requestMs: 300 });
    const begun = [half(connectTo(api), path, api.tokens.read, bytes)];
    const sent = nothing.subarray(0, 3);
    begun.push(call(connectTo(api), path, api.tokens.read, sent, { isWhole: false }));
    for (const { status } of begun) expect(await status).toBe('4');
    expect(await isAlive(api)).toBe(true);
    expect(api.log).toEqual([]);
  });

  it('counts as it arrives, together with HTTP, until it ends', async () => {
    const api = await opened({ heldBytes: 1000 });
    const session = connectTo(api);
    const ask = (bytes: number) =>
      api.askAs('read', '/v1/predict', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: 'x'.repeat(bytes),
      });
    expect((await ask(480)).status).toBe(400);
    const slow = half(session, infer, api.tokens.read, 400);
    await expect.poll(async () => (await ask(480)).status).toBe(429);
    expect(await half(session, infer, api.tokens.read, 200).status).toBe('8');
    slow.cancel();
    await slow.status;
    await expect.poll(async () => (await ask(480)).status).toBe(400);
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
  ])('may be compressed by %s, but not unpack to more than the limit', async (encoding, pack) => {
    const api = await opened({ bodyBytes: 10_000 });
    const session = connectTo(api);
    const send = (bytes: Buffer, name = encoding) =>
      call(session, ready, api.tokens.read, framed(bytes, { flag: 1 }), { 'grpc-encoding': name }).status;
    // Field 1, name: an unknown model.
    expect(await send(pack(Buffer.from('\n\u0003gpt')))).toBe('5');
    expect(await send(pack(Buffer.alloc(1_000_000)))).toBe('8');
    expect(await send(Buffer.from('no archive'))).toBe('3');
    expect(await send(Buffer.from('x'), 'snappy')).toBe('12');
    expect(await isAlive(api)).toBe(true);
  });

  it('counts what it unpacks to while it unpacks, with all others', async () => {
    const api = await opened({ heldBytes: 3_000_000 });
    const session = connectTo(api);
    const packed = framed(gzipSync(fieldOf(10, Buffer.alloc(524_288))), { flag: 1 });
    const calls = Array.from({ length: 20 }, () =>
      call(session, ready, api.tokens.read, packed, { 'grpc-encoding': 'gzip' }),
    );
    const statuses = await Promise.all(calls.map(({ status }) => status));
    // A client may hold a half: two of these, while they are unpacked at the same time.
    expect(new Set(statuses)).toContain('8');
    expect(await call(session, ready, api.tokens.read, packed, { 'grpc-encoding': 'gzip' }).status).toBe('5');
  });

  it.each([
    ['empty inputs', Buffer.alloc(1_000_000, Buffer.from([0x2a, 0]))],
    ['sides of a tensor', fieldOf(0x2a, fieldOf(0x1a, Buffer.alloc(1_000_000, 1)))],
    ['elements of a raw tensor', fieldOf(0x3a, Buffer.alloc(8_000_000))],
  ])('of a million %s is refused before they are objects', async (what, sent) => {
    const api = await opened();
    const before = process.memoryUsage().heapUsed;
    const isRaw = what.startsWith('elements');
    const inputs = isRaw ? Buffer.from([0x2a, 0]) : Buffer.alloc(0);
    const status = await call(connectTo(api), infer, api.tokens.read, framed(Buffer.concat([inputs, sent])))
      .status;
    expect(status).toBe(isRaw ? '3' : '8');
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(60_000_000);
    expect(await isAlive(api)).toBe(true);
  });

  it.each([
    ['two messages', Buffer.concat([nothing, nothing])],
    ['no prefix', Buffer.from([0, 0])],
    ['a length that is wrong', framed(Buffer.alloc(7), { length: 9 })],
    ['a message of another kind', framed(Buffer.from([0x0a, 0x7f, 0x01]))],
  ])('with %s is refused, and is no bug', async (_what, sent) => {
    const api = await opened();
    expect(await call(connectTo(api), infer, api.tokens.read, sent).status).toBe('3');
    expect(await isAlive(api)).toBe(true);
    expect(api.log).toEqual([]);
  });
});

describe('A connection of gRPC', () => {
  it('has so many calls at once, and there are so many connections', async () => {
    const api = await opened({ connections: 2, streams: 3 });
    const first = connectTo(api);
    const settings = new Promise((resolve) => first.once('remoteSettings', resolve));
    expect(await settings).toMatchObject({ maxConcurrentStreams: 3 });
    const second = connectTo(api);
    expect(await call(second, live, null, nothing).status).toBe('0');
    const third = connectTo(api);
    await new Promise((resolve) => third.once('close', resolve));
    expect(await call(first, live, null, nothing).status).toBe('0');
  });

  it('is ended when no call comes, whatever else comes', async () => {
    const api = await opened({ headersMs: 200, requestMs: 300 });
    for (const isUsed of [false, true]) {
      const session = connectTo(api);
      const pings = setInterval(() => {
        if (!session.destroyed) session.ping(() => undefined);
      }, 20);
      const closed = new Promise((resolve) => session.once('close', resolve));
      if (isUsed) expect(await call(session, live, null, nothing).status).toBe('0');
      await closed;
      clearInterval(pings);
    }
    expect(await isAlive(api)).toBe(true);
  });

  it('with a call that never ends does not keep the server from stopping', async () => {
    const api = await openTestApi({ grpcPort: 0, limits: { graceMs: 200 } });
    const session = connectTo(api);
    const slow = half(session, infer, api.tokens.read, 100);
    expect(await call(session, live, null, nothing).status).toBe('0');
    await api.close();
    expect(await slow.status).toBeUndefined();
  });
});

import { connect } from 'node:net';
import { connect as connectHttp2, createServer as createHttp2, type IncomingHttpHeaders } from 'node:http2';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { sendFailure, sendMessage } from '../../../main/annexes/serving/openInference/unary.ts';
import { listen } from '../../../main/ipc/http/listen.ts';
import { owner } from '../../../shared/contract/account.ts';
import { openTestApi, type TestApi } from '../../support/api.ts';
import { openTestServer, windowSocket, type TestServer } from '../../support/httpServer.ts';

let api: TestApi;
let server: TestServer;
beforeAll(async () => {
  api = await openTestApi({ grpcPort: 0, limits: { headersMs: 300, requestMs: 300 } });
  server = await openTestServer();
});
afterAll(async () => {
  await api.close();
  await server.close();
});

/** Sends bytes, and hangs up: with a reset, or when the server has. */
async function send(port: number, bytes: Buffer, isReset: boolean): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await new Promise((resolve) => socket.write(bytes, resolve));
  if (isReset) socket.resetAndDestroy();
  else socket.end();
  socket.resume();
  await closed;
}

const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
const settings = frame(4, 0, 0);

function frame(type: number, flags: number, stream: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

function http2(...frames: readonly Buffer[]): Buffer {
  return Buffer.concat([preface, settings, ...frames]);
}

/** `:method: POST`, `:scheme: http`, `:path: /`, as HPACK has them in its table. */
const headers = frame(1, 4, 1, Buffer.from([0x83, 0x86, 0x84]));
const socketHeaders = 'Host: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n';

const inputs: readonly (readonly [string, Buffer | string])[] = [
  ['nothing', ''],
  ['bytes without meaning', Buffer.from(Array.from({ length: 300 }, (_, at) => (at * 37) % 256))],
  ['a greeting of TLS', Buffer.from('16030100aa010000a60303', 'hex')],
  ['half a request', 'POST /v1/predict HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{'],
  ['an address that is none', 'GET http://[/ HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['an address of another host', 'GET //x/%ff HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['an escape that is none', 'GET /%/%zz?%=%ff HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['a host that is none', 'GET / HTTP/1.1\r\nHost: [::1\r\nOrigin: \u0001\r\n\r\n'],
  ['a tunnel', 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['a length that is none', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n'],
  ['a wrong chunk', 'POST /v1/predict HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
  ['a request to go on', 'POST / HTTP/1.1\r\nHost: x\r\nExpect: 200-what\r\nContent-Length: 1\r\n\r\n'],
  ['a header of 1 MB', `GET / HTTP/1.1\r\nHost: x\r\nA: ${'a'.repeat(1e6)}\r\n\r\n`],
  ['a window without a key', `GET /socket HTTP/1.1\r\n${socketHeaders}\r\n`],
  [
    'a window with a wrong key',
    `GET /socket HTTP/1.1\r\n${socketHeaders}Sec-WebSocket-Key: x\r\nOrigin: :\r\n\r\n`,
  ],
  ['another protocol', 'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n'],
  ['HTTP/2 without more', preface],
  ['frames of an unknown kind', http2(frame(99, 255, 7, Buffer.alloc(100)))],
  ['settings of a wrong length', Buffer.concat([preface, frame(4, 0, 0, Buffer.alloc(5))])],
  ['data of no call', http2(frame(0, 1, 1, Buffer.alloc(10)))],
  ['headers that are no HPACK', http2(frame(1, 5, 1, Buffer.alloc(20, 0xff)))],
  ['a call without headers', http2(headers)],
  ['half a header', http2(frame(1, 0, 1, Buffer.from([0x83])))],
  ['a call that ends itself', http2(headers, frame(3, 0, 1, Buffer.from([0, 0, 0, 8])))],
  ['a window of 0', http2(headers, frame(8, 0, 1, Buffer.alloc(4)))],
  ['many calls that end themselves', http2(...rapidResets(2000))],
  ['many pings', http2(...Array.from({ length: 5000 }, () => frame(6, 0, 0, Buffer.alloc(8))))],
  ['a farewell', http2(headers, frame(7, 0, 0, Buffer.alloc(8)))],
];

function rapidResets(count: number): Buffer[] {
  return Array.from({ length: count }, (_, each) => 2 * each + 1).flatMap((stream) => [
    frame(1, 4, stream, Buffer.from([0x83, 0x86, 0x84])),
    frame(3, 0, stream, Buffer.from([0, 0, 0, 8])),
  ]);
}

async function isGrpcAlive(): Promise<boolean> {
  const session = connectHttp2(`http://127.0.0.1:${api.server.grpcPort ?? 0}`);
  const stream = session.request({
    ':method': 'POST',
    ':path': '/inference.GRPCInferenceService/ServerLive',
    'content-type': 'application/grpc',
  });
  stream.end(Buffer.alloc(5));
  const status = await new Promise((resolve, reject) => {
    stream.once('trailers', (trailers: IncomingHttpHeaders) => {
      resolve(trailers['grpc-status']);
    });
    stream.once('error', reject);
    stream.resume();
  });
  session.destroy();
  return status === '0';
}

describe('A server that a stranger sends', () => {
  it.each(inputs)('%s answers on', async (_what, input) => {
    const bytes = Buffer.from(input as string);
    for (const port of [server.port, api.server.port, api.server.grpcPort ?? 0])
      for (const isReset of [true, false]) await send(port, bytes, isReset);
    expect((await server.ask('/', { headers: { host: `127.0.0.1:${server.port}` } })).status).toBe(200);
    expect((await api.ask('/v2/health/live')).status).toBe(200);
    expect(await isGrpcAlive()).toBe(true);
    expect([...server.log, ...api.log]).toEqual([]);
  });
});

describe('A call of gRPC', () => {
  const call = (name: string, message: Buffer) => {
    const session = connectHttp2(`http://127.0.0.1:${api.server.grpcPort ?? 0}`);
    onTestFinished(() => {
      session.destroy();
    });
    const stream = session.request({
      ':method': 'POST',
      ':path': `/inference.GRPCInferenceService/${name}`,
      'content-type': 'application/grpc',
      authorization: `Bearer ${api.tokens.read}`,
    });
    stream.on('error', () => undefined);
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(message.length, 1);
    stream.end(Buffer.concat([prefix, message]));
    return stream;
  };
  /** Field 1, a text, of a message of protobuf. */
  const named = (name: Buffer): Buffer => {
    const bytes = [0, 7, 14].map((bits) => ((name.length >> bits) & 127) | (bits < 14 ? 128 : 0));
    return Buffer.concat([Buffer.from([10, ...bytes]), name]);
  };

  it.each([
    ['a long name', Buffer.alloc(1_000_000, 'a')],
    ['control characters', Buffer.from(Array.from({ length: 128 }, (_, at) => at))],
    ['letters of all kinds', Buffer.from('é漢😀%\u007f'.repeat(50))],
  ])('for a model with %s is answered with a message', async (_what, name) => {
    const stream = call('ModelReady', named(name));
    const response = await new Promise<object>((resolve) => stream.once('response', resolve));
    expect(response).toMatchObject({
      'grpc-status': '5',
      'grpc-message': expect.stringMatching(/.{10}/u) as string,
    });
  });

  it('that has ended meanwhile gets no answer, and is no bug', async () => {
    const listening = createHttp2();
    const answered = Promise.withResolvers<undefined>();
    listening.on('stream', (stream) => {
      stream.close(0);
      sendMessage(stream, Buffer.from('late'), 1000);
      sendFailure(stream, 400, 'late');
      answered.resolve(undefined);
    });
    const session = connectHttp2(`http://127.0.0.1:${await listen(listening, '127.0.0.1', 0)}`);
    onTestFinished(() => {
      session.destroy();
      listening.close();
    });
    const stream = session.request({ ':method': 'POST' });
    stream.on('error', () => undefined);
    await answered.promise;
  });
});

describe('A window', () => {
  it.each(['a timer', 'an event', 'a call', 'a new window'])(
    'is closed when the library cannot look up its token for %s, and the server answers on',
    async (what) => {
      let isBroken = false;
      const find = () => {
        if (isBroken) throw new Error('database disk image is malformed');
        return { ...owner, name: 'Ada' };
      };
      const people = { find, areThere: () => true, haveAdmin: () => true };
      const shared = await openTestServer({}, { people });
      onTestFinished(() => shared.close());
      const signedIn = await shared.ask('/session', {
        method: 'POST',
        headers: { origin: shared.origin },
        body: JSON.stringify({ token: 'token-of-ada' }),
      });
      const { secret } = JSON.parse(signedIn.body) as { secret: string };
      const window = windowSocket(shared.origin, secret);
      await new Promise((resolve) => window.once('open', resolve));
      const closed = new Promise((resolve) => window.once('close', resolve));
      isBroken = true;
      if (what === 'an event') shared.announcer.announce('failuresChanged', {});
      if (what === 'a call') window.send(JSON.stringify({ id: 1, call: 'libraryInfo', args: {} }));
      if (what === 'a new window') {
        const other = windowSocket(shared.origin, secret);
        await new Promise((resolve) => other.once('error', resolve));
      }
      expect(await closed).toBe(1011);
      expect(shared.log[0]).toContain('database disk image is malformed');
      isBroken = false;
      const again = windowSocket(shared.origin, secret);
      await new Promise((resolve) => again.once('open', resolve));
      again.close();
    },
  );
});

it('a server without a free file descriptor refuses connections and stays', async () => {
  const listening = createServer((_request, response) => response.end('yes'));
  onTestFinished(() => {
    listening.close();
  });
  const port = await listen(listening, '127.0.0.1', 0);
  for (let each = 0; each < 3; each += 1) listening.emit('error', new Error('accept EMFILE'));
  expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('yes');
});

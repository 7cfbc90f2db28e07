import { once } from 'node:events';
import { IncomingMessage } from 'node:http';
import { connect, Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createAccess } from '../../../main/ipc/http/access.ts';
import {
  secretHeader,
  secretProtocolPrefix,
  sessionPath,
  sessionSchema,
  socketProtocol,
} from '../../../shared/contract/wire.ts';
import { openTestServer, tokenOf, windowSocket } from '../../support/httpServer.ts';
import type { Reply, TestServer } from '../../support/httpServer.ts';

let entryPoint: TestServer;
beforeAll(async () => {
  entryPoint = await openTestServer();
});
afterAll(() => entryPoint.close());

describe('Access to the server', () => {
  it('exchanges the token for the secret once, and has another token for the next browser', async () => {
    const first = entryPoint.address;
    const opened = await signIn(tokenOf(first));
    expect(opened.status).toBe(200);
    const { secret } = sessionSchema.parse(JSON.parse(opened.body));
    expect((await entryPoint.ask(`/photo/display/7?session=${secret}`)).status).toBe(200);
    expect(opened.headers['cache-control']).toBe('no-store');
    expect((await signIn(tokenOf(first))).status).toBe(401);
    expect(entryPoint.address).not.toBe(first);
    expect((await signIn(tokenOf(entryPoint.address))).status).toBe(200);
  });

  it('sets no cookie and accepts none, because browsers send the cookies of 127.0.0.1 to every port', async () => {
    const answers = [await entryPoint.askAsPage('/'), await signIn(tokenOf(entryPoint.address))];
    for (const { headers } of answers) expect(headers['set-cookie']).toBeUndefined();
    const headers = {
      cookie: `session=${entryPoint.secret}; inkdex-${entryPoint.port}=${entryPoint.secret}`,
    };
    expect((await entryPoint.ask('/photo/display/7', { headers })).status).toBe(401);
    expect(await accepted(windowSocket(entryPoint.origin, '', headers))).toBe(false);
  });

  it('gives the pages, which contain no data, to everybody, and requires the secret for all else', async () => {
    expect((await entryPoint.ask('/')).status).toBe(200);
    expect((await entryPoint.ask('/photo/display/7')).status).toBe(401);
    expect((await entryPoint.ask('/photo/display/7?session=guess')).status).toBe(401);
    expect((await entryPoint.ask('/download/7')).status).toBe(401);
    expect((await entryPoint.ask(`/download/7?session=${entryPoint.secret}`)).status).toBe(401);
    const path = `/upload/${crypto.randomUUID()}?path=a.jpg`;
    const origin = { origin: entryPoint.origin };
    expect((await entryPoint.ask(path, { method: 'POST', headers: origin, body: 'x' })).status).toBe(401);
    const guess = { ...origin, [secretHeader]: 'guess' };
    expect((await entryPoint.ask(path, { method: 'POST', headers: guess, body: 'x' })).status).toBe(401);
  });

  it.each([
    ['a wrong token', '{"token":"guess"}', 401],
    ['no token', '{}', 400],
    ['no JSON', 'token', 400],
  ])('rejects %s', async (_what, body, status) => {
    const headers = { origin: entryPoint.origin };
    expect((await entryPoint.ask(sessionPath, { method: 'POST', headers, body })).status).toBe(status);
  });

  it('rejects a body that is far too long for a token', async () => {
    const headers = { origin: entryPoint.origin };
    const body = JSON.stringify({ token: 'x'.repeat(100_000) });
    expect((await entryPoint.ask(sessionPath, { method: 'POST', headers, body })).status).toBe(400);
  });

  it('gives no secret to a page of another origin', async () => {
    const body = JSON.stringify({ token: tokenOf(entryPoint.address) });
    for (const headers of [{ origin: 'http://127.0.0.1:1' }, { origin: 'null' }, {}]) {
      expect((await entryPoint.ask(sessionPath, { method: 'POST', headers, body })).status).toBe(403);
    }
    expect((await entryPoint.ask(`/?token=${tokenOf(entryPoint.address)}`)).body).toBe(
      '<title>Inkdex</title>',
    );
    expect((await signIn(tokenOf(entryPoint.address))).status).toBe(200);
  });

  it('rejects a host name that is not its own, as in DNS rebinding, even with the secret', async () => {
    for (const host of ['evil.example', `evil.example:${entryPoint.port}`, '127.0.0.1:1']) {
      expect((await entryPoint.askAsPage('/photo/display/7', { headers: { host } })).status).toBe(403);
    }
  });

  it('accepts its host name without a port on port 80, because browsers omit it', () => {
    const request = new IncomingMessage(new Socket());
    Object.assign(request.headers, { host: 'localhost', origin: 'http://localhost' });
    const web = createAccess('127.0.0.1', 80);
    expect([web.isOurHost(request), web.isOurOrigin(request)]).toEqual([true, true]);
    expect(createAccess('127.0.0.1', 8080).isOurHost(request)).toBe(false);
  });

  it('also accepts localhost', async () => {
    const host = `localhost:${entryPoint.port}`;
    expect((await entryPoint.askAsPage('/', { headers: { host } })).status).toBe(200);
  });

  it('accepts uploads only from its own pages', async () => {
    const path = `/upload/${crypto.randomUUID()}?path=a.jpg`;
    for (const origin of ['http://evil.example', 'null', 'http://127.0.0.1:1']) {
      const headers = { [secretHeader]: entryPoint.secret, origin };
      expect((await entryPoint.ask(path, { method: 'POST', headers, body: 'x' })).status).toBe(403);
    }
    const headers = { [secretHeader]: entryPoint.secret };
    expect((await entryPoint.ask(path, { method: 'POST', headers, body: 'x' })).status).toBe(403);
    expect((await entryPoint.askAsPage(path, { method: 'POST', body: 'x' })).status).toBe(200);
  });

  it.each([
    ['another origin', { origin: 'http://evil.example' }],
    ['no origin', {}],
    ['another host', { host: 'evil.example' }],
  ])('refuses a socket from %s', async (_what, headers) => {
    expect(await socketStatus(headers)).toBe(403);
  });

  it('accepts a WebSocket with the secret alone', async () => {
    expect(await accepted(windowSocket(entryPoint.origin, entryPoint.secret))).toBe(true);
    expect(await accepted(windowSocket(entryPoint.origin, 'guess'))).toBe(false);
    expect(await accepted(windowSocket(entryPoint.origin, ''))).toBe(false);
  });

  it('answers no call of a WebSocket without the secret', async () => {
    const socket = windowSocket(entryPoint.origin, 'guess');
    const answers: unknown[] = [];
    socket.on('message', (data) => answers.push(data));
    socket.on('open', () => {
      socket.send(JSON.stringify({ id: 1, call: 'libraryInfo', args: {} }));
    });
    expect((await once(socket, 'close'))[0]).toBe(1008);
    expect(answers).toEqual([]);
  });

  it.each(['//', '//elsewhere/socket', 'http://elsewhere/socket', '/other'])(
    'refuses a socket at %s, and goes on serving',
    async (path) => {
      const connection = connect(entryPoint.port, '127.0.0.1');
      connection.write(upgradeTo(path));
      const [answer] = (await once(connection, 'data')) as [Buffer];
      expect(answer.toString()).toMatch(/^HTTP\/1\.1 403 /u);
      expect((await entryPoint.askAsPage('/')).status).toBe(200);
    },
  );

  it('keeps serving when rejected clients reset their connections', async () => {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const connection = connect(entryPoint.port, '127.0.0.1');
      await new Promise((resolve) => connection.write(upgradeTo('/socket'), resolve));
      connection.resetAndDestroy();
      await once(connection, 'close');
    }
    expect((await entryPoint.askAsPage('/')).status).toBe(200);
  });
});

/** Sends a raw upgrade request, because a client library would normalise the path. */
function upgradeTo(path: string): string {
  const headers = ['Host: evil.example', 'Connection: Upgrade', 'Upgrade: websocket'];
  return [`GET ${path} HTTP/1.1`, ...headers, '', ''].join('\r\n');
}

function signIn(token: string): Promise<Reply> {
  const headers = { origin: entryPoint.origin };
  return entryPoint.ask(sessionPath, { method: 'POST', headers, body: JSON.stringify({ token }) });
}

/** Whether the server accepts a window's WebSocket, and does not close it as not signed in. */
async function accepted(socket: WebSocket): Promise<boolean> {
  await once(socket, 'open');
  socket.close();
  return socket.protocol === socketProtocol;
}

/** The HTTP status of the answer to a WebSocket handshake with the secret; 101 if it is accepted. */
function socketStatus(headers: Record<string, string>): Promise<number> {
  return new Promise((resolve) => {
    const protocols = [socketProtocol, secretProtocolPrefix + entryPoint.secret];
    const socket = new WebSocket(`ws://127.0.0.1:${entryPoint.port}/socket`, protocols, { headers });
    socket.on('error', () => undefined);
    socket.on('unexpected-response', (_request, response) => {
      resolve(response.statusCode ?? 0);
    });
    socket.on('open', () => {
      socket.close();
      resolve(101);
    });
  });
}

import { once } from 'node:events';
import { IncomingMessage } from 'node:http';
import { connect, Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createAccess } from '../../../main/ipc/http/access.ts';
import { openTestDoor } from '../../support/httpDoor.ts';
import type { TestDoor } from '../../support/httpDoor.ts';

let door: TestDoor;
beforeAll(async () => {
  door = await openTestDoor();
});
afterAll(() => door.close());

describe('Access to the server', () => {
  it('exchanges the token for a cookie that scripts cannot read, and removes the token from the address', async () => {
    const { pathname, search } = new URL(door.address);
    const opened = await door.ask(pathname + search);
    expect(opened.status).toBe(303);
    expect(opened.headers.location).toBe('/');
    expect(String(opened.headers['set-cookie'])).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/u);
    expect(String(opened.headers['set-cookie'])).not.toContain(
      new URL(door.address).searchParams.get('token'),
    );
  });

  it('requires the cookie', async () => {
    for (const path of ['/', '/assets/main-1a2b.js', '/photo/display/7', '/upload/x']) {
      expect((await door.ask(path)).status).toBe(401);
    }
  });

  it('rejects a wrong token and a wrong cookie', async () => {
    expect((await door.ask('/?token=guess')).status).toBe(401);
    const name = door.cookie.split('=')[0] ?? '';
    expect((await door.ask('/', { headers: { cookie: `${name}=guess` } })).status).toBe(401);
    expect((await door.ask('/', { headers: { cookie: name } })).status).toBe(401);
  });

  it('rejects a host name that is not its own, as in DNS rebinding, even with the cookie', async () => {
    for (const host of ['evil.example', `evil.example:${door.port}`, '127.0.0.1:1']) {
      expect((await door.ask('/', { headers: { host, cookie: door.cookie } })).status).toBe(403);
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
    const host = `localhost:${door.port}`;
    expect((await door.ask('/', { headers: { host, cookie: door.cookie } })).status).toBe(200);
  });

  it('accepts uploads only from its own pages', async () => {
    const path = `/upload/${crypto.randomUUID()}?path=a.jpg`;
    for (const origin of ['http://evil.example', 'null', 'http://127.0.0.1:1']) {
      const headers = { cookie: door.cookie, origin };
      expect((await door.ask(path, { method: 'POST', headers, body: 'x' })).status).toBe(403);
    }
    expect(
      (await door.ask(path, { method: 'POST', headers: { cookie: door.cookie }, body: 'x' })).status,
    ).toBe(403);
  });

  it.each([
    ['another origin', { origin: 'http://evil.example' }],
    ['no origin', {}],
    ['another host', { host: 'evil.example' }],
  ])('refuses a socket from %s', async (_what, headers) => {
    expect(await socketStatus({ cookie: door.cookie, ...headers })).toBe(403);
  });

  it('rejects a WebSocket without the cookie', async () => {
    expect(await socketStatus({ origin: door.origin })).toBe(403);
  });

  it.each(['//', '//elsewhere/socket', 'http://elsewhere/socket', '/other'])(
    'refuses a socket at %s, and goes on serving',
    async (path) => {
      const connection = connect(door.port, '127.0.0.1');
      connection.write(upgradeTo(path));
      const [answer] = (await once(connection, 'data')) as [Buffer];
      expect(answer.toString()).toMatch(/^HTTP\/1\.1 403 /u);
      expect((await door.askAsPage('/')).status).toBe(200);
    },
  );

  it('keeps serving when rejected clients reset their connections', async () => {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const connection = connect(door.port, '127.0.0.1');
      await new Promise((resolve) => connection.write(upgradeTo('/socket'), resolve));
      connection.resetAndDestroy();
      await once(connection, 'close');
    }
    expect((await door.askAsPage('/')).status).toBe(200);
  });
});

/** Sends a raw upgrade request, because a client library would normalise the path. */
function upgradeTo(path: string): string {
  const headers = ['Host: evil.example', 'Connection: Upgrade', 'Upgrade: websocket'];
  return [`GET ${path} HTTP/1.1`, ...headers, '', ''].join('\r\n');
}

/** The HTTP status of the answer to a WebSocket handshake; 101 if it is accepted. */
function socketStatus(headers: Record<string, string>): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${door.port}/socket`, { headers });
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

import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { WebSocket } from 'ws';
import { z } from 'zod';
import type { People } from '../../../main/ipc/http/access.ts';
import { networkSchema, publicUrlSchema } from '../../../main/ipc/http/proxy.ts';
import type { Caller } from '../../../shared/contract/account.ts';
import { photoIdSchema } from '../../../shared/contract/photo.ts';
import { secretHeader, sessionPath, signInReason, socketProtocol } from '../../../shared/contract/wire.ts';
import {
  openTestServer,
  tokenOf,
  windowSocket,
  type Reply,
  type TestServer,
} from '../../support/httpServer.ts';
import { behindProxy, enter, forwarded, openShared, signIn, url } from '../../support/sharedServer.ts';

async function ask(socket: WebSocket, call: string, args: unknown = {}): Promise<unknown> {
  socket.send(JSON.stringify({ id: 1, call, args }));
  const [frame] = (await once(socket, 'message')) as [Buffer];
  return JSON.parse(frame.toString());
}

describe('People with tokens', () => {
  it('sign in with a token as often as they like, while the address for the owner works once', async () => {
    const { server, told } = await openShared();
    for (let time = 0; time < 2; time += 1) {
      const { status, body, headers } = await signIn(server, 'token-of-rae');
      expect([status, JSON.parse(body)]).toEqual([
        200,
        { secret: expect.not.stringContaining('token') as string },
      ]);
      expect(headers['set-cookie']).toBeUndefined();
    }
    expect(told).toEqual(Array(2).fill('“Rae” has signed in from 127.0.0.1.'));
    expect((await signIn(server, tokenOf(server.address))).status).toBe(200);
  });

  it('are told about a wrong token, and the log where it came from', async () => {
    const { server, told } = await openShared();
    const { status, body } = await signIn(server, 'token-of-eve');
    expect([status, body]).toEqual([401, expect.stringMatching(/unknown or was revoked/u)]);
    expect(told).toEqual([expect.stringContaining('127.0.0.1')]);
    expect(told.join()).not.toContain('eve');
    // The secret of a page is no token.
    expect((await signIn(server, server.secret)).status).toBe(401);
  });

  it('make calls in their own name, with their own role', async () => {
    const { server } = await openShared();
    const secrets = [await enter(server, 'token-of-rae'), server.secret];
    const [rae, owner] = secrets.map((secret) => windowSocket(server.origin, secret));
    if (rae === undefined || owner === undefined) throw new TypeError('Expected two windows.');
    await Promise.all([once(rae, 'open'), once(owner, 'open')]);
    expect(await ask(rae, 'libraryInfo')).toMatchObject({
      result: { value: { caller: { name: 'Rae', role: 'read' } } },
    });
    expect(await ask(owner, 'libraryInfo')).toMatchObject({
      result: { value: { caller: { name: null, role: 'admin' } } },
    });
    expect(await ask(rae, 'saveSearch')).toMatchObject({ result: { error: { code: 'permission-denied' } } });
  });

  it('see pictures, but upload nothing as a reader', async () => {
    const { server } = await openShared();
    const rae = await enter(server, 'token-of-rae');
    expect((await server.ask(`/photo/display/7?session=${rae}`)).status).toBe(200);
    const upload = async (token: string): Promise<Reply> =>
      server.ask(`/upload/${crypto.randomUUID()}?path=a.jpg`, {
        method: 'POST',
        headers: { [secretHeader]: token, origin: server.origin },
        body: 'jpeg',
      });
    const refused = await upload(rae);
    expect([refused.status, refused.body]).toEqual([400, expect.stringContaining('permission-denied')]);
    expect((await upload(await enter(server, 'token-of-ada'))).status).toBe(200);
  });

  it('hear of admins only what their role may ask for', async () => {
    const { server } = await openShared();
    const heard = new Map<string, string[]>();
    const sockets: WebSocket[] = [];
    for (const token of ['token-of-rae', 'token-of-ada']) {
      const socket = windowSocket(server.origin, await enter(server, token));
      const names: string[] = [];
      heard.set(token, names);
      socket.on('message', (frame: Buffer) => {
        names.push(z.object({ event: z.string() }).parse(JSON.parse(frame.toString())).event);
      });
      await once(socket, 'open');
      sockets.push(socket);
    }
    const { announce } = server.announcer;
    const settings = {
      address: 'nats://secret.example',
      credentials: '/home/ada/key',
      certificate: null,
      readsHere: true,
    };
    announce('brokerChanged', { settings, isConnected: false, away: 0, read: 0, problem: 'It is down.' });
    announce('notesChanged', {});
    announce('engineProgress', { line: '/home/ada/engines' });
    announce('failuresChanged', {});
    await expect.poll(() => heard.get('token-of-rae')).toContain('failuresChanged');
    await expect.poll(() => heard.get('token-of-ada')).toHaveLength(4);
    expect(heard.get('token-of-rae')).toEqual(['failuresChanged']);
    for (const socket of sockets) socket.close();
  });

  it('have a secret for their pages, which is not their token, and no address contains the token', async () => {
    const { server } = await openShared();
    const rae = await enter(server, 'token-of-rae');
    expect(rae).not.toContain('token-of-rae');
    expect(await enter(server, 'token-of-ada')).not.toBe(rae);
    expect((await server.ask('/photo/display/7?session=token-of-rae')).status).toBe(401);
    const headers = { [secretHeader]: 'token-of-ada', origin: server.origin };
    expect((await server.ask('/download/7', { headers })).status).toBe(401);
    const socket = windowSocket(server.origin, 'token-of-ada');
    expect(((await once(socket, 'close')) as [number, Buffer])[1].toString()).toBe(signInReason);
  });

  it('lose everything at once when their token is revoked, also an idle window that is open', async () => {
    const { server, tokens } = await openShared();
    const rae = await enter(server, 'token-of-rae');
    const [idle, asking, hearing] = [1, 2, 3].map(() => windowSocket(server.origin, rae));
    if (idle === undefined || asking === undefined || hearing === undefined)
      throw new TypeError('Expected windows.');
    await Promise.all([idle, asking, hearing].map((socket) => once(socket, 'open')));
    const frames: unknown[] = [];
    for (const socket of [idle, asking, hearing]) socket.on('message', (frame) => frames.push(frame));
    const ends = [idle, asking, hearing].map((socket) => once(socket, 'close'));

    tokens.delete('token-of-rae');
    asking.send(JSON.stringify({ id: 1, call: 'libraryInfo', args: {} }));
    server.announcer.announce('photosChanged', { photos: [photoIdSchema.parse(1)] });
    for (const [code, reason] of (await Promise.all(ends)) as [number, Buffer][])
      expect([code, reason.toString()]).toEqual([1008, signInReason]);
    expect(frames).toEqual([]);
    expect((await server.ask(`/photo/display/7?session=${rae}`)).status).toBe(401);
    const again = windowSocket(server.origin, rae);
    expect(((await once(again, 'close')) as [number, Buffer])[1].toString()).toBe(signInReason);
  });
});

describe('A server without people', () => {
  it('tells a window nothing of tokens', async () => {
    const { server, tokens } = await openShared();
    tokens.clear();
    const socket = windowSocket(server.origin, 'guess');
    expect(((await once(socket, 'close')) as [number, Buffer])[1].toString()).toBe('');
    expect((await signIn(server, 'guess')).body).toContain('was used before');
  });
});

describe('A server behind a reverse proxy', () => {
  it('gives a cookie that only this host gets, only encrypted, and that no script can read', async () => {
    const { server, told } = await behindProxy();
    const { status, body, headers } = await signIn(server, 'token-of-ada', forwarded);
    expect([status, JSON.parse(body)]).toEqual([200, { secret: '' }]);
    const [cookie = ''] = headers['set-cookie'] ?? [];
    expect(cookie).toMatch(
      /^__Host-inkdex=[\w-]{32}; Path=\/; Max-Age=\d+; Secure; HttpOnly; SameSite=Strict$/u,
    );
    expect(told).toEqual(['“Ada” has signed in from 203.0.113.7.']);

    const signedIn = { ...forwarded, cookie: `theme=dark; ${cookie.split(';')[0] ?? ''}` };
    expect((await server.ask('/photo/display/7', { headers: signedIn })).status).toBe(200);
    const socket = windowSocket(server.origin, '', signedIn);
    await once(socket, 'open');
    expect(socket.protocol).toBe(socketProtocol);
    expect(await ask(socket, 'libraryInfo')).toMatchObject({
      result: { value: { caller: { name: 'Ada' } } },
    });

    const out = await server.ask(sessionPath, { method: 'DELETE', headers: signedIn });
    expect((await server.ask('/photo/display/7', { headers: signedIn })).status).toBe(401);
    await expect.poll(() => socket.readyState).toBe(socket.CLOSED);
    expect(out.headers['set-cookie']).toEqual([
      expect.stringMatching(/^__Host-inkdex=; Path=\/; Max-Age=0;/u),
    ]);
  });

  it('opens no window for a request without encryption, also not with a cookie', async () => {
    const { server } = await behindProxy();
    const cookie = await cookieOf(server, 'token-of-rae');
    const { origin, ...direct } = forwarded;
    const open = async (headers: Record<string, string>): Promise<number | undefined> => {
      const socket = windowSocket(server.origin, '', { ...headers, origin, cookie });
      const refused = once(socket, 'unexpected-response') as Promise<[unknown, { statusCode: number }]>;
      const answer = await Promise.race([refused, once(socket, 'open')]);
      socket.terminate();
      return answer[1] === undefined ? undefined : (answer[1] as { statusCode: number }).statusCode;
    };
    expect(await open(direct)).toBeUndefined();
    expect(await open({ host: forwarded.host })).toBe(403);
    expect(await open({ ...direct, 'x-forwarded-proto': 'http' })).toBe(403);
    expect(await open({ ...direct, 'x-forwarded-proto': 'ftp' })).toBe(403);
  });

  it('gives a browser on this machine that goes past the proxy no cookie, and takes none from it', async () => {
    const { server } = await behindProxy();
    const { status, body, headers } = await signIn(server, 'token-of-ada');
    expect([status, JSON.parse(body)]).toEqual([
      200,
      { secret: expect.not.stringContaining('token') as string },
    ]);
    expect(headers['set-cookie']).toBeUndefined();
    const cookie = await cookieOf(server, 'token-of-ada');
    expect((await server.ask('/photo/display/7', { headers: { cookie } })).status).toBe(401);
    const page = `/photo/display/7?session=${await enter(server, 'token-of-ada')}`;
    expect((await server.ask(page)).status).toBe(200);
    // And the secret in an address, which a proxy would log, is not taken from it.
    const logged = { headers: forwarded };
    expect((await server.ask(page, logged)).status).toBe(401);
  });

  it('takes a cookie from its own pages alone', async () => {
    const { server } = await behindProxy();
    const cookie = await cookieOf(server, 'token-of-ada');
    for (const origin of ['https://evil.example', 'http://ink.example.org', server.origin, 'null']) {
      const headers = { ...forwarded, origin, cookie };
      expect((await server.ask(sessionPath, { method: 'DELETE', headers })).status).toBe(403);
      const refused = windowSocket(server.origin, '', headers);
      refused.on('error', () => undefined);
      const [, response] = (await once(refused, 'unexpected-response')) as [unknown, { statusCode: number }];
      expect(response.statusCode).toBe(403);
    }
  });

  it.each([
    ['without encryption', { ...forwarded, 'x-forwarded-proto': 'http' }],
    ['whose proxy says nothing', { host: forwarded.host, origin: forwarded.origin }],
  ])('refuses a request %s, and says what to do', async (_what, headers) => {
    const { server } = await behindProxy();
    const { status, body } = await signIn(server, 'token-of-ada', headers);
    expect(status).toBe(403);
    expect(body).toMatch(/Open https:\/\/ink\.example\.org\/.*127\.0\.0\.1.*--trusted-proxy/u);
  });

  it('believes no proxy that it does not know', async () => {
    const { server } = await openShared({ public: { url, trustedProxies: ['10.0.0.0/8'] } });
    expect((await signIn(server, 'token-of-ada', forwarded)).status).toBe(403);
  });

  it('takes the client from the nearest proxy that it does not trust, whatever the client has sent', async () => {
    const { server, told } = await openShared({
      public: { url, trustedProxies: ['127.0.0.1', '10.0.0.0/8'] },
    });
    const chain = { ...forwarded, 'x-forwarded-for': '1.1.1.1, 198.51.100.9, 10.1.2.3' };
    await signIn(server, 'token-of-ada', chain);
    expect(told).toEqual(['“Ada” has signed in from 198.51.100.9.']);
  });

  it('refuses other host names, and names the option', async () => {
    const { server } = await behindProxy();
    const { status, body } = await server.ask('/', { headers: { ...forwarded, host: 'evil.example' } });
    expect([status, body]).toEqual([403, expect.stringContaining('--url')]);
    expect((await server.ask('/')).status).toBe(200);
  });

  it('lets the owner in with the printed address until there is an admin', async () => {
    const { server, tokens } = await behindProxy();
    expect(server.address).toBe('https://ink.example.org/');
    tokens.delete('token-of-ada');
    const { address } = await behindOwner(tokens);
    expect(address).toMatch(/^https:\/\/ink\.example\.org\/\?token=/u);
  });
});

/** The cookie of a browser that has signed in through the proxy. */
async function cookieOf(server: TestServer, token: string): Promise<string> {
  const [cookie = ''] = (await signIn(server, token, forwarded)).headers['set-cookie'] ?? [];
  return cookie.split(';')[0] ?? '';
}

async function behindOwner(tokens: ReadonlyMap<string, Caller>): Promise<TestServer> {
  const people: People = { find: () => undefined, areThere: () => tokens.size > 0, haveAdmin: () => false };
  const server = await openTestServer({}, { people, public: { url, trustedProxies: [] } });
  onTestFinished(() => server.close());
  return server;
}

describe('The options of a proxy', () => {
  it.each(['https://ink.example.org', 'http://box:8080/ink'])('accept %s', (text) => {
    expect(publicUrlSchema.parse(text).href).toBe(`${text}/`);
  });
  it.each(['ink.example.org', 'ftp://a.b/', 'https://a.b/?x=1', 'https://a.b/#x', 'https://me@a.b/'])(
    'reject the address %s',
    (text) => {
      expect(publicUrlSchema.safeParse(text).success).toBe(false);
    },
  );
  it.each([
    ['10.0.0.1', true],
    ['10.0.0.0/8', true],
    ['::1', true],
    ['fd00::/8', true],
    ['10.0.0.0/33', false],
    ['10.0.0.0/', false],
    ['proxy', false],
    ['', false],
  ])('know whether "%s" is a network: %s', (text, isOne) => {
    expect(networkSchema.safeParse(text).success).toBe(isOne);
  });
});

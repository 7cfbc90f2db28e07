import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRate } from '../../../main/api/rate.ts';
import { jsonOf, openTestApi, type TestApi, openForTest } from '../../support/api.ts';
import { inkdex, jsonLines } from '../../support/commandLine.ts';
import { temporaryFolder } from '../../support/library.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());

describe('Tokens', () => {
  it('are made, listed and revoked by commands, and shown once', async () => {
    const library = temporaryFolder();
    const made = await inkdex([
      'token',
      'create',
      'notes',
      '--scope',
      'read',
      'search',
      '--library',
      library,
    ]);
    expect(made).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^inkdex_[\w-]{32}\n$/u) as string,
    });
    const listed = await inkdex(['token', 'list', '--json', '--library', library]);
    expect(jsonLines(listed)).toMatchObject([{ name: 'notes', scopes: ['read', 'search'] }]);
    expect(listed.stdout).not.toContain(made.stdout.trim());
    expect(readFileSync(join(library, 'library.sqlite')).includes(made.stdout.trim())).toBe(false);

    const again = await inkdex(['token', 'create', 'notes', '--scope', 'read', '--library', library]);
    expect(again).toMatchObject({ status: 1, stdout: '' });
    expect(again.stderr).toContain('inkdex token revoke');
    expect(await inkdex(['token', 'revoke', 'notes', '--library', library])).toMatchObject({ status: 0 });
    expect(await inkdex(['token', 'revoke', 'notes', '--library', library])).toMatchObject({ status: 1 });
    expect((await inkdex(['token', 'list', '--library', library])).stdout).toBe('');
  });

  it('of people have a role, and programs cannot use them', async () => {
    const library = temporaryFolder();
    const made = await inkdex(['token', 'create', 'Anna', '--role', 'label', '--json', '--library', library]);
    expect(jsonLines(made)).toMatchObject([{ name: 'Anna', scopes: [], role: 'label' }]);
    expect(made.stderr).toContain('where the browser asks for it');
    const listed = await inkdex(['token', 'list', '--library', library]);
    expect(listed.stdout).toMatch(/^Anna\trole label\t/u);

    const { secret } = api.services.tokens.calls.createToken({ name: 'Anna', scopes: [], role: 'admin' });
    for (const path of ['/v1/search?q=tree', '/v1/models/none']) {
      const { status, body } = await api.ask(path, { headers: { authorization: `Bearer ${secret}` } });
      expect([path, status, body]).toEqual([path, 403, expect.stringContaining('is for a browser')]);
    }
  });

  it.each([
    ['no scope and no role', ['token', 'create', 'notes']],
    ['an unknown role', ['token', 'create', 'notes', '--role', 'owner']],
    ['an address with a query', ['serve', '--url', 'https://a.b/?c']],
    ['a proxy with a name', ['serve', '--trusted-proxy', 'proxy']],
    ['an unknown scope', ['token', 'create', 'notes', '--scope', 'write']],
    ['no name', ['token', 'create', ' ', '--scope', 'read']],
    ['a certificate without a key', ['serve', '--api', '--api-cert', 'a.pem']],
    ['an option of the API without it', ['serve', '--api-open']],
  ])('%s is wrong usage', async (_what, args) => {
    expect(await inkdex(args, { INKDEX_LIBRARY: temporaryFolder() })).toMatchObject({ status: 2 });
  });

  it('are no part of an export of the library', async () => {
    const library = temporaryFolder();
    await inkdex(['token', 'create', 'notes', '--scope', 'read', '--library', library]);
    const target = join(temporaryFolder(), 'export');
    await inkdex(['export', 'library', target, '--library', library]);
    expect(readdirSync(join(target, 'tables'))).not.toContain('api_token.jsonl');
    expect(existsSync(join(target, 'tables/setting.jsonl'))).toBe(true);
  });
});

describe('Requests', () => {
  it('say what is wrong with the address and the method', async () => {
    const unknown = await api.ask('/v3/anything');
    expect(unknown.status).toBe(404);
    expect(jsonOf(unknown)).toEqual({
      error: 'There is nothing at /v3/anything. GET /openapi.json lists the addresses.',
      code: 'not-found',
    });
    const wrong = await api.ask('/v2/health/live', { method: 'PUT' });
    expect(wrong).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
  });

  it('are logged with method, address of the endpoint, status and time, without what was asked', async () => {
    await api.ask('/v2/health/live?q=secret');
    const entry = api.requests.at(-1);
    expect(entry).toMatchObject({ method: 'GET', route: '/v2/health/live', status: 200, token: null });
    expect(JSON.stringify(entry)).not.toContain('secret');
  });

  it('are refused beyond the allowance of a client, until time has passed', () => {
    let now = 0;
    const requireRate = createRate(60, () => now);
    for (let sent = 0; sent < 60; sent += 1) requireRate('a');
    expect(() => {
      requireRate('a');
    }).toThrow('more than 60 requests a minute. Try again in 1 s.');
    requireRate('b');
    now = 1000;
    requireRate('a');
  });

  it('with too long an address, and what is no request, are refused', async () => {
    const long = await api.ask(`/v1/search?q=${'a'.repeat(140_000)}`);
    expect(long.status).toBe(431);
    expect(jsonOf(long).error).toContain('Shorten the query');
    const socket = connect(api.server.port, '127.0.0.1');
    socket.write('hello\r\n\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toContain('This is no HTTP request.');
    socket.destroy();
  });

  it('beyond the allowance are answered with 429 and Retry-After, those of other tokens are not', async () => {
    const { askAs, ask } = await openForTest({ limits: { requestsPerMinute: 2 } });
    expect((await askAs('read', '/v2')).status).toBe(200);
    expect((await askAs('read', '/v2')).status).toBe(200);
    expect(await askAs('read', '/v2')).toMatchObject({ status: 429, headers: { 'retry-after': '30' } });
    expect((await askAs('search', '/v2')).status).toBe(200);
    expect((await ask('/v2/health/live')).status).toBe(200);
  });

  it.each([
    ['headers', ''],
    ['body', 'Content-Length: 100\r\n\r\n{"image"'],
  ])('whose %s come too slowly are answered with 408', async (_what, rest) => {
    const slow = await openForTest({ limits: { headersMs: 200, requestMs: 400 } });
    const socket = connect(slow.server.port, '127.0.0.1');
    const token = `Authorization: Bearer ${slow.tokens.read}\r\n`;
    socket.write(`POST /v1/predict HTTP/1.1\r\nHost: localhost\r\n${token}${rest}`);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 408 [^]*"The request came too slowly/u);
    socket.destroy();
  });
});

describe('An API without tokens', () => {
  it('is only for this machine', async () => {
    await expect(openTestApi({ isOpen: true, host: '0.0.0.0' })).rejects.toThrow('Omit --api-open');
  });

  it('refuses web pages and other names of this machine', async () => {
    const { ask, server } = await openForTest({ isOpen: true });
    const host = `0.0.0.0:${server.port}`;
    expect((await ask('/v2/health/live', { headers: { host } })).status).toBe(200);
    expect((await ask('/v2/health/live', { headers: { host: 'evil.example' } })).status).toBe(403);
    const origin = `http://127.0.0.1:${server.port}`;
    expect((await ask('/v2/health/live', { headers: { origin } })).status).toBe(403);
  });
});

describe('TLS', () => {
  it('uses a certificate and its key', async () => {
    const folder = temporaryFolder();
    const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, ...subject];
    execFileSync('openssl', made, { stdio: 'ignore' });
    const { server } = await openForTest({ tls: { cert, key } });
    expect(server.address).toMatch(/^https:/u);
    const asked = request(`${server.address}/v2/health/live`, { ca: readFileSync(cert), agent: false });
    asked.end();
    const [response] = (await once(asked, 'response')) as [{ statusCode: number }];
    expect(response.statusCode).toBe(200);

    await expect(openTestApi({ tls: { cert: key, key } })).rejects.toThrow('do not fit');
  });
});

import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { createUploads, largestUploadBytes, safeParts } from '../../../main/ipc/http/uploads.ts';
import { failureOf } from '../../../shared/result.ts';
import { envelopeSchema, type Envelope } from '../../../shared/contract/wire.ts';
import { openTestServer, type Reply, type TestServer } from '../../support/httpServer.ts';
import { temporaryFolder } from '../../support/library.ts';

let entryPoint: TestServer;
beforeAll(async () => {
  entryPoint = await openTestServer();
});
afterAll(() => entryPoint.close());

describe('Pages over HTTP', () => {
  it('have a content security policy that allows no other origin', async () => {
    const page = await entryPoint.askAsPage('/');
    expect(page).toMatchObject({ status: 200, body: '<title>Inkdex</title>' });
    expect(page.headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; " +
        "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(page.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-cache',
    });
  });

  it('are cached forever when their name changes with their content', async () => {
    const script = await entryPoint.askAsPage('/assets/main-1a2b.js');
    expect(script.headers['content-type']).toContain('text/javascript');
    expect(script.headers['cache-control']).toContain('immutable');
  });

  it.each([
    '/../secret.html',
    '/assets/../../secret.html',
    '/%2e%2e/secret.html',
    '/..%2fsecret.html',
    '/..%5csecret.html',
    '/assets/%00.html',
    '/%E0%A4%A',
    '/assets',
    '/gone.html',
  ])('never come from outside their folder: %s', async (path) => {
    const reply = await entryPoint.askAsPage(path);
    expect(reply.status).toBe(404);
    expect(reply.body).not.toContain('not for the web');
  });

  it('are not served at an address of another host', async () => {
    expect((await entryPoint.askAsPage('//evil.example/')).status).toBe(400);
    expect((await entryPoint.askAsPage('http://evil.example/')).status).toBe(400);
  });

  it('answer HEAD without a body and reject other methods', async () => {
    expect(await entryPoint.askAsPage('/', { method: 'HEAD' })).toMatchObject({ status: 200, body: '' });
    expect((await entryPoint.askAsPage('/', { method: 'DELETE' })).status).toBe(405);
  });
});

describe('Pictures over HTTP', () => {
  it('are found by kind and id, and cached', async () => {
    const picture = await entryPoint.askAsPage('/photo/display/7?v=abc');
    expect(picture).toMatchObject({ status: 200, body: 'jpeg bytes' });
    expect(picture.headers).toMatchObject({ 'content-type': 'image/jpeg', etag: '"display-7"' });
    expect(picture.headers['cache-control']).toContain('immutable');
  });

  it('are not sent again to a browser that has cached them', async () => {
    const again = await entryPoint.askAsPage('/photo/display/7', {
      headers: { 'if-none-match': '"display-7"' },
    });
    expect(again).toMatchObject({ status: 304, body: '' });
  });

  it('that do not exist are answered with 404, which is not cached', async () => {
    const gone = await entryPoint.askAsPage('/photo/thumbnail/8');
    expect(gone).toMatchObject({ status: 404, body: 'There is no photo 8.' });
    expect(gone.headers['cache-control']).toBe('no-store');
  });

  it.each([
    '/photo/secret/7',
    '/photo/display/..',
    '/photo/display/-1',
    '/photo/display/7.5',
    '/photo/display',
  ])('have no address like %s', async (path) => {
    expect((await entryPoint.askAsPage(path)).status).toBe(400);
  });
});

describe('Downloads over HTTP', () => {
  it('are files to save, under their names', async () => {
    const { status, body, headers } = await entryPoint.askAsPage('/download/7');
    expect({ status, body }).toEqual({ status: 200, body: 'pdf bytes' });
    expect(headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': "attachment; filename*=UTF-8''Notes%20%22of%22%201%20M%C3%A4rz.pdf",
      'cache-control': 'no-store',
    });
  });

  it.each([
    ['/download/8', 404],
    ['/download/1e3', 400],
    ['/download/-7', 400],
    ['/download/', 400],
  ])('have no file at %s', async (path, status) => {
    expect((await entryPoint.askAsPage(path)).status).toBe(status);
  });
});

describe('Uploads over HTTP', () => {
  it('are saved in one folder for each batch, with their subfolders', async () => {
    const batch = crypto.randomUUID();
    const first = folderOf(await upload(batch, 'holiday/1/board.jpg', 'one'));
    const second = folderOf(await upload(batch, 'holiday/2/board.jpg', 'two'));
    expect(second).toBe(first);
    expect(readFileSync(join(first, 'holiday/1/board.jpg'), 'utf8')).toBe('one');
    expect(readFileSync(join(first, 'holiday/2/board.jpg'), 'utf8')).toBe('two');
    expect(folderOf(await upload(crypto.randomUUID(), 'a.jpg', 'three'))).not.toBe(first);
  });

  it('keep the characters of a hostile name', async () => {
    const name = '<img src=x onerror=alert(1)>\n.jpg';
    const folder = folderOf(await upload(crypto.randomUUID(), name, 'x'));
    expect(readdirSync(folder)).toEqual([name]);
  });

  it.each([
    ['Aux/con.jpg', ['_Aux', '_con.jpg']],
    ['nul .tar.gz', ['_nul .tar.gz']],
    ['And so on.../Lecture 1 /a.jpg', ['And so on', 'Lecture 1', 'a.jpg']],
    ['.../a.jpg ', ['_', 'a.jpg']],
    ['con. ./b.pdf..', ['_con', 'b.pdf']],
    ['console/com10.jpg', ['console', 'com10.jpg']],
    ['9:30\\board?.jpg', ['9_30', 'board_.jpg']],
  ])('have names on Windows that its own programs can open: %s', (path, names) => {
    expect(safeParts(path, 'win32')).toEqual(names);
    expect(safeParts(path, 'darwin')).toEqual(path.split('/'));
  });

  it('keep two files with the same name', async () => {
    const batch = crypto.randomUUID();
    await upload(batch, 'board.jpg', 'one');
    const folder = folderOf(await upload(batch, 'board.jpg', 'two'));
    expect(readdirSync(folder).sort()).toEqual(['board (2).jpg', 'board.jpg']);
  });

  it('shorten a name that is too long, and keep its extension', async () => {
    const folder = folderOf(await upload(crypto.randomUUID(), `${'é'.repeat(300)}.jpg`, 'x'));
    expect(readdirSync(folder)[0]).toMatch(/^é+\.jpg$/u);
  });

  it('keep two files with the same name that is too long', async () => {
    const batch = crypto.randomUUID();
    const name = `${'é'.repeat(300)}.jpg`;
    await upload(batch, name, 'one');
    const folder = folderOf(await upload(batch, name, 'two'));
    expect(readdirSync(folder).sort()).toEqual([
      expect.stringMatching(/^é+ \(2\)\.jpg$/u),
      expect.stringMatching(/^é+\.jpg$/u),
    ]);
  });

  it('report a full disk if not even their folder can be created, and work again once there is space', async () => {
    const folder = temporaryFolder();
    const full = Object.assign(new Error('ENOSPC: no space left on device, mkdtemp'), { code: 'ENOSPC' });
    let hasRoom = false;
    const take = createUploads(() => (hasRoom ? Promise.resolve(folder) : Promise.reject(full)));
    const batch = crypto.randomUUID();
    const server = createServer((incoming, answer) => {
      take(batch, 'board.jpg', incoming)
        .catch(failureOf)
        .then((found) => answer.end(JSON.stringify(found)), answer.destroy.bind(answer));
    });
    onTestFinished(() => void server.close());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = z.object({ port: z.number() }).parse(server.address());
    const send = async (): Promise<unknown> =>
      (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'one' })).json();
    expect(await send()).toMatchObject({
      code: 'disk-full',
      message: expect.stringContaining('"board.jpg" could not be uploaded') as string,
    });
    hasRoom = true;
    expect(await send()).toEqual({ folder });
    expect(readFileSync(join(folder, 'board.jpg'), 'utf8')).toBe('one');
  });

  it.each(['../board.jpg', 'a/../../board.jpg', '/etc/board.jpg', 'a//b.jpg', '', '..', 'a\0.jpg'])(
    'refuse the path %j, which would climb out or name nothing',
    async (path) => {
      const reply = await upload(crypto.randomUUID(), path, 'x');
      expect(reply.status).toBe(400);
      expect(envelopeOf(reply)).toMatchObject({ ok: false, error: { code: 'bad-arguments' } });
      expect(existsSync(join(entryPoint.folder, 'board.jpg'))).toBe(false);
    },
  );

  it('end without a file if the sender disconnects first', async () => {
    const folder = temporaryFolder();
    const cutOff = Promise.withResolvers<string>();
    const take = createUploads(() => cutOff.promise);
    const taken = Promise.withResolvers<unknown>();
    const server = createServer((incoming) => {
      incoming.once('close', () => {
        cutOff.resolve(folder);
      });
      take(crypto.randomUUID(), 'a.jpg', incoming).then(taken.resolve, taken.reject);
      sender.destroy();
    });
    onTestFinished(() => void server.close());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = z.object({ port: z.number() }).parse(server.address());
    const headers = { 'content-length': '1000' };
    const sender = request({ host: '127.0.0.1', port, method: 'POST', headers });
    sender.on('error', () => undefined);
    sender.write('half of it');
    await expect(taken.promise).rejects.toMatchObject({ code: 'cancelled' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('reject a batch that is not a UUID', async () => {
    expect(envelopeOf(await upload('my-batch', 'a.jpg', 'x'))).toMatchObject({
      error: { code: 'bad-arguments' },
    });
  });

  it('reject a file by its announced size before it is sent', async () => {
    const headers = { 'content-length': String(largestUploadBytes + 1) };
    const path = `/upload/${crypto.randomUUID()}?path=huge.jpg`;
    const reply = await entryPoint.askAsPage(path, { method: 'POST', headers, body: 'the first few bytes' });
    expect(envelopeOf(reply)).toMatchObject({ ok: false, error: { code: 'image-too-large' } });
  });

  it('allow archives, which can be whole datasets, to be far larger than photos', async () => {
    const path = `/upload/${crypto.randomUUID()}?path=words.tgz`;
    const headers = { 'content-length': String(17 * 1024 ** 3) };
    const refused = await entryPoint.askAsPage(path, {
      method: 'POST',
      headers,
      body: 'the first few bytes',
    });
    expect(envelopeOf(refused)).toMatchObject({ ok: false, error: { message: /16384 MB/u } });
  });
});

function upload(batch: string, path: string, body: string): Promise<Reply> {
  const search = new URLSearchParams({ path }).toString();
  return entryPoint.askAsPage(`/upload/${batch}?${search}`, { method: 'POST', body });
}

function envelopeOf(reply: Reply): Envelope {
  return envelopeSchema.parse(JSON.parse(reply.body));
}

function folderOf(reply: Reply): string {
  const envelope = envelopeOf(reply);
  if (!envelope.ok) throw new Error(envelope.error.message);
  return (envelope.value as { folder: string }).folder;
}

import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { listen } from '../../../main/ipc/http/listen.ts';
import { pageLineSchema } from '../../../shared/jsonLines.ts';
import { jsonOf, openTestApi, type TestApi } from '../../support/api.ts';
import { inkdex, jsonLines } from '../../support/commandLine.ts';
import { runExample, type Ended } from '../../support/example.ts';
import { album, openImmich, type FakeAsset } from '../../support/immich.ts';
import { blankPng } from '../../support/images.ts';
import type { Reply } from '../../support/httpServer.ts';
import { pdfOf, pdfOfPhotos } from '../../support/pdf.ts';

const photo = join(import.meta.dirname, '../../fixtures/data/photos/images/dw01.jpg');
const jpeg = readFileSync(photo);
/** Without words: it is read in no time. */
const blank = blankPng(64, 48);
const hostile = 'this is no picture';

let api: TestApi;
let pdf: Buffer;
beforeAll(async () => {
  api = await openTestApi({ limits: { pagesAtOnce: 3, pageBytes: 2 ** 21 } });
});
afterAll(() => api.close());

function send(path: string, body: Buffer | string, headers: Record<string, string> = {}): Promise<Reply> {
  const type = { 'content-type': 'application/octet-stream' };
  return api.askAs('read', path, { method: 'POST', body, headers: { ...type, ...headers } });
}

/** A PDF of blank pages, which are read in no time. */
function pagesOf(count: number): Promise<Buffer> {
  return pdfOf(Array.from({ length: count }, () => ({ size: [72, 72] })));
}

async function jobAt(location: string): Promise<Record<string, unknown>> {
  return jsonOf(await api.askAs('read', location));
}

describe('POST /v1/pages', () => {
  it('gives what `inkdex read --json` prints', async () => {
    const reply = await send('/v1/pages', jpeg, { 'content-type': 'image/jpeg' });
    expect(reply.status).toBe(200);
    const [printed] = jsonLines(await inkdex(['read', photo, '--json', '--library', api.library]));
    const { image: _image, ms: _ms, ...expected } = printed ?? {};
    const { pages } = z.object({ pages: z.array(z.looseObject({ ms: z.number() })) }).parse(jsonOf(reply));
    const [{ ms: _taken, ...page } = { ms: 0 }] = pages;
    expect(page).toEqual(expected);
  });

  it.each([
    ['alto', 'application/alto+xml', '<String'],
    ['page', 'application/vnd.prima.page+xml', '<Word'],
    ['hocr', 'text/vnd.hocr+html', 'ocrx_word'],
    ['markdown', 'text/markdown', ' '],
    ['text', 'text/plain', ' '],
    ['pdf', 'application/pdf', '/Type0'],
  ])('gives %s by name and by media type', async (format, type, part) => {
    const byName = await send(`/v1/pages?format=${format}`, jpeg);
    expect(byName.status).toBe(200);
    expect(byName.headers['content-type']).toBe(format === 'pdf' ? type : `${type}; charset=utf-8`);
    expect(byName.body).toContain(part);
    expect(byName.body).not.toContain('inkdex-api');
    const byType = await send('/v1/pages', blank, { accept: `text/made-up, ${type};q=0.9` });
    expect(byType.headers['content-type']).toBe(byName.headers['content-type']);
  });

  it('reads the pages of a PDF, or one of them', async () => {
    pdf = await pagesOf(3);
    const pages = z.object({ pages: z.array(pageLineSchema.extend({ page: z.number() })) });
    const all = pages.parse(jsonOf(await send('/v1/pages', pdf, { 'content-type': 'application/pdf' })));
    expect(all.pages.map(({ page }) => page)).toEqual([1, 2, 3]);
    const one = pages.parse(jsonOf(await send('/v1/pages?page=2&alternatives=1', pdf)));
    expect(one.pages.map(({ page }) => page)).toEqual([2]);
    expect((await send('/v1/pages?format=alto&page=2', pdf)).status).toBe(200);
  });

  it.each([
    ['what is no picture', 422, '/v1/pages', () => hostile, 'The file is not a picture'],
    ['nothing', 400, '/v1/pages', () => '', 'found nothing'],
    ['a truncated photo', 422, '/v1/pages', () => jpeg.subarray(0, 5000), 'The file is damaged'],
    ['a damaged PDF', 422, '/v1/pages', () => '%PDF-1.7 nothing', 'The file'],
    ['an oversized photo', 413, '/v1/pages', () => Buffer.alloc(2 ** 21 + 1), 'the limit is 2,097,152 bytes'],
    ['a page of a photo', 400, '/v1/pages?page=2', () => jpeg, 'Omit "page"'],
    ['a page that the PDF does not have', 404, '/v1/pages?page=9', () => pdf, 'this PDF has 3 pages'],
    ['a page that is no number', 400, '/v1/pages?page=one', () => pdf, 'page:'],
    ['several pages in a format of one', 400, '/v1/pages?format=hocr', () => pdf, 'Add ?page=1'],
    ['an unknown format', 400, '/v1/pages?format=docx', () => jpeg, 'format'],
    ['an unknown model', 404, '/v1/pages?model=gpt', () => jpeg, 'There is no recogniser "gpt"'],
  ])('refuses %s with %i', async (_what, status, path, body, message) => {
    const reply = await send(path, body());
    expect(jsonOf(reply).error).toContain(message);
    expect(reply.status).toBe(status);
    expect(reply.body).not.toContain(tmpdir());
  });

  it('refuses more pages than a client waits for, and media types that it does not have', async () => {
    const long = await send('/v1/pages', await pagesOf(4));
    expect(long.status).toBe(413);
    expect(jsonOf(long).error).toContain('POST /v1/jobs');
    expect((await send('/v1/pages', jpeg, { accept: 'image/png' })).status).toBe(406);
  });
});

it('requests for pages are refused with 429 when too many wait', async () => {
  const busy = await openTestApi({ limits: { waitingPages: 1 } });
  const ask = (): Promise<Reply> =>
    busy.askAs('read', '/v1/pages', {
      method: 'POST',
      body: jpeg,
      headers: { 'content-type': 'image/jpeg' },
    });
  const replies = await Promise.all([ask(), ask(), ask()]);
  await busy.close();
  expect(replies.map(({ status }) => status).sort()).toEqual([200, 429, 429]);
});

describe('/v1/jobs', () => {
  it('reads a long PDF, and says how far it is', async () => {
    const reply = await send('/v1/jobs', await pagesOf(4));
    expect(reply.status).toBe(202);
    const location = String(reply.headers.location);
    await expect.poll(async () => (await jobAt(location)).state).toBe('done');
    const { total, pages } = await jobAt(location);
    expect(total).toBe(4);
    expect(pages).toHaveLength(4);
  });

  it('gives the reason for what cannot be read', async () => {
    const { headers } = await send('/v1/jobs', hostile);
    await expect.poll(async () => (await jobAt(String(headers.location))).state).toBe('done');
    expect((await jobAt(String(headers.location))).pages).toEqual([
      { error: { code: 'image-format-unknown', message: expect.stringContaining('The file is') as string } },
    ]);
  });

  it('is cancelled and forgotten, and belongs to its token', async () => {
    const { headers } = await send('/v1/jobs', await pagesOf(4));
    const location = String(headers.location);
    const other = api.services.tokens.calls.createToken({
      name: 'other',
      scopes: ['read'],
      role: null,
    }).secret;
    const asOther = { headers: { authorization: `Bearer ${other}` } };
    expect((await api.ask(location, asOther)).status).toBe(404);
    expect(jsonOf(await api.askAs('read', location, { method: 'DELETE' })).state).toBe('cancelled');
    expect((await api.askAs('read', location)).status).toBe(404);
    const folders = readdirSync(tmpdir()).filter((name) => name.startsWith('inkdex-api-'));
    await expect
      .poll(() => folders.flatMap((folder) => readdirSync(join(tmpdir(), folder))))
      .not.toContainEqual(expect.stringMatching(/^page-/u));
  });
});

/** A picture of one word. */
const word = join(import.meta.dirname, '../../fixtures/data/words/copiste_fr/copiste_0001_000_01.png');
const read = 'maison';
const missing = ['curl', 'qpdf', 'pdftotext'].filter((tool) => spawnSync(tool, ['--version']).error);

function runWithToken(name: string, args: readonly string[], given: Record<string, string>): Promise<Ended> {
  return runExample(name, args, { INKDEX_TOKEN: api.tokens.read, ...given });
}

it.skipIf(missing.length > 0)(
  'paperless.sh lays the text under a scan, once, and leaves other documents as they are',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'inkdex-paperless-'));
    const scan = join(folder, 'scan.pdf');
    writeFileSync(scan, await pdfOfPhotos([word]));
    const before = readFileSync(scan);
    const consume = (document: string, address = api.server.address): Promise<Ended> =>
      runWithToken('paperless.sh', [], { DOCUMENT_WORKING_PATH: document, INKDEX_API: address });
    const unread = await consume(scan, 'http://127.0.0.1:9');
    expect(unread.output).toContain('Page 1 could not be read');
    expect(unread.status).toBe(0);
    expect(readFileSync(scan)).toEqual(before);

    expect(await consume(scan)).toEqual({ status: 0, output: 'Inkdex: read 1 page(s).\n' });
    expect(spawnSync('pdftotext', [scan, '-'], { encoding: 'utf8' }).stdout.trim()).toBe(read);
    const searchable = readFileSync(scan);
    expect((await consume(scan)).output).toContain('This PDF has text');
    expect(readFileSync(scan)).toEqual(searchable);
    expect((await consume(word)).output).toContain('This is no PDF');
    rmSync(folder, { recursive: true });
  },
);

it.skipIf(missing.length > 0).each([
  ['a password', ['--encrypt', 'user', 'owner', '256', '--']],
  ['a password of its owner', ['--encrypt', '', 'owner', '256', '--']],
  ['a wrong table of objects', null],
  ['its second half missing', null],
])('paperless.sh lets a PDF with %s through', async (what, options) => {
  const folder = mkdtempSync(join(tmpdir(), 'inkdex-paperless-'));
  const [scan, document] = [join(folder, 'scan.pdf'), join(folder, 'document.pdf')];
  const bytes = await pdfOfPhotos([word]);
  writeFileSync(scan, bytes);
  if (options !== null) spawnSync('qpdf', [...options, scan, document]);
  else if (what.startsWith('its')) writeFileSync(document, bytes.subarray(0, bytes.length / 2));
  else
    writeFileSync(
      document,
      Buffer.from(bytes.toString('latin1').replaceAll(' 00000 n', ' 00001 n'), 'latin1'),
    );
  const before = readFileSync(document);
  const { status, output } = await runWithToken('paperless.sh', [], {
    DOCUMENT_WORKING_PATH: document,
    INKDEX_API: api.server.address,
  });
  expect(status).toBe(0);
  expect(output).toMatch(/is consumed as it is|read 1 page/u);
  if (output.includes('as it is')) expect(readFileSync(document)).toEqual(before);
  else expect(spawnSync('pdftotext', [document, '-'], { encoding: 'utf8' }).stdout.trim()).toBe(read);
  rmSync(folder, { recursive: true });
});

it('immich.ts describes what has no description, over all pages of an album', async () => {
  const picture = readFileSync(word);
  const write = (asset: FakeAsset): void => {
    asset.description = 'typed while it was read';
  };
  const assets: FakeAsset[] = [
    { id: 'described', picture, description: 'our first board' },
    { id: 'broken', picture: hostile, description: '' },
    { id: 'blank', picture: blank, description: '' },
    { id: 'meanwhile', picture, description: '', onDownload: write },
    { id: 'board', picture, description: '' },
  ];
  const { address, sent, close } = await openImmich(assets);
  const settings = { IMMICH_URL: address, IMMICH_KEY: 'key', INKDEX_URL: api.server.address };
  const { status, output } = await runWithToken('immich.ts', [album], settings);
  close();
  expect(status).toBe(1);
  expect(output).toContain('broken.jpg');
  expect(output).toContain('422');
  expect(sent).toEqual(['board']);
  expect(Object.fromEntries(assets.map(({ id, description }) => [id, description]))).toEqual({
    described: 'our first board',
    broken: '',
    blank: '',
    meanwhile: 'typed while it was read',
    board: `${read}\n\n(read by Inkdex)`,
  });
});

describe('immich.ts', () => {
  const describing = async (address: string) => {
    const settings = { IMMICH_URL: address, IMMICH_KEY: 'key', INKDEX_URL: api.server.address };
    return await runWithToken('immich.ts', [album], settings);
  };

  it.each(['', '/'])('describes photos of an Immich in a folder, with “%s” at its end', async (end) => {
    const board: FakeAsset = { id: 'board', picture: readFileSync(word), description: '' };
    const immich = await openImmich([board], '/photos/of/us');
    onTestFinished(immich.close);
    expect((await describing(immich.address + end)).status).toBe(0);
    expect(board.description).toContain(read);
  });

  it.each([301, 302, 307, 308])('sends its key to no other host after a redirect with %d', async (status) => {
    const heard: string[] = [];
    const other = createServer((request, response) => {
      heard.push(request.url ?? '');
      response.end('{}');
    });
    const port = await listen(other, '127.0.0.1', 0);
    const immich = createServer((_request, response) => {
      response.writeHead(status, { location: `http://localhost:${port}/` }).end();
    });
    onTestFinished(() => {
      other.close();
      immich.close();
    });
    const address = `http://127.0.0.1:${await listen(immich, '127.0.0.1', 0)}`;
    expect((await describing(address)).status).toBe(1);
    expect(heard).toEqual([]);
  });

  it('prints no control characters of titles and answers', async () => {
    const name = 'a\u001b]0;owned\u0007\u202eb.jpg';
    const assets: FakeAsset[] = [
      { id: 'board', name, picture: readFileSync(word), description: '' },
      { id: 'broken', name, picture: hostile, description: '' },
    ];
    const immich = await openImmich(assets);
    onTestFinished(immich.close);
    const { output } = await describing(immich.address);
    expect(output.match(/a\\u\{1b\}\]0;owned\\u\{7\}\\u\{202e\}b\.jpg/gu)).toHaveLength(2);
    const refusing = createServer((_request, response) => {
      response.writeHead(500).end('no\u001b[2J');
    });
    onTestFinished(() => {
      refusing.close();
    });
    const refused = await describing(`http://127.0.0.1:${await listen(refusing, '127.0.0.1', 0)}`);
    expect(refused.output).toContain('no\\u{1b}[2J');
    expect((output + refused.output).replaceAll('\n', '')).not.toMatch(/\p{C}/u);
  });
});

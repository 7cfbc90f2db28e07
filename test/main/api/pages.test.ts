import { readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { pageLineSchema } from '../../../shared/jsonLines.ts';
import { jsonOf, openTestApi, type TestApi } from '../../support/api.ts';
import { inkdex, jsonLines } from '../../support/commandLine.ts';
import { blankPng } from '../../support/images.ts';
import type { Reply } from '../../support/httpServer.ts';
import { pdfOf } from '../../support/pdf.ts';

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
  ])('gives %s by name and by media type', async (format, type, part) => {
    const byName = await send(`/v1/pages?format=${format}`, jpeg);
    expect(byName.status).toBe(200);
    expect(byName.headers['content-type']).toBe(`${type}; charset=utf-8`);
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
    const other = api.services.tokens.create({ name: 'other', scopes: ['read'], role: null }).secret;
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

import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import sharp, { type OverlayOptions } from 'sharp';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { isPublicAddress } from '../../../../main/api/fetchPicture.ts';
import { readCharacterNumbers } from '../../../../main/exchange/characterNumbers.ts';
import { createWriter, drawWord } from '../../../../main/ml/synthetic/words.ts';
import { modelIdSchema } from '../../../../shared/contract/model.ts';
import { createRandom } from '../../../../shared/random.ts';
import { jsonOf, openTestApi, posting, type TestApi } from '../../../support/api.ts';
import type { Reply } from '../../../support/httpServer.ts';
import { temporaryFolder } from '../../../support/library.ts';

const path = join(import.meta.dirname, '../../../fixtures/data/words/copiste_fr/copiste_0001_000_00.png');
const first = readFileSync(path);
const predict = '/v1/predict';
const aocr = '/v1/models/aocr:predict';

let api: TestApi;
let text: string;
beforeAll(async () => {
  api = await openTestApi();
  const [read] = await api.services.reading.readWords([path], { alternatives: 1 });
  text = read !== undefined && 'text' in read ? read.text : '';
});
afterAll(() => api.close());

const asReader = (to: string, value: unknown): Promise<Reply> => api.askAs('read', to, posting(value));

/** 28 x 952 pixels, as EMNIST Lines have it. */
async function drawnLine(text: string): Promise<Buffer> {
  const random = createRandom(1);
  const writer = createWriter(random);
  let left = 10;
  const words: OverlayOptions[] = [];
  for (const word of text.split(' ')) {
    const { width, height, data } = drawWord(word, writer, random);
    const pixels = sharp(data, { raw: { width, height, channels: 1 } }).resize({ height: 48 });
    const { data: input, info } = await pixels.png().toBuffer({ resolveWithObject: true });
    words.push({ input, left, top: 8 });
    left += info.width + 22;
  }
  const page = sharp({ create: { width: left, height: 64, channels: 3, background: '#000' } });
  const line = await page.composite(words).png().toBuffer();
  const place = { width: 952, height: 28, fit: 'contain', position: 'left', background: '#000' } as const;
  return await sharp(line).resize(place).png().toBuffer();
}

describe('POST /v1/predict', () => {
  it('reads a word as text-recognizer-pro does', async () => {
    const image = `data:image/png;base64,${first.toString('base64')}`;
    const reply = await asReader(predict, { image });
    expect(reply.status).toBe(200);
    expect(jsonOf(reply)).toEqual({ pred: text, conf: expect.any(Number) as number });
  });

  it.each([
    'data:image/png;charset=utf-8;base64,',
    'data:image/png;name="a, b; c.png";base64,',
    'DATA:;name=word.png;foo=bar;BASE64,',
    'data:;base64,',
  ])('takes a data URI with any parameters, and JSON with a byte order mark: %s', async (uri) => {
    const body = `\ufeff${JSON.stringify({ image: uri + first.toString('base64') })}`;
    const reply = await api.askAs('read', predict, { ...posting({}), body });
    expect(jsonOf(reply)).toMatchObject({ pred: text });
  });

  it('reads a line of words with its spaces, light on dark, as text-recognizer-pro documents; so do the others', async () => {
    const line = await drawnLine('or if used the results');
    const b64 = line.toString('base64');
    const reply = await asReader(predict, { image: `data:image/png;base64,${b64}` });
    expect(jsonOf(reply)).toMatchObject({ pred: 'or if used the results' });
    const served = await asReader(aocr, { inputs: { input: [{ b64 }, { b64: first.toString('base64') }] } });
    expect(jsonOf(served)).toMatchObject({ outputs: { output: ['or if used the results', text] } });
  });

  it('fetches no image_url unless it is allowed to, and says what to send', async () => {
    const url = 'http://example.org/a.png';
    const asked = [asReader(predict, { image_url: url }), api.askAs('read', `${predict}?image_url=${url}`)];
    for (const reply of await Promise.all(asked)) {
      expect(reply.status).toBe(400);
      expect(jsonOf(reply).error).toContain('image_url: Inkdex fetches nothing from the network unless');
    }
    expect((await asReader(predict, {})).status).toBe(400);
  });
});

it('GET / says what is here, without a token', async () => {
  const reply = await api.ask('/');
  expect(reply.status).toBe(200);
  expect(jsonOf(reply)).toMatchObject({ name: 'Inkdex', addresses: '/openapi.json' });
});

describe('models under names of their own', () => {
  it('are found by these, with the version that clients may name', async () => {
    const named = await openTestApi({
      modelNames: new Map([['crnn', { id: modelIdSchema.parse('starter-recogniser') }]]),
    });
    onTestFinished(() => named.close());
    const asked = { instances: [{ b64: first.toString('base64') }] };
    for (const path of ['/v1/models/crnn', '/v1/models/crnn/versions/1']) {
      expect(jsonOf(await named.askAs('read', `${path}:predict`, posting(asked)))).toMatchObject({
        predictions: [{ output: text }],
      });
      expect((await named.askAs('read', path)).status).toBe(200);
      expect((await named.askAs('read', `${path}/metadata`)).status).toBe(200);
    }
    const other = await named.askAs('read', '/v1/models/crnn/versions/2');
    expect([other.status, jsonOf(other).error]).toEqual([400, expect.stringContaining('the version 1 only')]);
    expect((await named.askAs('read', '/v2/models/crnn/ready')).status).toBe(200);
    const unknown = new Map([['crnn', { id: modelIdSchema.parse('run-9') }]]);
    await expect(openTestApi({ modelNames: unknown })).rejects.toThrow('no recogniser "run-9"');
  });
});

describe('the files of CRNN_Tensorflow', () => {
  it('give the text of an answer in its numbers of characters, also to curl without a Content-Type', async () => {
    // As write_tfrecords.py writes them; numbers do not follow from code points.
    const all = Array.from('abcdefghijklmnopqrstuvwxyz');
    const points = all.map((character) => character.codePointAt(0) ?? 0);
    const charDict = Object.fromEntries(points.map((point, at) => [`${point}_ord`, all[at] ?? '']));
    const ordMap = Object.fromEntries(
      points.flatMap((point, number) => [
        [`${(7 * number) % 26}_index`, String(point)],
        [`${point}_ord`, String((7 * number) % 26)],
      ]),
    );
    const file = join(temporaryFolder(), 'ord_map.json');
    writeFileSync(file, JSON.stringify(ordMap));
    const numbers = await readCharacterNumbers(file);
    const named = await openTestApi({
      modelNames: new Map([['crnn', { id: modelIdSchema.parse('starter-recogniser'), numbers }]]),
    });
    onTestFinished(() => named.close());
    const word = join(
      import.meta.dirname,
      '../../../fixtures/data/iam-like/words/a01/a01-000u/a01-000u-00-01.png',
    );
    const { data } = await sharp(word)
      .resize(100, 32, { fit: 'fill' })
      .removeAlpha()
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const inputs = Array.from({ length: 32 }, (_, row) =>
      Array.from({ length: 100 }, (_column, column) =>
        [2, 1, 0].map((channel) => (data[3 * (100 * row + column) + channel] ?? 0) / 127.5 - 1),
      ),
    );
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = JSON.stringify({ inputs: [inputs] });
    const ask = { ...posting({}), headers, body };
    const reply = await named.askAs('read', '/v1/models/crnn:predict', ask);
    const { outputs } = z
      .object({
        outputs: z.object({
          decodes_indices: z.array(z.tuple([z.number(), z.number()])),
          decodes_values: z.array(z.number()),
          decodes_dense_shape: z.tuple([z.number(), z.number()]),
        }),
      })
      .parse(jsonOf(reply));
    // sparse_tensor_to_str of its tf_io_pipline_fast_tools.py.
    const [rows, columns] = outputs.decodes_dense_shape;
    const filled = Array.from({ length: rows }, () => Array<number>(columns).fill(1));
    for (const [at, [row, column]] of outputs.decodes_indices.entries()) {
      const line = filled[row];
      if (line !== undefined) line[column] = Number(ordMap[`${outputs.decodes_values[at] ?? ''}_index`]);
    }
    const texts = filled.map((line) =>
      line.map((point) => (point === 1 ? '' : (charDict[`${point}_ord`] ?? '?'))).join(''),
    );
    expect(texts).toEqual(['quick']);
  });

  it('are refused where one is no map of numbers', async () => {
    const file = join(temporaryFolder(), 'char_dict.json');
    writeFileSync(file, '{"97_ord":"a"}');
    await expect(readCharacterNumbers(file)).rejects.toThrow('expected code points by number');
  });
});

describe('GET /v1/predict with --api-fetch', () => {
  /** Taken for public. */
  let allowed = ['127.0.0.1', '::1'];
  let fetching: TestApi;
  let pictures: string;
  let server: Server;
  beforeAll(async () => {
    fetching = await openTestApi({ fetchesFrom: (address) => allowed.includes(address) });
    const answers: Record<string, (response: ServerResponse) => void> = {
      '/word.png': (response) => response.end(first),
      '/moved.png': (response) => response.writeHead(302, { location: '/word.png' }).end(),
      '/inside.png': (response) => response.writeHead(302, { location: 'http://127.0.0.2:1/word.png' }).end(),
      '/large.png': (response) => response.end(Buffer.alloc(17 * 2 ** 20)),
      '/page.html': (response) => response.end('<title>No picture</title>'),
      '/cut.png': (response) => {
        response.writeHead(200, { 'content-length': first.length });
        response.write(first.subarray(0, 100), () => response.destroy());
      },
    };
    server = createServer((request, response) => answers[request.url ?? '']?.(response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    pictures = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.close();
    await fetching.close();
  });

  const get = (url: string): Promise<Reply> =>
    fetching.askAs('read', `${predict}?image_url=${encodeURIComponent(url)}`);

  it('reads the picture at an address, also after a redirect, by a name, and by POST', async () => {
    const named = pictures.replace('127.0.0.1', 'localhost');
    for (const url of [`${pictures}/word.png`, `${pictures}/moved.png`, `${named}/word.png`]) {
      expect(jsonOf(await get(url))).toMatchObject({ pred: text });
    }
    const posted = await fetching.askAs('read', predict, posting({ image_url: `${pictures}/word.png` }));
    expect(jsonOf(posted)).toMatchObject({ pred: text });
    allowed = [];
    expect(jsonOf(await get(`${named}/word.png`)).error).toMatch(/localhost \(.+\) is no public host/u);
    allowed = ['127.0.0.1', '::1'];
  });

  it.each([
    ['a host of the own network', () => 'http://127.0.0.2:1/a.png', 403, 'is no public host'],
    ['such a host in IPv6', () => 'http://[::2]:1/a.png', 403, 'is no public host'],
    ['such a host by a redirect', () => `${pictures}/inside.png`, 403, 'is no public host'],
    ['what is no web address', () => 'file:///etc/passwd', 400, 'begins with http'],
    ['too much', () => `${pictures}/large.png`, 400, 'too large'],
    ['a page', () => `${pictures}/page.html`, 422, 'not a picture'],
    ['a part of a picture', () => `${pictures}/cut.png`, 502, 'before the file was complete'],
    ['a name that nobody has', () => 'http://nobody.invalid/a.png', 502, 'could not be fetched'],
    ['a name that cannot be one', () => `http://${'a'.repeat(64)}.test/a.png`, 502, 'could not be fetched'],
    ['a name of dots', () => 'https://a..b/a.png', 502, 'could not be fetched'],
  ])('refuses %s', async (_what, url, status, message) => {
    const reply = await get(url());
    expect(jsonOf(reply).error).toContain(message);
    expect(reply.status).toBe(status);
    expect((await fetching.ask('/v2/health/live')).status).toBe(200);
  });

  it('takes only addresses that everybody may reach for public', () => {
    const own = ['127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.1.1', '169.254.169.254', '100.64.0.1'];
    const others = ['0.0.0.0', '224.0.0.1', '::1', '::', 'fe80::1', 'fd00::1', 'ff02::1'];
    const disguised = ['::ffff:10.0.0.1', '64:ff9b::a00:1', '2002:a00:1::'];
    expect([...own, ...others, ...disguised].filter(isPublicAddress)).toEqual([]);
    const open = ['93.184.216.34', '172.32.0.1', '2606:2800:220:1::1'];
    expect(open.filter(isPublicAddress)).toEqual(open);
  });
});

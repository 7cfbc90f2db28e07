import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { defaultLimits } from '../../../main/api/limits.ts';
import { createWords } from '../../../main/api/words.ts';
import { modelIdSchema } from '../../../shared/contract/model.ts';
import { jsonOf, openTestApi, posting, type TestApi, openForTest } from '../../support/api.ts';
import type { Reply } from '../../support/httpServer.ts';
import { blankPng } from '../../support/images.ts';
import { temporaryFolder } from '../../support/library.ts';
import { readerWith } from '../../support/worker.ts';

const folder = join(import.meta.dirname, '../../fixtures/data/words/copiste_fr');
const words = ['copiste_0001_000_00.png', 'copiste_0001_000_01.png', 'copiste_0001_000_02.png'].map((name) =>
  readFileSync(join(folder, name)),
);
const encoded = words.map((word) => ({ b64: word.toString('base64') }));
const [first = Buffer.alloc(0)] = words;
const aocr = '/v1/models/aocr:predict';
const crnn = '/v1/models/crnn:predict';

let api: TestApi;
let texts: string[];
beforeAll(async () => {
  api = await openTestApi();
  const paths = ['0', '1', '2'].map((word) => join(folder, `copiste_0001_000_0${word}.png`));
  const read = await api.services.reading.readWords(paths, { alternatives: 1 });
  texts = read.map((word) => ('text' in word ? word.text : ''));
});
afterAll(() => api.close());

const asReader = (path: string, value: unknown): Promise<Reply> => api.askAs('read', path, posting(value));

/** The pixels of a word as CRNN_Tensorflow sends them. */
async function pixelsOf(word: Buffer): Promise<number[][][]> {
  const { data } = await sharp(word)
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .resize({ width: 100, height: 32, fit: 'fill' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const pixel = (at: number): number[] => [...data.subarray(at, at + 3)].map((value) => value / 127.5 - 1);
  return Array.from({ length: 32 }, (_row, y) =>
    Array.from({ length: 100 }, (_column, x) => pixel((y * 100 + x) * 3)),
  );
}

describe('POST /v1/models/NAME:predict', () => {
  it('reads one word and lists of words by columns, as attention-ocr is asked', async () => {
    const one = await asReader(aocr, { signature_name: 'serving_default', inputs: { input: encoded[0] } });
    const probability = expect.any(Number) as number;
    expect(jsonOf(one)).toEqual({ outputs: { output: texts[0], probability } });
    const list = await asReader(aocr, { inputs: { input: encoded } });
    expect(jsonOf(list)).toEqual({ outputs: { output: texts, probability: Array(3).fill(probability) } });
  });

  it('reads words by rows', async () => {
    const reply = await asReader('/v1/models/starter-recogniser:predict', {
      instances: [encoded[0], { input: encoded[1] }],
    });
    const probability = expect.any(Number) as number;
    expect(jsonOf(reply)).toEqual({
      predictions: [
        { output: texts[0], probability },
        { output: texts[1], probability },
      ],
    });
  });

  it('reads pixels as CRNN_Tensorflow sends them, without a media type, and gives a sparse tensor', async () => {
    const body = JSON.stringify({ inputs: [await pixelsOf(first)] });
    const reply = await api.askAs('read', crnn, { method: 'POST', body });
    const { outputs } = z
      .object({
        outputs: z.object({
          output: z.array(z.string()),
          decodes_indices: z.array(z.array(z.number())),
          decodes_values: z.array(z.number()),
          decodes_dense_shape: z.array(z.number()),
          ord_map: z.record(z.string(), z.string()),
        }),
      })
      .parse(jsonOf(reply));
    const [text = ''] = outputs.output;
    expect(String.fromCodePoint(...outputs.decodes_values)).toBe(text);
    // As its clients read it: a number to its code point, and this to its character.
    const read = outputs.decodes_values.map(
      (value) => outputs.ord_map[`${outputs.ord_map[`${value}_index`]}_ord`],
    );
    expect(read.join('')).toBe(text);
    expect(outputs.decodes_dense_shape).toEqual([1, Array.from(text).length]);
    expect(outputs.decodes_indices).toEqual(Array.from(text, (_character, place) => [0, place]));
  });

  it('says whether a model is ready, and what it takes and gives', async () => {
    expect(jsonOf(await api.askAs('read', '/v1/models/aocr'))).toMatchObject({
      model_version_status: [{ state: 'AVAILABLE' }],
    });
    expect(jsonOf(await api.askAs('read', '/v1/models/aocr/metadata'))).toMatchObject({
      model_spec: { name: 'aocr' },
    });
  });
});

describe('The documented commands of the seeds', () => {
  it('work as they stand against an API without tokens', async () => {
    const { server } = await openForTest({ isOpen: true });
    const png = first.toString('base64');
    const run = async (command: string): Promise<unknown> =>
      JSON.parse((await promisify(execFile)('sh', ['-c', command])).stdout);
    const ofB = `curl -sX POST "http://0.0.0.0:${server.port}/v1/predict" -H 'Content-Type: application/json' --data '{ "image": "data:image/png;base64,${png}" }'`;
    expect(await run(ofB)).toMatchObject({ pred: texts[0] });
    const ofA = `curl -sX POST http://localhost:${server.port}/v1/models/aocr:predict -H 'cache-control: no-cache' -H 'content-type: application/json' -d '{ "signature_name": "serving_default", "inputs": { "input": { "b64": "${png}" } } }'`;
    expect(await run(ofA)).toMatchObject({ outputs: { output: texts[0] } });
  });
});

describe('Words of several requests', () => {
  it('are read in one batch while another one is read', async () => {
    const batches: number[] = [];
    const queue = createWords({
      reading: api.services.reading,
      folder: temporaryFolder(),
      limits: defaultLimits,
      onBatch: (size) => batches.push(size),
    });
    const { signal } = new AbortController();
    const recogniser = modelIdSchema.parse('starter-recogniser');
    const readings = await Promise.all(
      Array.from({ length: 20 }, () => queue.read([first], recogniser, signal)),
    );
    expect(readings.map(([word]) => word?.text)).toEqual(Array(20).fill(texts[0]));
    expect(batches.reduce((sum, size) => sum + size, 0)).toBe(20);
    expect(batches.length).toBeLessThan(8);
  });

  it('are refused with 429 and Retry-After when too many wait', async () => {
    const { askAs } = await openForTest({ limits: { waitingWords: 4 } });
    const ask = (): Promise<Reply> => askAs('read', aocr, posting({ inputs: encoded }));
    const replies = await Promise.all([ask(), ask(), ask()]);
    const statuses = replies.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, 429, 429]);
    const refused = replies.find(({ status }) => status === 429);
    expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(0);
    expect((await ask()).status).toBe(200);
  });

  it('that are being read are answered when the server stops', async () => {
    const { askAs, server, services } = await openForTest();
    const reading = vi.spyOn(services.reading, 'readWords');
    const asked = askAs('read', aocr, posting({ inputs: encoded }));
    await expect.poll(() => reading.mock.calls.length).toBe(1);
    const closed = server.close();
    expect((await asked).status).toBe(200);
    await closed;
    await expect(askAs('read', aocr, posting({ inputs: encoded }))).rejects.toThrow('ECONNREFUSED');
  });
});

describe('Bad requests', () => {
  const image = { inputs: encoded[0] };
  it.each([
    ['a search token', 403, () => api.askAs('search', aocr, posting(image)), 'needs read'],
    ['no token', 401, () => api.ask(aocr, posting(image)), 'no token'],
    [
      'a wrong token',
      401,
      () => api.ask(aocr, { ...posting(image), headers: { authorization: 'Bearer inkdex_x' } }),
      'unknown or was revoked',
    ],
    [
      'another media type',
      415,
      () =>
        api.askAs('read', aocr, { method: 'POST', headers: { 'content-type': 'text/xml' }, body: '<a/>' }),
      'expected application/json',
    ],
    [
      'a compressed body',
      415,
      () => api.askAs('read', aocr, { ...posting(image), headers: { 'content-encoding': 'gzip' } }),
      'gzip',
    ],
    [
      'malformed JSON',
      400,
      () => api.askAs('read', aocr, { method: 'POST', body: '{"inputs": {' }),
      'no valid JSON',
    ],
    ['neither inputs nor instances', 400, () => asReader(aocr, {}), 'neither "inputs" nor "instances"'],
    ['an unknown model', 404, () => asReader('/v1/models/gpt:predict', image), 'Available: inkdex, starter'],
    ['an unknown signature', 400, () => asReader(aocr, { ...image, signature_name: 'x' }), 'serving_default'],
    ['no picture', 400, () => asReader(aocr, { inputs: [] }), 'at least one picture'],
    ['something else', 400, () => asReader(aocr, { inputs: 'cat' }), 'expected {"b64": "..."}'],
    ['no base64', 400, () => asReader(aocr, { inputs: { b64: 'ä' } }), 'no picture in base64'],
    ['no image', 422, () => asReader(aocr, { inputs: { b64: 'YWJjZA==' } }), 'Image 1 is not a picture'],
    [
      'a truncated image',
      422,
      () => asReader(aocr, { inputs: [encoded[0], { b64: first.subarray(0, 200).toString('base64') }] }),
      'Image 2 is damaged',
    ],
    ['a tensor of two dimensions', 400, () => asReader(crnn, { inputs: [[[1, 2], [3]]] }), 'the shape 2 x 2'],
    ['a tensor of four channels', 400, () => asReader(crnn, { inputs: [[[[0, 0, 0, 0]]]] }), '1 x 1 x 4'],
    [
      'a ragged tensor',
      400,
      () => asReader(crnn, { inputs: [[[[0], [0]], [[0]]]] }),
      'a row 1 of another length',
    ],
    ['values out of range', 400, () => asReader(crnn, { inputs: [[[[255]]]] }), 'from -1 (black) to 1'],
    [
      '10,000 images',
      413,
      () => asReader(aocr, { instances: Array.from({ length: 10_000 }, () => ({ b64: 'YWJjZA==' })) }),
      'at most 256',
    ],
  ])('%s: %i', async (_what, status, ask, message) => {
    const reply = await ask();
    expect(jsonOf(reply).error).toContain(message);
    expect(reply.status).toBe(status);
  });

  it('an oversized image is refused by its announced size, and when it is sent in chunks', async () => {
    const body = JSON.stringify({ inputs: { b64: 'a'.repeat(17 * 2 ** 20) } });
    const head = `POST ${aocr} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${api.tokens.read}\r\n`;
    const announced = `${head}Content-Length: ${body.length}\r\n\r\n`;
    const chunked = `${head}Transfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n`;
    for (const [start, rest] of [
      [announced, ''],
      [chunked, body],
    ]) {
      const socket = connect(api.server.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(start ?? '');
      socket.write(rest ?? '');
      const [answer] = (await once(socket, 'data')) as [Buffer];
      expect(answer.toString()).toContain('413');
      socket.destroy();
    }
  });

  it('a picture of too many pixels is refused without being decoded', async () => {
    const png = blankPng(10, 10);
    // The header of a PNG: width and height, and the checksum over it.
    png.writeUInt32BE(20_000, 16);
    png.writeUInt32BE(11_000, 20);
    png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
    const b64 = png.toString('base64');
    const reply = await asReader(aocr, { inputs: { b64 } });
    expect(reply.status).toBe(413);
    expect(jsonOf(reply).error).toContain('20000 x 11000 pixels');
  });
});

describe('A picture that ends the process that reads it', () => {
  it('is refused, and leaves the other words and the server alone', async () => {
    const bomb = 'a bomb';
    const { askAs } = await openForTest(
      {},
      {
        spawn: readerWith((crash) => ({
          readWords({ paths }) {
            const isBomb = (path: string): boolean => readFileSync(path, 'utf8') === bomb;
            if (paths.some(isBomb)) crash();
            const value = { text: 'word', confidence: 1, alternatives: [], ms: 1 };
            return Promise.resolve({ words: paths.map((path) => ({ path, ok: true as const, value })) });
          },
        })),
      },
    );
    const ask = (text: string): Promise<Reply> =>
      askAs('read', aocr, posting({ inputs: { b64: Buffer.from(text).toString('base64') } }));
    const replies = await Promise.all(['a', bomb, 'b', 'c'].map(ask));
    expect(replies.map(({ status }) => status)).toEqual([200, 422, 200, 200]);
    expect(jsonOf(replies[1] ?? (await ask('d'))).error).toContain('process ended');
    expect((await ask('e')).status).toBe(200);
  });
});

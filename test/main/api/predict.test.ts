import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type OverlayOptions } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWriter, drawWord } from '../../../main/ml/synthetic/words.ts';
import { createRandom } from '../../../shared/random.ts';
import { jsonOf, openTestApi, posting, type TestApi } from '../../support/api.ts';
import type { Reply } from '../../support/httpServer.ts';

const path = join(import.meta.dirname, '../../fixtures/data/words/copiste_fr/copiste_0001_000_00.png');
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

  it('fetches no image_url, and says what to send', async () => {
    const reply = await asReader(predict, { image_url: 'http://example.org/a.png' });
    expect(reply.status).toBe(400);
    expect(jsonOf(reply).error).toContain('image_url: Inkdex fetches nothing from the network');
  });
});

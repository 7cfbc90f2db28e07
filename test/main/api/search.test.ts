import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { jsonOf, openTestApi, posting, type TestApi } from '../../support/api.ts';
import { inkdex, jsonLines } from '../../support/commandLine.ts';
import { importAll } from '../../support/services.ts';
import { textSchema } from '../../../main/api/search.ts';
import { patient } from '../../support/patience.ts';

const photo = join(import.meta.dirname, '../../fixtures/data/photos/images/dw01.jpg');

let api: TestApi;
/** A word of the photo that has letters only. */
let word: string;
beforeAll(async () => {
  api = await openTestApi();
  await importAll(api.services, [photo]);
  const { library } = api.services;
  await vi.waitUntil(() => library.info().words > 0, { timeout: patient(60_000) });
  const [first] = library.calls.listPhotos({ offset: 0, limit: 1, status: null }).photos;
  if (first === undefined) throw new Error('There is no photo.');
  const { words } = library.calls.getPhoto({ photo: first.id });
  word = words.find(({ text }) => /^[a-z]{3,}$/iu.test(text))?.text ?? '';
});
afterAll(() => api.close());

describe('GET /v1/search', () => {
  it('gives what `inkdex search --json` prints', async () => {
    const reply = await api.askAs('search', `/v1/search?q=${encodeURIComponent(word)}`);
    const { results } = jsonOf(reply);
    expect(results).toEqual(jsonLines(await inkdex(['search', word, '--json', '--library', api.library])));
    expect(results).toMatchObject([{ path: photo, hits: expect.any(Array) as unknown[] }]);
  });

  it.each([
    ['without a query', '/v1/search', 400, 'q:'],
    ['with a limit of nothing', '/v1/search?q=a&limit=0', 400, 'limit:'],
    ['with an order that it does not know', '/v1/search?q=a&sort=size', 400, 'sort:'],
    ['in Latin-1', '/v1/search?q=caf%E9', 400, '"caf%E9" is no UTF-8'],
    ['with a bare percent sign', '/v1/search?limit=3&q=100%', 400, '% is %25'],
    ['with half of a character', '/v1/search?q=%C3', 400, 'no UTF-8'],
    ['for the text of no photo', '/v1/photos/99/text', 404, '99'],
    ['for a photo that is no number', '/v1/photos/..%2f/text', 400, 'photo:'],
  ])('refuses a request %s', async (_what, path, status, message) => {
    const reply = await api.askAs('search', path);
    expect(reply.status).toBe(status);
    expect(jsonOf(reply).error).toContain(message);
  });

  it('and the text of a photo need the scope search', async () => {
    const text = await api.askAs('search', '/v1/photos/1/text');
    expect(jsonOf(text)).toMatchObject({
      photo: 1,
      path: photo,
      text: expect.stringContaining(word) as string,
    });
    const { blocks, markdown } = textSchema.parse(jsonOf(text));
    expect(blocks.flatMap(({ lines }) => lines).some((line) => line.text.includes(word))).toBe(true);
    expect(markdown).toContain(word);
    expect((await api.askAs('read', '/v1/photos/1/text')).status).toBe(403);
    expect((await api.askAs('read', '/v1/search?q=a')).status).toBe(403);
    expect((await api.ask('/v1/search?q=a')).status).toBe(401);
  });
});

describe('GET /openapi.json', () => {
  it('describes every address with its parameters, bodies and answers', async () => {
    const document = z
      .object({
        openapi: z.literal('3.1.0'),
        paths: z.record(z.string(), z.record(z.string(), z.looseObject({ operationId: z.string() }))),
      })
      .parse(jsonOf(await api.ask('/openapi.json')));
    expect(Object.keys(document.paths)).toEqual([
      '/',
      '/v2/health/live',
      '/v2/health/ready',
      '/v1/predict',
      '/v1/models/{model}:predict',
      '/v1/models/{model}',
      '/v1/models/{model}/metadata',
      '/v1/models/{model}/versions/{version}:predict',
      '/v1/models/{model}/versions/{version}',
      '/v1/models/{model}/versions/{version}/metadata',
      '/v2',
      '/v2/models/{model}',
      '/v2/models/{model}/ready',
      '/v2/models/{model}/infer',
      '/v1/pages',
      '/v1/jobs',
      '/v1/jobs/{job}',
      '/v1/search',
      '/v1/photos/{photo}/text',
      '/metrics',
      '/openapi.json',
    ]);
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(document.paths['/v1/search']?.get).toMatchObject({
      parameters: [
        { name: 'q', in: 'query', required: true, schema: { type: 'string', maxLength: 10_000 } },
        { name: 'offset', required: false },
        { name: 'limit' },
        { name: 'sort', schema: { enum: ['best', 'newest', 'folder'] } },
      ],
      security: [{ token: [] }],
    });
  });
});

describe('GET /metrics', () => {
  it('counts requests, batches and what waits, for every token and nobody else', async () => {
    await api.askAs('read', '/v1/predict', posting({ image: 'YWJj' }));
    const { body, headers } = await api.askAs('search', '/metrics');
    expect(headers['content-type']).toContain('text/plain');
    expect(body).toContain('inkdex_request_seconds_count{method="POST",route="/v1/predict",status="422"} 1');
    expect(body).toContain('inkdex_waiting_words 0');
    expect(body).toContain('inkdex_batch_words_count 1');
    expect((await api.ask('/metrics')).status).toBe(401);
  });
});

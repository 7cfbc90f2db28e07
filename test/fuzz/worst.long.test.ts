import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { loadSync } from '@grpc/proto-loader';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { resourcesFolder } from '../../main/installation.ts';
import { allFormats } from '../support/allFormats.ts';
import { calls, type CallName } from '../../shared/contract/contract.ts';
import { photoExportFormatSchema } from '../../shared/page/exportFormats.ts';
import { createRandom } from '../../shared/random.ts';
import { jsonOf, openTestApi } from '../support/api.ts';
import { call, connectTo, framed } from '../support/grpc.ts';
import { blankPng } from '../support/images.ts';
import { readWord, reading, temporaryFolder } from '../support/library.ts';
import { patient } from '../support/patience.ts';
import { everything, importAll, openTestServices, writePhoto } from '../support/services.ts';
import { isFind } from './attempt.ts';
import { startDecoding, type Decoding } from './decoding.ts';
import { tryBytes } from './fuzz.ts';
import { sampleOf } from './seeds.ts';
import { createTargets } from './targets.ts';
import { worstMessages, worstOf } from './worst.ts';

/** While anything is parsed or written, the process answers within so many milliseconds. */
const mostSilence = patient(3000);
/** What one input may take of memory, in bytes. */
const mostMemory = 3e8;
/** The library's own files are read before anything else is done, or instead of it. */
const isAlone = (target: string): boolean => /^library (?:database|journal)$/u.test(target);

/** Does something, and says what is wrong with the health of the process meanwhile. */
async function ailing(work: () => Promise<unknown>): Promise<string[]> {
  const delays = monitorEventLoopDelay();
  let most = 0;
  const before = process.memoryUsage().rss;
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().rss - before)), 50);
  delays.enable();
  // The first interval begins with a turn of the loop.
  await setTimeout(30);
  await work();
  await setTimeout(60);
  delays.disable();
  clearInterval(timer);
  const silence = delays.max / 1e6;
  return [
    ...(silence > mostSilence ? [`no answer for ${Math.round(silence)} ms`] : []),
    ...(most > mostMemory ? [`${Math.round(most / 1e6)} MB`] : []),
  ];
}

const live = '/inference.GRPCInferenceService/ServerLive';

/** Paths of all methods in the files of our services. */
function methodsOfGrpc(): string[] {
  return ['inference.proto', 'prediction.proto'].flatMap((file) =>
    Object.values(loadSync(join(resourcesFolder, 'api', file))).flatMap((service) =>
      Object.values(service).flatMap((method: unknown) =>
        typeof method === 'object' && method !== null && 'path' in method && typeof method.path === 'string'
          ? [method.path]
          : [],
      ),
    ),
  );
}

/** A body with a list of a name, with what a tensor has in it. */
function bodyWith(name: string): Buffer {
  const tensor = { name: 'image', datatype: 'BYTES', shape: [1], data: [['a']] };
  return Buffer.from(JSON.stringify({ id: 'a', [name]: [tensor], outputs: [] }));
}

describe('The worst megabyte', () => {
  let folder: string;
  let decoding: Decoding;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'inkdex-worst-'));
    decoding = startDecoding();
  });
  afterAll(async () => {
    await decoding.close();
    rmSync(folder, { recursive: true });
  });

  it('of each input that is read are read or refused, and the process answers', async () => {
    const problems: unknown[] = [];
    // A new format without a seed fails here.
    for (const target of await createTargets(decoding, folder)) {
      const [seed] = target.seeds;
      const valid = seed?.files.get(seed.damaged[0] ?? '');
      if (valid === undefined) throw new Error(`${target.name} has no valid input.`);
      for (const [number, [what, bytes]] of [...worstOf(valid)].entries()) {
        const found = await ailing(async () => {
          const { outcome } = await tryBytes(target, number, bytes, folder);
          if (isFind(outcome)) problems.push([target.name, what, outcome]);
        });
        if (found.length > 0 && !isAlone(target.name)) problems.push([target.name, what, ...found]);
      }
    }
    expect(problems).toEqual([]);
  });

  it('of each endpoint are answered with a refusal, and it answers the next', async () => {
    const api = await openTestApi();
    onTestFinished(() => api.close());
    const { paths } = jsonOf(await api.ask('/openapi.json'));
    const problems: unknown[] = [];
    let asked = 0;
    for (const [path, methods] of Object.entries(
      paths as Record<string, Record<string, { requestBody?: { content: object } }>>,
    )) {
      for (const [method, { requestBody }] of Object.entries(methods)) {
        if (requestBody === undefined) continue;
        const bodies = ['inputs', 'instances', 'image'].flatMap((name) => [...worstOf(bodyWith(name))]);
        for (const [what, body] of bodies) {
          asked += 1;
          const found = await ailing(async () => {
            const type = Object.keys(requestBody.content)[0] ?? '';
            const headers = { 'content-type': type.replace('*', 'png') };
            const reply = await api.askAs('read', path.replace(/\{\w+\}/gu, 'default'), {
              method: method.toUpperCase(),
              headers,
              body,
            });
            if (
              (reply.status < 400 && reply.status !== 202) ||
              reply.status >= 500 ||
              reply.body.length > 5000
            )
              problems.push([path, what, reply.status, reply.body.slice(0, 200)]);
            expect((await api.ask('/v2/health/live')).status).toBe(200);
          });
          if (found.length > 0) problems.push([path, what, ...found]);
        }
      }
    }
    expect(problems).toEqual([]);
    expect(asked).toBeGreaterThan(20);
    expect(api.log).toEqual([]);
  });

  it('of each method of gRPC are answered with a refusal, and it answers the next', async () => {
    const api = await openTestApi({ grpcPort: 0 });
    onTestFinished(() => api.close());
    const problems: unknown[] = [];
    for (const path of methodsOfGrpc()) {
      // Each has a connection of its own.
      const session = connectTo(api);
      // Invalid argument, not found, too much, not implemented. A request without fields leaves out those that it does not know.
      const fitting = ['3', '5', '8', '12', ...(path.endsWith('/ServerMetadata') ? ['0'] : [])];
      for (const [what, message] of worstMessages) {
        const ask = async (sent: Buffer, flag: 0 | 1): Promise<void> => {
          const encoding = flag === 1 && { 'grpc-encoding': 'gzip' };
          const { status } = call(session, path, api.tokens.read, framed(sent, { flag }), { ...encoding });
          if (!fitting.includes((await status) ?? '')) problems.push([path, what, await status]);
        };
        const found = await ailing(async () => {
          await ask(message, 0);
          await ask(gzipSync(message), 1);
        });
        if (found.length > 0) problems.push([path, what, ...found]);
      }
    }
    expect(problems).toEqual([]);
    expect(await call(connectTo(api), live, null, framed(Buffer.alloc(0))).status).toBe('0');
    expect(api.log).toEqual([]);
  });

  it('of arguments of each call are refused', async () => {
    const values = Array.from({ length: 200_000 }, () => ({}));
    for (const name of Object.keys(calls) as CallName[]) {
      const { args } = calls[name];
      const names = JSON.stringify(args._zod.def).matchAll(/"(\w+)":\{"/gu);
      const given = Object.fromEntries([...names].map(([, key = '']) => [key, values]));
      expect(
        await ailing(() => Promise.resolve(args.safeParse({ ...given, photos: values, words: values }))),
      ).toEqual([]);
    }
  });
});

/** Words all over a page, which are no text. */
function scattered(count: number) {
  const random = createRandom(3);
  return Array.from({ length: count }, (_, index) =>
    readWord([[`w${index}`, 1]], [random.integer(0, 900), random.integer(0, 700), 40, 20], index),
  );
}

describe('A page of scattered words', () => {
  it.each(photoExportFormatSchema.options)(
    'of 10,000 is exported as %s, once, and others are answered',
    async (format) => {
      const { services, photos: folder } = await openTestServices(() => ({
        read: () => Promise.resolve(reading(scattered(10_000))),
      }));
      await writePhoto(folder, 'board.jpg', 1);
      await importAll(services, [folder]);
      const [photo] = services.library.calls.listPhotos(everything).photos;
      if (photo === undefined) throw new Error('There is no photo.');
      const of = { photos: Array.from({ length: 8000 }, () => photo.id) };
      const ending = {
        pdf: 'pdf',
        'typed-pdf': 'pdf',
        docx: 'docx',
        markdown: 'zip',
        text: 'txt',
        png: 'zip',
      }[format];
      const path = join(temporaryFolder(), `out.${ending}`);
      const work = { signal: new AbortController().signal, onProgress: () => undefined };
      const found = await ailing(() =>
        services.library.exporting.exportPhotosNow({ of, format, path }, work),
      );
      expect(found).toEqual([]);
    },
  );

  it.each(allFormats.filter(({ write }) => write !== null))(
    'of 2,000 is written as $name',
    async (format) => {
      const folder = temporaryFolder();
      const image = join(folder, 'page.png');
      writeFileSync(image, blankPng(1000, 800));
      const words = scattered(2000).map(({ box, text }, index) =>
        sampleOf(image, { key: `k${index}`, box, text }),
      );
      async function* all() {
        for (const word of words) yield await Promise.resolve(word);
      }
      const variant = format.variants?.[0] ?? 'plain';
      const options = { variant, onImage: () => undefined, signal: new AbortController().signal };
      expect(await ailing(async () => await format.write?.(all(), join(folder, 'out'), options))).toEqual([]);
    },
  );
});

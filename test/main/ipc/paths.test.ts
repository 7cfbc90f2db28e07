import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { serve } from '../../../main/ipc/serve.ts';
import { openLibrary } from '../../../main/store/library/open.ts';
import { owner } from '../../../shared/contract/account.ts';
import { calls } from '../../../shared/contract/contract.ts';
import { smallHost } from '../../support/smallHost.ts';
import { importAll, openTestServices, writePhoto } from '../../support/services.ts';

const folder = mkdtempSync(join(tmpdir(), 'inkdex-paths-'));
const pipe = join(folder, 'pipe.jpg');
const socket = join(folder, 'socket');
const server = createServer().listen(socket);
execFileSync('mkfifo', [pipe]);
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

/** Paths that no call may open, and what the error says about them. */
const badPaths: readonly (readonly [string, string, RegExp])[] = [
  ['a pipe', pipe, /is a pipe; expected a file or a folder/u],
  ['a socket', socket, /is a socket; expected/u],
  ['a device', '/dev/zero', /is a device; expected/u],
  ['a file of the kernel', '/proc/kmsg', /is on proc, which the kernel makes/u],
  ['a folder of the kernel', '/proc/x/y', /is on proc, which the kernel makes/u],
  ['a path with a NUL character', `${folder}/a\0b`, /contains a NUL character/u],
];

/** Texts in the arguments of calls that are no paths. */
const noPaths = new Set(
  'query search text name language writer format salt variant validation test licence author note tags version key model dataset glyphs base title hitsOf folder address'.split(
    ' ',
  ),
);

/** Names of texts that are paths. */
const pathNames = ['path', 'paths', 'fonts', 'credentials', 'certificate'];

const drawing = { fonts: null, level: 'word', seed: 1 };
const making = { name: 'a', mode: null, splitRule: null, licence: null };
const version = 'a'.repeat(64);

/** Valid arguments of each call with a path. */
const argsWith: Readonly<Record<string, (path: string) => unknown>> = {
  listFolder: (path) => ({ path, what: 'files' }),
  watchFolder: (path) => ({ path }),
  previewFile: (path) => ({ path }),
  setNotesFolder: (path) => ({ path }),
  setSidecars: (path) => ({ all: false, path }),
  setBroker: (path) => ({
    settings: { address: 'nats://a', credentials: path, certificate: path, readsHere: true },
  }),
  recogniseFormat: (path) => ({ path }),
  exportLibrary: (path) => ({ path, photos: true }),
  exportPhotos: (path) => ({ path, of: { query: 'a' }, format: 'pdf' }),
  previewTable: (path) => ({ path, format: 'csv' }),
  previewImport: (path) => ({ path, format: 'csv', recipe: null, columns: null }),
  importModel: (path) => ({ path, foreign: { alphabet: { path } } }),
  exportModel: (path) => ({ path, model: 'starter-recogniser', format: 'onnx' }),
  queueExperiments: (path) => ({ path, dataset: null }),
  learnIam: (path) => ({ path, recipe: 'strict', preset: 'standard', changes: {}, engine: null }),
  importDataset: (path) => ({ path, ...making, format: 'csv', recipe: null, columns: null, keepGood: false }),
  exportVersion: (path) => ({ path, version, format: 'csv', url: null }),
  previewDrawing: (path) => ({ ...drawing, texts: { path } }),
  drawDataset: (path) => ({ ...drawing, ...making, fonts: path, texts: { text: 'a' }, count: 1 }),
};

function entriesOf(value: unknown): (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

/** The names of the texts in a JSON schema. */
function textsOf(schema: unknown, name = ''): string[] {
  const node = new Map(entriesOf(schema));
  const isText =
    node.get('type') === 'string' && !node.has('enum') && !node.has('const') && !node.has('format');
  const inside = entriesOf(node.get('properties')).flatMap(([key, value]) => textsOf(value, key));
  const others = ['items', 'anyOf', 'oneOf', 'allOf'].flatMap((key) => {
    const value = node.get(key);
    const each: unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
    return each.flatMap((one) => textsOf(one, name));
  });
  return [...(isText ? [name] : []), ...inside, ...others];
}

const texts = new Map(
  Object.entries(calls).map(([call, { args }]) => [
    call,
    textsOf(z.toJSONSchema(args, { io: 'input', unrepresentable: 'any' })),
  ]),
);

describe.skipIf(process.platform !== 'linux')('A path in a call', () => {
  it('has one of the names that are looked at, and every other text is known to be no path', () => {
    const unknown = [...texts].flatMap(([call, names]) =>
      names
        .filter((name) => !pathNames.includes(name) && !noPaths.has(name))
        .map((name) => `${call}: ${name}`),
    );
    expect(unknown).toEqual([]);
  });

  const withPaths = [...texts]
    .filter(([, names]) => names.some((name) => ['path', 'credentials'].includes(name)))
    .map(([call]) => call);

  it.each(withPaths.filter((call) => call !== 'unwatchFolder'))(
    'is looked at before %s opens it',
    async (call) => {
      const ask = serve(smallHost(), () => undefined);
      for (const [what, path, message] of badPaths) {
        const answer = await ask(call, argsWith[call]?.(path), owner);
        expect(answer, what).toMatchObject({
          ok: false,
          error: { code: 'bad-arguments', message: expect.stringMatching(message) as string },
        });
      }
      // An ordinary path, and one of which there is nothing yet, reach the call.
      for (const path of [folder, join(folder, 'new', 'export')]) {
        expect(await ask(call, argsWith[call]?.(path), owner)).toMatchObject({
          error: { message: `${call} finds nothing.` },
        });
      }
    },
  );

  it('of an import fails alone, and the photo beside it is imported', async () => {
    const { services, photos } = await openTestServices();
    const photo = await writePhoto(photos, 'a.jpg');
    const { job } = await importAll(services, [pipe, photo, '/proc/kmsg'], false);
    expect(job).toMatchObject({ done: 3, failed: 2 });
    expect(services.library.calls.listFailures().map(({ error }) => error.message)).toEqual(
      expect.arrayContaining([expect.stringMatching(/is a pipe/u), expect.stringMatching(/is on proc/u)]),
    );
  });
});

describe.skipIf(process.platform !== 'linux')('A library', () => {
  it.each(badPaths)('in %s is refused at once', (_what, path, message) => {
    expect(() => openLibrary(path)).toThrow(message);
  });
});

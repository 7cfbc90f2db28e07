import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractAll, listPackage } from '@electron/asar';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import {
  electronBytes,
  mostInstalledBytes,
  packagedResources,
  sizeOf,
} from '../../../resources/build/packaged.ts';
import { forkProcess } from '../../../main/rpc/process.ts';
import { startWorker, type WorkerOptions } from '../../../main/workers/client.ts';
import type { WorkerKind } from '../../../main/workers/calls.ts';
import { temporaryFolder } from '../../support/library.ts';
import { writePdf } from '../../support/pdf.ts';

const reason = 'needs a packaged app: npm run dist -- --dir';
const resources = found();

function found(): string {
  try {
    return packagedResources();
  } catch {
    return '';
  }
}

/** What the app opens at run time, without the natives and models, which the workers below open. */
const needed = [
  'package.json',
  'dist/main/annexes.js',
  'dist/main/desktop.js',
  'dist/main/entry.js',
  'dist/preload/preload.cjs',
  'dist/renderer/index.html',
  'resources/export/read.ts',
];

/** What only building and pretraining need; the files of `resources/export` go into exports of models. */
const unwanted = /^(?!resources\/export\/).*\.(?:map|ts|tsx|mts|cts)$|@fontsource|pretraining/u;

function versionOf(folder: string): string {
  const text = readFileSync(join(folder, 'package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

describe('The packaged app', () => {
  if (resources === '') {
    it.skip(`is not tested (${reason})`, () => undefined);
    return;
  }
  let app: string;
  let files: string[];

  beforeAll(() => {
    const archive = join(resources, 'app.asar');
    app = mkdtempSync(join(tmpdir(), 'inkdex-packaged-'));
    files = listPackage(archive, { isPack: false }).map((path) => path.replaceAll('\\', '/').slice(1));
    // With the files that lie beside the archive.
    extractAll(archive, app);
  });

  afterAll(() => {
    rmSync(app, { recursive: true });
  });

  /** A worker of the packaged app, in Node instead of Electron. */
  function start<Kind extends WorkerKind>(kind: Kind): ReturnType<typeof startWorker<Kind>> {
    const options: WorkerOptions<Kind> = {
      kind,
      spawn: () => forkProcess(join(app, 'dist/main/entry.js'), [kind]),
    };
    const worker = startWorker(options);
    onTestFinished(() => worker.close());
    return worker;
  }

  it('has what it opens, and nothing that only building needs', () => {
    expect(files).toEqual(expect.arrayContaining(needed));
    expect(files.filter((file) => unwanted.test(file))).toEqual([]);
  });

  it('takes at most 450 MB without engines', async () => {
    const rest = await sizeOf(resources);
    const electron = (await sizeOf(join(resources, '..'))) - rest;
    const isStandIn = electron < 10_000_000;
    expect(rest + (isStandIn ? electronBytes : electron)).toBeLessThan(mostInstalledBytes);
    expect(rest).toBeGreaterThan(100_000_000);
  });

  it('has the natives of this system alone', () => {
    const natives = files.filter((file) => /\.(?:node|dll|dylib|so(?:\.\d+)*)$/u.test(file));
    expect(natives.length).toBeGreaterThan(4);
    const others = ['darwin', 'linux', 'win32'].filter((platform) => platform !== process.platform);
    expect(natives.filter((file) => others.some((platform) => file.includes(platform)))).toEqual([]);
    const unpacked = join(resources, 'app.asar.unpacked');
    expect(natives.filter((file) => !existsSync(join(unpacked, file)))).toEqual([]);
  });

  it('has the licence of each package that has one', () => {
    const isLicence = (name: string): boolean => /^(?:licen[cs]e|copying|notice)/iu.test(name);
    const packages = files
      .filter((file) => /^node_modules\/(?:@[^/]+\/)?[^/]+\/package\.json$/u.test(file))
      .map((file) => file.slice(0, -'/package.json'.length));
    expect(packages.length).toBeGreaterThan(50);
    const root = join(import.meta.dirname, '../../..');
    // electron-builder puts some packages where npm has another version of them, or none.
    const isSame = (folder: string): boolean =>
      existsSync(join(root, folder)) && versionOf(join(root, folder)) === versionOf(join(app, folder));
    const unmoved = packages.filter(isSame);
    const lost = unmoved.flatMap((folder) =>
      readdirSync(join(root, folder))
        .filter(isLicence)
        .map((name) => `${folder}/${name}`)
        .filter((file) => !files.includes(file)),
    );
    expect(lost).toEqual([]);
  });

  it('reads a sample photo', async () => {
    const reader = start('reader');
    const model = (name: string): string => join(app, `resources/models/starter-${name}.onnx`);
    const { words } = await reader.call('read', {
      alternatives: 1,
      path: join(app, 'resources/samples/leaf-count.jpg'),
      detector: model('detector'),
      recogniser: model('recogniser'),
      threads: 1,
    });
    expect(words.length).toBeGreaterThan(10);
  });

  it('draws the pages of PDFs', async () => {
    const folder = temporaryFolder();
    const path = await writePdf(join(folder, 'notes.pdf'), 2);
    expect(await start('pdf').call('countPages', { path })).toEqual({ pages: 2 });
    const page = await start('pdf').call('drawPage', { path, page: 2, folder: join(folder, 'pages') });
    expect(existsSync(page.path)).toBe(true);
  });

  it('can train: its WebAssembly backend starts', async () => {
    const engines = await start('trainer').call('listEngines', { measure: false });
    expect(engines).toContainEqual(expect.objectContaining({ engine: 'wasm', available: true }));
  });
});

import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseSync } from 'vite';
import { describe, expect, it } from 'vitest';
import { circles } from './support/circles.ts';
import { namesFrom, writers, writing } from './support/writers.ts';

const root = join(import.meta.dirname, '..');

/**
 * Who may import whom (ARCHITECTURE.md, "Map"). A layer is the longest entry that a file's path
 * starts with; within a layer everything may import everything.
 */
const arrows: Record<string, readonly string[]> = {
  shared: [],
  'renderer/ui': ['shared'],
  'renderer/host': ['shared', 'renderer/ui'],
  'renderer/state': ['shared', 'renderer/ui', 'renderer/host'],
  'renderer/common': ['shared', 'renderer/ui', 'renderer/host', 'renderer/state'],
  ...Object.fromEntries(
    ['library', 'photo', 'search', 'annotate', 'datasets', 'training', 'models', 'settings', 'shell'].map(
      (screen) => [
        `renderer/${screen}`,
        ['shared', 'renderer/ui', 'renderer/host', 'renderer/state', 'renderer/common'],
      ],
    ),
  ),
  'main/installation.ts': [],
  'main/rpc': ['shared'],
  'main/files': ['shared', 'main/installation.ts'],
  'main/imaging/formats/photoHead.ts': [],
  'main/imaging': ['shared', 'main/imaging/formats/photoHead.ts'],
  'main/ml': ['shared', 'main/files', 'main/rpc', 'main/installation.ts', 'main/imaging'],
  pretraining: [
    'shared',
    'main/files',
    'main/installation.ts',
    'main/imaging',
    'main/ml',
    'main/exchange',
    'main/reader',
    // What `confusions` fits is what search weighs.
    'main/search',
    'main/store',
  ],
  'main/workers/client.ts': ['shared', 'main/rpc', 'main/workers'],
  'main/pictures': ['shared', 'main/files', 'main/imaging', 'main/ml'],
  'main/reader': ['shared', 'main/files', 'main/rpc', 'main/installation.ts', 'main/imaging', 'main/ml'],
  'main/workers': [
    'shared',
    'main/annex.ts',
    'main/page',
    'main/files',
    'main/rpc',
    'main/installation.ts',
    'main/imaging',
    'main/imaging/formats/photoHead.ts',
    'main/ml',
    'main/pictures',
    'main/reader',
  ],
  'main/store': ['shared', 'main/files', 'main/rpc', 'main/installation.ts'],
  'main/jobs': ['shared', 'main/files', 'main/rpc', 'main/store'],
  'main/library': [
    'shared',
    'main/files',
    'main/jobs',
    'main/store',
    'main/page',
    'main/imaging/formats/photoHead.ts',
    'main/workers/client.ts',
  ],
  'main/reading': ['shared', 'main/files', 'main/jobs', 'main/store', 'main/workers/client.ts'],
  'main/labels': ['shared', 'main/store', 'main/workers/client.ts'],
  'main/search': ['shared', 'main/installation.ts', 'main/imaging', 'main/ml', 'main/store'],
  'main/exchange/exchangeFormat.ts': ['shared'],
  'main/page': ['shared', 'main/files', 'main/exchange', 'main/exchange/exchangeFormat.ts'],
  'main/datasets': [
    'shared',
    'main/files',
    'main/exchange/exchangeFormat.ts',
    'main/jobs',
    'main/store',
    'main/imaging',
    'main/workers/client.ts',
  ],
  'main/models': [
    'shared',
    'main/files',
    'main/installation.ts',
    'main/jobs',
    'main/store',
    'main/workers/client.ts',
  ],
  'main/training': ['shared', 'main/files', 'main/jobs', 'main/store', 'main/workers/client.ts'],
  'main/exchange': ['shared', 'main/exchange/exchangeFormat.ts', 'main/files', 'main/store', 'main/imaging'],
  'main/ipc': ['shared', 'main/files', 'main/library', 'main/services.ts'],
  'main/api': [
    'shared',
    'main/annex.ts',
    'main/exchange',
    'main/page',
    'main/files',
    'main/imaging/formats/photoHead.ts',
    'main/installation.ts',
    'main/ipc',
    'main/services.ts',
  ],
  'main/app': ['shared', 'main/files', 'main/ipc', 'main/store'],
};

/** Doors and the composition root tie the layers together; annexes may import all of the core. */
const roots = [
  'main/annex.ts',
  'main/annexes',
  'main/services.ts',
  'main/desktop.ts',
  'main/browser.ts',
  'main/cli.ts',
  'main/compileCache.ts',
  'main/start.ts',
  'main/commands',
  'resources/build',
  'renderer/main.tsx',
  'renderer/App.tsx',
  'renderer/screens.tsx',
  'renderer/DropTarget.tsx',
  'renderer/liveUpdates.ts',
];

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const files = globSync('{shared,main,renderer,resources/build,pretraining}/**/*.{ts,tsx}', { cwd: root })
  .filter((file) => !file.includes('/node_modules/'))
  .sort();
const imports = files.flatMap(importsOf);
const packages = files.flatMap(packagesOf);

describe('The architecture', () => {
  it('has files to check', () => {
    expect(files.length).toBeGreaterThan(30);
    expect(imports.length).toBeGreaterThan(60);
  });

  it('knows the layer of every file', () => {
    expect(files.filter((file) => layerOf(file) === undefined)).toEqual([]);
  });

  it('imports only what its layer may import', () => {
    const wrong = imports.filter(({ from, to }) => !isAllowed(from, to));
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  it('allows no arrow that no import needs', () => {
    const used = new Set(imports.map(({ from, to }) => `${String(layerOf(from))} -> ${String(layerOf(to))}`));
    const allowed = Object.entries(arrows)
      .filter(([layer]) => layer.startsWith('main/'))
      .flatMap(([layer, targets]) => targets.map((target) => `${layer} -> ${target}`));
    expect(allowed.filter((arrow) => !used.has(arrow))).toEqual([]);
  });

  it('has no cycle of imports', () => {
    // Type imports are erased and make none.
    expect(circles(imports.filter(({ typeOnly }) => !typeOnly))).toEqual([]);
  });

  it('has at most ten circles of files that need each other’s types', () => {
    expect(
      circles(imports)
        .map((files) => files.join(' '))
        .slice(10),
    ).toEqual([]);
  });

  it('has no barrel file', () => {
    expect(files.filter((file) => file.endsWith('/index.ts'))).toEqual([]);
  });

  it('writes among the files of people only through one door', () => {
    const changing = files.filter(
      (file) =>
        file.startsWith('main/') &&
        namesFrom(read(file)).some(
          ({ from, name }) =>
            (/^node:fs(?:\/promises)?$/u.test(from) && (name === null || writing.has(name))) ||
            from.endsWith('/files/writeWhole.ts'),
        ),
    );
    expect(changing.length).toBeGreaterThan(60);
    // Each file by itself: a writer that comes to a folder of writers is not one of them.
    const listed = Object.values(writers).flat();
    expect(changing.filter((file) => !listed.includes(file))).toEqual([]);
    expect(listed.filter((file) => !changing.includes(file))).toEqual([]);
  });

  it('leaves pretraining out of the product and of its tests', () => {
    // Fixtures of the tests (a small lexicon, a perfect detector's output) are made as pretraining makes them.
    const allowed = /^(pretraining|test\/pretraining|test\/bench|test\/support)\//u;
    const tests = globSync('test/**/*.{ts,tsx}', { cwd: root });
    const importing = [...files, ...tests].filter(
      (file) =>
        read(file).includes('pretraining/') &&
        importsOf(file).some(({ to }) => to.startsWith('pretraining/')),
    );
    expect(importing.filter((file) => !allowed.test(file))).toEqual([]);
  });

  it('leaves the annexes out of the core, and each behind its door', () => {
    const annexOf = (file: string): string | undefined => /^main\/annexes\/[^/]+/u.exec(file)?.[0];
    const entering = imports.filter(({ to }) => to.startsWith('main/annexes/'));
    expect(entering.length).toBeGreaterThan(30);
    const wrong = entering.filter(
      ({ from, to }) =>
        annexOf(from) !== annexOf(to) &&
        !(from === 'main/annexes/annexes.ts' && to === `${String(annexOf(to))}/annex.ts`),
    );
    expect(wrong.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
    // The list is imported by its path, so that it may be missing.
    expect(files.filter((file) => read(file).includes("'annexes/annexes"))).toEqual(['main/annex.ts']);
  });

  it.each([
    ['decodes images through sharp', 'sharp', 'main/imaging/formats/decode.ts'],
    ['imports TensorFlow.js as the union package', '@tensorflow/tfjs', 'main/ml/tf.ts'],
    ['loads ONNX Runtime, and tells it to send nothing,', 'onnxruntime-node', 'main/ml/onnx/runtime.ts'],
  ])('%s in one file', (_what, name, file) => {
    expect(importersOf(name)).toEqual([file]);
  });

  it('keeps Electron out of everything but its shell', () => {
    const importers = importersOf('electron');
    expect(importers.filter((file) => file !== 'main/desktop.ts' && !file.startsWith('main/app/'))).toEqual(
      [],
    );
  });

  it('touches the wire in one folder of the renderer', () => {
    const touching = files.filter(
      (file) =>
        file.startsWith('renderer/') && /\bnew WebSocket\(|\bfetch\(|window\.inkdex/u.test(read(file)),
    );
    expect(touching.filter((file) => !file.startsWith('renderer/host/'))).toEqual([]);
  });
});

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

function specifiersOf(file: string): { specifier: string; typeOnly: boolean }[] {
  const source = read(file);
  const { module } = parseSync(file, source);
  const statements = [
    ...module.staticImports.map(({ moduleRequest, entries }) => ({ moduleRequest, entries })),
    // Each name of an "export … from" is an entry with the same module.
    ...module.staticExports.flatMap(({ entries }) =>
      entries.map((entry) => ({ moduleRequest: entry.moduleRequest, entries: [entry] })),
    ),
  ];
  return [
    ...statements.flatMap(({ moduleRequest, entries }) =>
      moduleRequest === null
        ? []
        : [
            {
              specifier: moduleRequest.value,
              typeOnly: entries.length > 0 && entries.every(({ isType }) => isType),
            },
          ],
    ),
    ...module.dynamicImports.flatMap(({ moduleRequest: { start, end } }) => {
      const literal = /^['"`](?<specifier>[^'"`$]*)['"`]$/u.exec(source.slice(start, end));
      return literal?.groups?.specifier === undefined
        ? []
        : [{ specifier: literal.groups.specifier, typeOnly: false }];
    }),
  ];
}

function importsOf(file: string): Import[] {
  return specifiersOf(file)
    .filter(({ specifier }) => /^\..*\.(?:tsx?|css)$/u.test(specifier))
    .map(({ specifier, typeOnly }) => ({
      from: file,
      to: relative(root, join(root, dirname(file), specifier)),
      typeOnly,
    }));
}

function packagesOf(file: string): { file: string; name: string; typeOnly: boolean }[] {
  return specifiersOf(file)
    .filter(({ specifier }) => !specifier.startsWith('.'))
    .map(({ specifier, typeOnly }) => ({ file, name: specifier, typeOnly }));
}

/** Files that import a package at run time. */
function importersOf(name: string): string[] {
  const importing = packages.filter((entry) => entry.name === name && !entry.typeOnly);
  return [...new Set(importing.map(({ file }) => file))];
}

function layerOf(file: string): string | undefined {
  const candidates = [...Object.keys(arrows), ...roots].filter(
    (layer) => file === layer || file.startsWith(`${layer}/`),
  );
  return candidates.sort((a, b) => b.length - a.length)[0];
}

function isAllowed(from: string, to: string): boolean {
  const source = layerOf(from);
  const target = layerOf(to);
  if (source === undefined || target === undefined) return false;
  return source === target || roots.includes(source) || (arrows[source]?.includes(target) ?? false);
}

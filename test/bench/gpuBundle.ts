import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { print } from '../../pretraining/printTable.ts';

/**
 * Packs `gpu-check` for a Linux x64 machine that has a driver of its GPU and nothing else: `npm run gpu-bundle -- FOLDER`
 * makes FOLDER/1 (Node) and FOLDER/2 (the check with what it loads, and run.sh, which unpacks both and runs it). Which files
 * that are is recorded by a short run.
 *
 * There: `sh FOLDER/2/run.sh [FOLDER TO WORK IN]`. It writes only to the second folder, by default
 * /tmp/inkdex-gpu-check.
 */
const most = 60_000_000;
const root = join(import.meta.dirname, '../..');
const { positionals } = parseArgs({ allowPositionals: true });
const [target] = positionals;
if (target === undefined || process.platform !== 'linux' || process.arch !== 'x64') {
  process.stderr.write('Expected a folder for the two parts, on Linux x64: npm run gpu-bundle -- FOLDER\n');
  process.exit(2);
}
const work = mkdtempSync(join(tmpdir(), 'inkdex-gpu-bundle-'));
try {
  for (const part of ['1', '2']) mkdirSync(join(target, part), { recursive: true });
  packNode(join(target, '1'));
  packCheck(join(target, '2'));
  packLibraries(join(target, '2'));
  for (const part of ['1', '2']) {
    const folder = join(target, part);
    const size = readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
    print(`${folder}: ${(size / 1e6).toFixed(1)} MB`);
    if (size > most) throw new Error(`${folder} is larger than ${most / 1e6} MB.`);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}

function packNode(folder: string): void {
  const node = join(work, 'node');
  execFileSync('strip', ['-o', node, join(root, 'node_modules/node/bin/node')]);
  chmodSync(node, 0o755);
  execFileSync('xz', ['-T2', '--x86', '--lzma2=preset=6,dict=64MiB', node]);
  cpSync(`${node}.xz`, join(folder, 'node.xz'));
}

function packCheck(folder: string): void {
  const list = join(work, 'files.txt');
  const files = [...new Set([...loadedFiles(), ...furtherFiles()])].sort();
  writeFileSync(list, files.map((file) => `${file}\0`).join(''));
  const archive = join(folder, 'check.tar.xz');
  execFileSync('tar', ['--create', '--xz', '--file', archive, '--null', '--files-from', list], {
    cwd: root,
    env: { ...process.env, XZ_OPT: '-6 -T2' },
  });
  cpSync(join(import.meta.dirname, 'gpuCheck/run.sh'), join(folder, 'run.sh'));
}

/** Debian's loader of Vulkan, and the libraries that drivers need, for a machine that has none of them. */
function packLibraries(folder: string): void {
  const packages = [
    ...['libvulkan1', 'libglvnd0', 'libegl1', 'libopengl0', 'libgl1', 'libglx0'],
    ...['libx11-6', 'libxext6', 'libxcb1', 'libxau6', 'libxdmcp6'],
  ];
  const downloads = join(work, 'packages');
  mkdirSync(downloads);
  execFileSync('apt-get', ['download', '-qq', ...packages], { cwd: downloads, stdio: 'ignore' });
  const unpacked = join(work, 'unpacked');
  for (const file of readdirSync(downloads)) execFileSync('dpkg', ['-x', join(downloads, file), unpacked]);
  const libraries = join(unpacked, 'usr/lib/x86_64-linux-gnu');
  execFileSync('tar', ['--create', '--xz', '--file', join(folder, 'libraries.tar.xz'), '-C', libraries, '.']);
}

/** The modules that a short run of the check loads, in all its processes and threads, each with its package.json. */
function loadedFiles(): string[] {
  const record = join(work, 'loaded.txt');
  const hook = join(import.meta.dirname, 'gpuCheck/recordLoads.ts');
  const env = { ...process.env, INKDEX_SHORT: '1', INKDEX_RECORD: record, NODE_OPTIONS: `--import ${hook}` };
  const node = join(root, 'node_modules/node/bin/node');
  execFileSync(node, [join(import.meta.dirname, 'gpuCheck.ts')], {
    cwd: root,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  // What is loaded on a GPU only.
  const further = "await import('@tensorflow/tfjs-backend-webgpu')";
  execFileSync(node, ['--input-type=module', '--eval', further], { cwd: root, env });
  const loaded = readFileSync(record, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((file) => relative(root, file));
  const own = loaded.filter((file) => !file.startsWith('..'));
  return [...own, ...own.flatMap(manifestsOf)];
}

/** Every package.json from the file up: they tell Node what kind of module it is. */
function manifestsOf(file: string): string[] {
  const found: string[] = [];
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(join(root, manifest))) found.push(manifest);
    if (folder === '.') return found;
  }
}

/** All of Inkdex, as threads of the GPU are started only where there is one, and what is no module. */
function furtherFiles(): string[] {
  return [
    ...['models', 'language', 'samples', 'search', 'vulkan'].map((name) => `resources/${name}`),
    ...['test/bench/gpuCheck', 'shared'],
    ...readdirSync(join(root, 'main')).map((name) => `main/${name}`),
    'node_modules/onnxruntime-node/bin/napi-v6/linux/x64',
    'node_modules/@img/sharp-libvips-linux-x64',
    ...['', '-simd', '-threaded-simd'].map(
      (kind) => `node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm${kind}.wasm`,
    ),
  ];
}

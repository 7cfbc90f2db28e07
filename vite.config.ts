import { builtinModules } from 'node:module';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type UserConfig } from 'vite';
import { z } from 'zod';
import { noticesPlugin } from './resources/build/notices.ts';

const root = import.meta.dirname;

/** Packages of plain JavaScript that each start loads: in one file they load in a third of the time. */
const bundled = [
  '@bomb.sh/tab',
  '@streamparser/json',
  'commander',
  'env-paths',
  'htmlparser2',
  'saxes',
  'smol-toml',
  'ws',
  'yauzl',
  'yazl',
  'zod',
];

/** What the packaged app loads from node_modules: natives must stay files of their own. */
function loadedPackages(): RegExp[] {
  const manifest = z
    .object({
      dependencies: z.record(z.string(), z.string()),
      optionalDependencies: z.record(z.string(), z.string()),
    })
    .parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  const names = [
    ...Object.keys(manifest.dependencies),
    ...Object.keys(manifest.optionalDependencies),
    'electron',
  ].filter((name) => !bundled.includes(name));
  return names.map((name) => new RegExp(`^${name}(/|$)`, 'u'));
}

/** A chunk comes from this machine, not over a network: Vite need not warn of the usual 500 kB. */
const mostChunkKb = 4000;

const builtins = [/^node:/u, ...builtinModules.map((name) => new RegExp(`^${name}$`, 'u'))];

/** A build of the main process: the program and the entries of its processes and threads, as `entryBeside` names them. */
function mainBuild(folder: string, program: Readonly<Record<string, string>>): UserConfig {
  const entries = {
    ...program,
    ...(existsSync(join(root, 'main/annexes')) && {
      annexes: 'main/annexes/annexes.ts',
      linesThreadEntry: 'main/annexes/olderSystems/hdf5/linesThreadEntry.ts',
    }),
    backupThreadEntry: 'main/store/library/backupThreadEntry.ts',
    entry: 'main/workers/entry.ts',
    gpuThreadEntry: 'main/reader/models/gpuThreadEntry.ts',
    poolWorker: 'main/ml/training/poolWorker.ts',
    probeEngine: 'main/ml/backends/probeEngine.ts',
    readerThreadEntry: 'main/reader/models/readerThreadEntry.ts',
    replicaEntry: 'main/workers/replicaEntry.ts',
  };
  const input = Object.fromEntries(Object.entries(entries).map(([name, path]) => [name, join(root, path)]));
  return {
    root,
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: true,
      outDir: join(root, folder),
      emptyOutDir: true,
      target: 'node24',
      chunkSizeWarningLimit: mostChunkKb,
      rolldownOptions: {
        input,
        external: [...builtins, ...loadedPackages()],
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  };
}

const builds: Record<string, UserConfig> = {
  renderer: {
    root: join(root, 'renderer'),
    base: './',
    cacheDir: join(root, '.cache/vite'),
    plugins: [react(), noticesPlugin(root)],
    // `data:` addresses are not in the page's policy, so nothing is inlined.
    build: {
      outDir: join(root, 'dist/renderer'),
      emptyOutDir: true,
      assetsInlineLimit: 0,
      target: 'es2023',
      chunkSizeWarningLimit: mostChunkKb,
    },
  },
  main: mainBuild('dist/main', { desktop: 'main/desktop.ts' }),
  // The same with a command line in place of the desktop's window: the end-to-end tests start it some 300 times.
  commandLine: mainBuild('dist/commandLine', { cli: 'main/cli.ts' }),
  preload: {
    root,
    build: {
      outDir: join(root, 'dist/preload'),
      emptyOutDir: true,
      target: 'node24',
      // A sandboxed preload cannot be an ES module.
      lib: { entry: join(root, 'main/app/preload.ts'), formats: ['cjs'], fileName: () => 'preload.cjs' },
      rolldownOptions: { external: [...builtins, 'electron'] },
    },
  },
};

export default defineConfig(({ mode }) => {
  const build = builds[mode] ?? builds.renderer;
  if (build === undefined)
    throw new Error(`No build named "${mode}": expected renderer, main, commandLine or preload.`);
  return build;
});

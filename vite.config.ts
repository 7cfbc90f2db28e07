import { builtinModules } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import type { UserConfig } from 'vite';
import { z } from 'zod';
import { noticesPlugin } from './main/development/notices.ts';

const root = import.meta.dirname;

/** Everything that the packaged app brings in node_modules: natives must stay files of their own. */
function installedPackages(): RegExp[] {
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
  ];
  return names.map((name) => new RegExp(`^${name}(/|$)`, 'u'));
}

const builtins = [/^node:/u, ...builtinModules.map((name) => new RegExp(`^${name}$`, 'u'))];

const builds: Record<string, UserConfig> = {
  renderer: {
    root: join(root, 'renderer'),
    base: './',
    cacheDir: join(root, '.cache/vite'),
    plugins: [react(), noticesPlugin(root)],
    // `data:` addresses are not in the page's policy, so nothing is inlined.
    build: { outDir: join(root, 'dist/renderer'), emptyOutDir: true, assetsInlineLimit: 0, target: 'es2023' },
  },
  main: {
    root,
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: true,
      outDir: join(root, 'dist/main'),
      emptyOutDir: true,
      target: 'node24',
      rolldownOptions: {
        input: {
          backupThreadEntry: join(root, 'main/store/library/backupThreadEntry.ts'),
          desktop: join(root, 'main/desktop.ts'),
          worker: join(root, 'main/workers/entry.ts'),
          gpuThreadEntry: join(root, 'main/reader/models/gpuThreadEntry.ts'),
          poolWorker: join(root, 'main/ml/training/poolWorker.ts'),
          probeEngine: join(root, 'main/ml/backends/probeEngine.ts'),
          readerThreadEntry: join(root, 'main/reader/models/readerThreadEntry.ts'),
          replicaThreadEntry: join(root, 'main/ml/replicas/replicaThreadEntry.ts'),
        },
        external: [...builtins, ...installedPackages()],
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
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
  if (build === undefined) throw new Error(`No build named "${mode}": expected renderer, main or preload.`);
  return build;
});

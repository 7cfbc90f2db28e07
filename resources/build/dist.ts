import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build as buildPackages, Platform, type Configuration } from 'electron-builder';
import { build as bundle } from 'vite';
import { z } from 'zod';
import { electronBinary } from '../../main/installation.ts';
import { electronBytes, mostInstalledBytes, packagedResources, sizeOf } from './packaged.ts';

/**
 * `npm run dist`: the installers of this system in `dist/packages`, and the size of each part of the app. With `--dir`
 * only the unpacked app; where Electron's binary is not installed, an empty file takes its place.
 */
const root = join(import.meta.dirname, '../..');
const { values } = parseArgs({ options: { dir: { type: 'boolean', default: false } } });
const hasElectron = electronBinary() !== null;

if (!hasElectron && !values.dir) {
  process.stderr.write("Electron's binary is not installed. Run: npx install-electron\n");
  process.exit(1);
}
for (const mode of ['renderer', 'main', 'preload']) {
  await bundle({ configFile: join(root, 'vite.config.ts'), mode, logLevel: 'error' });
}
await buildPackages({
  projectDir: root,
  publish: 'never',
  ...(values.dir ? { targets: Platform.current().createTarget('dir') } : {}),
  config: { ...(hasElectron ? {} : withStandIn()), ...releasesOf(process.env.GITHUB_REPOSITORY) },
});
await printSizes(packagedResources());

/**
 * Where the packages find newer ones, for those of the release workflow: other builds have no such place.
 *
 * @param repository OWNER/NAME
 */
function releasesOf(repository: string | undefined): Configuration {
  const [owner, repo] = repository?.split('/') ?? [];
  return owner === undefined || repo === undefined ? {} : { publish: { provider: 'github', owner, repo } };
}

/** A folder with the layout of Electron for Linux, without Electron. Fuses are in its binary, so there are none to set. */
function withStandIn(): Configuration {
  const folder = join(root, 'dist/no-electron');
  rmSync(folder, { recursive: true, force: true });
  for (const name of ['resources', 'locales']) mkdirSync(join(folder, name), { recursive: true });
  const electron = createRequire(import.meta.url).resolve('electron/package.json');
  const { version } = z.object({ version: z.string() }).parse(createRequire(import.meta.url)(electron));
  writeFileSync(join(folder, 'version'), version);
  writeFileSync(join(folder, 'locales/en-US.pak'), '');
  writeFileSync(join(folder, process.platform === 'win32' ? 'electron.exe' : 'electron'), '');
  copyFileSync(join(electron, '../LICENSE'), join(folder, 'LICENSE'));
  return { electronDist: folder, electronFuses: null };
}

/** @param resources the packaged app's folder `resources` */
async function printSizes(resources: string): Promise<void> {
  const unpacked = join(resources, 'app.asar.unpacked');
  const parts = [
    ['app.asar', join(resources, 'app.asar')],
    ...['resources', ...(await packagesIn(join(unpacked, 'node_modules')))].map((name) => [
      name,
      join(unpacked, name),
    ]),
  ] as const;
  const sizes = await Promise.all(
    parts.map(async ([name = '', path = '']) => ({ name, bytes: await sizeOf(path) })),
  );
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  const shown = sizes.filter(({ bytes }) => bytes >= 500_000).toSorted((a, b) => b.bytes - a.bytes);
  for (const { name, bytes } of [...shown, { name: 'everything but Electron', bytes: total }]) {
    process.stdout.write(`${(bytes / 1e6).toFixed(1).padStart(7)} MB  ${name}\n`);
  }
  const [all, most] = [total + electronBytes, mostInstalledBytes].map((bytes) => (bytes / 1e6).toFixed(0));
  process.stdout.write(`With Electron about ${all} MB of at most ${most} MB.\n`);
}

/** Paths of the packages in a folder `node_modules`, from its parent. */
async function packagesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  const nested = await Promise.all(
    names.map(async (name) =>
      name.startsWith('@') ? (await readdir(join(folder, name))).map((each) => `${name}/${each}`) : [name],
    ),
  );
  return nested.flat().map((name) => `node_modules/${name}`);
}

import { existsSync, globSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

const folders = [
  'linux*-unpacked/resources',
  'win*-unpacked/resources',
  'mac*/Inkdex.app/Contents/Resources',
];

/**
 * The folder `resources` of the app that `npm run dist` has packaged.
 *
 * @throws Error if there is none
 */
export function packagedResources(): string {
  const packages = join(import.meta.dirname, '../../dist/packages');
  const found = globSync(folders, { cwd: packages }).find((folder) =>
    existsSync(join(packages, folder, 'app.asar')),
  );
  if (found === undefined) throw new Error('No packaged app in dist/packages. Run: npm run dist -- --dir');
  return join(packages, found);
}

/** The most that the installed app may take, without engines for training. */
export const mostInstalledBytes = 450_000_000;

/**
 * What Electron 45 takes for x64 with one language. An estimate: its binary could not be downloaded where this was
 * written.
 */
export const electronBytes = 240_000_000;

/** In bytes, of a file or a folder with all that is in it. */
export async function sizeOf(path: string): Promise<number> {
  if (!existsSync(path)) return 0;
  if (!statSync(path).isDirectory()) return statSync(path).size;
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

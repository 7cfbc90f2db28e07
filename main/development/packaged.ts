import { existsSync, globSync } from 'node:fs';
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

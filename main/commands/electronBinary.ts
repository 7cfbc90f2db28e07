import { accessSync, constants, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Electron's executable if it has been downloaded, else null. Electron 42 and later is installed without it.
 * Importing the package `electron` would start the download, so this reads its files instead.
 *
 * @param root folder of this checkout
 */
export function electronBinary(root: string): string | null {
  const folder = join(root, 'node_modules/electron');
  try {
    const name = readFileSync(join(folder, 'path.txt'), 'utf8');
    const path = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist'), name);
    accessSync(path, constants.X_OK);
    return path;
  } catch {
    return null;
  }
}

import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const variable = 'INKDEX_SHARED_FOLDERS';

/** Playwright's global setup: a folder for what takes long to make. The workers inherit its path. */
export default function shareFolders(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'inkdex-shared-'));
  process.env[variable] = folder;
  return () => {
    rmSync(folder, { recursive: true, force: true });
  };
}

/**
 * A folder that the first worker makes, and that all workers use and none may change.
 *
 * @throws what `make` throws; in the other workers, an error that says so
 */
export async function sharedFolder(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(process.env[variable] ?? '', name);
  const [made, failed] = [`${folder}.made`, `${folder}.failed`];
  // Undefined if it exists: another worker was first.
  if (mkdirSync(folder, { recursive: true }) === undefined) {
    while (!existsSync(made)) {
      if (existsSync(failed)) throw new Error(`Another worker could not make "${name}". See its error.`);
      await setTimeout(100);
    }
    return folder;
  }
  try {
    await make(folder);
    writeFileSync(made, '');
  } catch (error) {
    writeFileSync(failed, '');
    throw error;
  }
  return folder;
}

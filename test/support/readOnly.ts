import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Makes a folder read-only: by its permissions, or for root, whom permissions do not bind, by a read-only mount.
 *
 * @returns a function that makes it writable again; null where root may not mount
 */
export function makeReadOnly(folder: string): (() => void) | null {
  if (process.getuid?.() !== 0) {
    giveRights(folder, 0);
    return () => {
      giveRights(folder, 0o200);
    };
  }
  try {
    execFileSync('mount', ['--bind', folder, folder], { stdio: 'ignore' });
  } catch {
    return null;
  }
  execFileSync('mount', ['-o', 'remount,bind,ro', folder]);
  return () => {
    execFileSync('umount', [folder]);
  };
}

/** @param right the right to write, or none, besides the owner's right to read */
function giveRights(folder: string, right: 0 | 0o200): void {
  chmodSync(folder, 0o500 | right);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) giveRights(path, right);
    else chmodSync(path, 0o400 | right);
  }
}

import { stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { InkdexError } from '../../../shared/result.ts';
import { createKeySet } from '../keySet.ts';
import { relativeFile } from '../relativePath.ts';

/** What an archive may be unpacked to: a small one that claims to hold terabytes is made to fill the disk. */
export interface UnpackLimits {
  /** Of files and folders. */
  readonly mostFiles: number;
  /** Bytes that each byte of the archive may become. Images and text stay below 20. */
  readonly mostRatio: number;
  /** However small the archive is, so many bytes are no harm. */
  readonly harmlessBytes: number;
}

export const usualLimits: UnpackLimits = {
  mostFiles: 5_000_000,
  mostRatio: 200,
  harmlessBytes: 64 * 1024 * 1024,
};

export interface ArchiveEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other';
  /** Of the unpacked file, in bytes. */
  readonly size: number;
}

/** Looks at each entry of an archive before anything of it is written. */
export interface EntryGate {
  /**
   * Where the entry goes, absolute.
   *
   * @throws InkdexError `data-invalid` for a path that leads out of the folder, a link or device, a file that
   *   is there twice, and one file too many; `disk-full`
   */
  pass(entry: ArchiveEntry): string;
}

export async function createEntryGate(
  archive: string,
  folder: string,
  limits: UnpackLimits,
): Promise<EntryGate> {
  const name = JSON.stringify(archive);
  const { size: archiveBytes } = await stat(archive);
  const disk = await statfs(folder);
  const freeBytes = disk.bavail * disk.bsize;
  const mostBytes = Math.max(limits.harmlessBytes, archiveBytes * limits.mostRatio);
  const names = createKeySet();
  let count = 0;
  let bytes = 0;

  function refuse(problem: string): InkdexError {
    return new InkdexError('data-invalid', `${name} was not unpacked: ${problem}`);
  }

  return {
    pass(entry) {
      const shown = JSON.stringify(entry.name.slice(0, 200));
      const file = relativeFile(entry.name);
      const isRoot = entry.kind === 'folder' && /^(?:\.\/?)*$/u.test(entry.name);
      if (file === null && !isRoot) {
        throw refuse(`its entry ${shown} leads out of the folder. Do not trust where it came from.`);
      }
      count += 1;
      if (count > limits.mostFiles) {
        throw refuse(`it holds over ${String(limits.mostFiles)} files and folders. Unpack it by hand.`);
      }
      const target = join(folder, file ?? '');
      if (entry.kind === 'folder') return target;
      if (entry.kind === 'other') {
        throw refuse(`its entry ${shown} is a link or a device; expected files and folders alone.`);
      }
      if (!names.add(file ?? '')) throw refuse(`its entry ${shown} is there twice.`);
      bytes += entry.size;
      if (bytes > mostBytes) {
        throw refuse(
          `its ${String(archiveBytes)} bytes would become over ${String(mostBytes)}, as no data set does. ` +
            'If you trust it, unpack it by hand.',
        );
      }
      if (bytes > freeBytes) {
        const message = `${name} needs more than the ${String(freeBytes)} bytes that are free in ${folder}. Make room.`;
        throw new InkdexError('disk-full', message);
      }
      return target;
    },
  };
}

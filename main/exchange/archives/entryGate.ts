import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InkdexError } from '../../../shared/result.ts';
import { formatCount } from '../../../shared/text.ts';
import { freeBytes } from '../../files/freeBytes.ts';
import { relativeFile } from '../folders.ts';
import { createKeySet } from '../keySet.ts';
import { createUnpackBudget, usualRatio, type UnpackRatio } from './unpackBudget.ts';

export interface UnpackLimits extends UnpackRatio {
  /** Number of files and folders. */
  readonly mostFiles: number;
}

export const usualLimits: UnpackLimits = { ...usualRatio, mostFiles: 5_000_000 };

export interface ArchiveEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other';
  /** Size of the unpacked file, in bytes. */
  readonly size: number;
}

/** Checks each entry of an archive before it is written. */
export type EntryGate = Awaited<ReturnType<typeof createEntryGate>>;

export async function createEntryGate(archive: string, folder: string, limits: UnpackLimits) {
  const name = JSON.stringify(archive);
  const { size: archiveBytes } = await stat(archive);
  const free = await freeBytes(folder);
  const names = createKeySet();
  let count = 0;
  let bytes = 0;
  const written = createUnpackBudget(archive, 'unpacked', limits);
  // May hold more than its entries.
  const streamed = createUnpackBudget(archive, 'unpacked', limits);
  for (const budget of [written, streamed]) budget.allow(archiveBytes);

  function refuse(problem: string): InkdexError {
    return new InkdexError('data-invalid', `${name} was not unpacked: ${problem}`);
  }

  return {
    /** Counts unpacked bytes of a stream that may hold more than its entries. @throws InkdexError `data-invalid` for too many */
    passBytes: streamed.spend,
    /**
     * Returns the entry's absolute destination.
     * @throws InkdexError `data-invalid` for a path outside the folder, a link or device, a duplicate file, or too many
     * files; `disk-full`
     */
    pass(entry: ArchiveEntry): string {
      const shown = JSON.stringify(entry.name.slice(0, 200));
      const file = relativeFile(entry.name);
      const isRoot = entry.kind === 'folder' && /^(?:\.\/?)*$/u.test(entry.name);
      if (file === null && !isRoot) {
        throw refuse(`its entry ${shown} points outside the folder. Do not trust this archive.`);
      }
      count += 1;
      if (count > limits.mostFiles) {
        throw refuse(
          `it contains more than ${formatCount(limits.mostFiles)} files and folders. Unpack it yourself.`,
        );
      }
      const target = join(folder, file ?? '');
      if (entry.kind === 'folder') return target;
      if (entry.kind === 'other') {
        throw refuse(`its entry ${shown} is a link or a device; expected only files and folders.`);
      }
      if (!names.add(file ?? '')) throw refuse(`it contains the entry ${shown} twice.`);
      bytes += entry.size;
      written.spend(entry.size);
      if (bytes > free) {
        const message = `${name} needs more than the ${formatCount(free)} bytes that are free in ${folder}. Free some space.`;
        throw new InkdexError('disk-full', message);
      }
      return target;
    },
  };
}

import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeError } from './writeError.ts';

let lastTemporary = 0;

/**
 * Writes a file under a name of its own beside the destination, then renames it: a reader never sees half a file.
 *
 * @param options.isKept whether it must outlast a power cut; what can be made again need not
 * @throws InkdexError `disk-full` or `permission-denied`
 */
export async function writeWhole(
  destination: string,
  bytes: Uint8Array,
  { isKept }: { readonly isKept: boolean },
): Promise<void> {
  lastTemporary += 1;
  const temporary = `${destination}.${process.pid}-${lastTemporary}.tmp`;
  try {
    await mkdir(dirname(destination), { recursive: true });
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(bytes);
      if (isKept) await file.datasync();
    } finally {
      await file.close();
    }
    await rename(temporary, destination);
  } catch (error) {
    await rm(temporary, { force: true });
    throw writeError(destination, error);
  }
}

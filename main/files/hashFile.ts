import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';

/** Larger files are streamed instead of loaded into memory. */
const wholeBytes = 8e6;

/**
 * SHA-256 of a file's bytes, or of the first of them; null when it is missing, no ordinary file (a pipe may
 * have no end), cannot be read, or has fewer.
 *
 * @param bytes default: all
 */
export async function hashFile(path: string, bytes?: number): Promise<string | null> {
  try {
    const hash = createHash('sha256');
    const found = await stat(path);
    const { size } = found;
    if (!found.isFile() || (bytes !== undefined && size < bytes)) return null;
    if (bytes === undefined && size <= wholeBytes) return hash.update(await readFile(path)).digest('hex');
    const part = bytes === undefined ? {} : { end: bytes - 1 };
    for await (const chunk of createReadStream(path, part)) hash.update(chunk as Buffer);
    return hash.digest('hex');
  } catch {
    return null;
  }
}

/** Changes when a file is replaced by another; null when there is none. */
export async function versionOf(path: string): Promise<string | null> {
  const found = await stat(path).catch(() => null);
  return found === null ? null : `${found.mtimeMs} ${found.size} ${found.ino}`;
}

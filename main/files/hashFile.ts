import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';

/** Larger files are streamed instead of loaded into memory. */
const wholeBytes = 8e6;

/** SHA-256 of a file's bytes; null when the file is missing or cannot be read. */
export async function hashFile(path: string): Promise<string | null> {
  try {
    const hash = createHash('sha256');
    if ((await stat(path)).size <= wholeBytes) return hash.update(await readFile(path)).digest('hex');
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
    return hash.digest('hex');
  } catch {
    return null;
  }
}

import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise, type Entry } from 'yauzl';
import type { ArchiveEntry, EntryGate } from './unpackLimits.ts';

/** Unpacks a zip entry by entry. yauzl ensures that no entry exceeds its declared size. */
export async function unpackZip(archive: string, gate: EntryGate, signal: AbortSignal): Promise<void> {
  // The gate checks names, with better messages.
  const zip = await openPromise(archive, { autoClose: false, strictFileNames: false });
  try {
    for await (const entry of zip.eachEntry()) {
      signal.throwIfAborted();
      const described = describe(entry);
      const target = gate.pass(described);
      if (described.kind === 'folder') {
        await mkdir(target, { recursive: true });
        continue;
      }
      await mkdir(dirname(target), { recursive: true });
      const content = await zip.openReadStreamPromise(entry);
      await pipeline(content, createWriteStream(target, { flags: 'wx' }), { signal });
    }
  } finally {
    zip.close();
  }
}

/** Unix stores the file type in the upper half of the attributes. */
const kindMask = 0o170000;
const regularFile = 0o100000;

function describe({ fileName, uncompressedSize, externalFileAttributes }: Entry): ArchiveEntry {
  const kind = (externalFileAttributes >>> 16) & kindMask;
  if (fileName.endsWith('/')) return { name: fileName, kind: 'folder', size: 0 };
  const isFile = kind === 0 || kind === regularFile;
  return { name: fileName, kind: isFile ? 'file' : 'other', size: uncompressedSize };
}

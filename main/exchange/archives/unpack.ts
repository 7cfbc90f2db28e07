import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline as pipe, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Parser, type ReadEntry } from 'tar';
import { openPromise, type Entry } from 'yauzl';
import { InkdexError } from '../../../shared/result.ts';
import { invalidAt } from '../records.ts';
import { fileProblem } from '../../files/fileProblem.ts';
import { headBytes } from '../../files/headBytes.ts';
import { createWholeFolder } from '../../files/writeWhole.ts';
import {
  createEntryGate,
  usualLimits,
  type ArchiveEntry,
  type EntryGate,
  type UnpackLimits,
} from './entryGate.ts';

const tarChunkBytes = 64 * 1024;
const gzipMark = '\u{1f}\u{8b}';
const zstandardMark = '(\u{b5}/\u{fd}';

export type ArchiveKind = 'zip' | 'tar';

/** Detects the kind of an archive by its first bytes; for gzip the file name tells whether it contains a tar. */
export async function archiveKind(path: string): Promise<ArchiveKind | null> {
  const head = await firstBytes(path, 512);
  // The second signature is an empty zip.
  if (head.startsWith('PK\u{3}\u{4}') || head.startsWith('PK\u{5}\u{6}')) return 'zip';
  if (head.startsWith('ustar', 257)) return 'tar';
  const isGzip = head.startsWith(gzipMark);
  return isGzip && /\.(?:tgz|tar\.gz)$/iu.test(path) ? 'tar' : null;
}

/**
 * Unpacks a zip, tar or tgz into a new folder. The folder is complete or absent.
 * @throws InkdexError `data-invalid` for a file that is not an archive, is damaged, contains links or paths outside
 * the folder, or would expand too much; `conflict`, `disk-full`, `permission-denied`
 */
export async function unpackArchive(
  archive: string,
  folder: string,
  signal: AbortSignal,
  limits: UnpackLimits = usualLimits,
): Promise<void> {
  const kind = await archiveKind(archive);
  if (kind === null) {
    throw invalidAt(archive, 'this is not an archive; expected a zip, tar or tgz file.');
  }
  await createWholeFolder(folder, async (place) => {
    try {
      const gate = await createEntryGate(archive, place, limits);
      await (kind === 'zip' ? unpackZip(archive, gate, signal) : unpackTar(archive, gate, signal));
    } catch (error) {
      signal.throwIfAborted();
      throw damaged(archive, error);
    }
  });
}

/** Both libraries report damaged archives as plain errors; system errors have codes of their own. */
function damaged(archive: string, error: unknown): unknown {
  const known = fileProblem(archive, error);
  if (known instanceof InkdexError || !(known instanceof Error)) return known;
  return new InkdexError(
    'data-invalid',
    `${JSON.stringify(archive)} is damaged or incomplete (${known.message}). Download or copy it again.`,
    { cause: error },
  );
}

/**
 * The bytes of a tar, unpacked if it is gzip. The parser of tar would unpack a whole chunk at once, and takes time that grows with
 * the square of its length where no entry begins.
 */
export async function* tarBytes(archive: string): AsyncGenerator<Buffer> {
  const isGzip = (await firstBytes(archive, 2)) === gzipMark;
  const file = createReadStream(archive, { highWaterMark: tarChunkBytes });
  // Errors of the file end the iteration, too.
  const bytes: AsyncIterable<Buffer> = isGzip
    ? pipe(file, createGunzip({ chunkSize: tarChunkBytes }), () => undefined)
    : file;
  let isFirst = true;
  for await (const chunk of bytes) {
    const start = chunk.toString('latin1', 0, 4);
    if (isFirst && (start.startsWith(gzipMark) || start === zstandardMark)) {
      throw invalidAt(archive, 'this is packed twice; expected a tar or tgz file. Unpack it once yourself.');
    }
    isFirst = false;
    yield chunk;
  }
}

/** Decoded as Latin-1, one character per byte; empty when the file cannot be read. */
async function firstBytes(path: string, count: number): Promise<string> {
  const head = await headBytes(path, count).catch(() => null);
  return head?.toString('latin1') ?? '';
}

/** Unpacks a zip entry by entry. yauzl ensures that no entry exceeds its declared size. */
async function unpackZip(archive: string, gate: EntryGate, signal: AbortSignal): Promise<void> {
  // The gate checks names, with better messages.
  const zip = await openPromise(archive, { autoClose: false, strictFileNames: false });
  try {
    for await (const entry of zip.eachEntry()) {
      signal.throwIfAborted();
      const described = zipEntry(entry);
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

function zipEntry({ fileName, uncompressedSize, externalFileAttributes }: Entry): ArchiveEntry {
  const kind = (externalFileAttributes >>> 16) & kindMask;
  if (fileName.endsWith('/')) return { name: fileName, kind: 'folder', size: 0 };
  const isFile = kind === 0 || kind === regularFile;
  return { name: fileName, kind: isFile ? 'file' : 'other', size: uncompressedSize };
}

/**
 * Unpacks a tar, plain or gzip, entry by entry. When it returns or throws, all writes have ended, so the folder can
 * be removed.
 */
async function unpackTar(archive: string, gate: EntryGate, signal: AbortSignal): Promise<void> {
  const problems: unknown[] = [];
  const stopping = new AbortController();
  const stopped = once(stopping.signal, 'abort');
  const stop = (problem: unknown): void => {
    problems.push(problem);
    stopping.abort();
  };

  let writing = Promise.resolve();
  const parser = new Parser({
    strict: true,
    // The next entry starts when this one is consumed, so after an error no further entry follows.
    onReadEntry: (entry) => {
      try {
        const write = writerOf(entry, gate, stopping.signal);
        writing = writing.then(write).catch(stop);
      } catch (error) {
        stop(error);
      }
    },
  });
  parser.on('error', stop);
  // Two empty blocks end a tar. What follows is not read.
  const end = new AbortController();
  parser.on('eof', () => {
    end.abort();
  });
  const ended = once(parser, 'close');
  // An error also ends the wait; it has already been recorded.
  ended.catch(() => undefined);

  try {
    for await (const chunk of tarBytes(archive)) {
      signal.throwIfAborted();
      gate.passBytes(chunk.length);
      const hasRoom = parser.write(chunk);
      if (problems.length > 0 || end.signal.aborted) break;
      if (!hasRoom) await Promise.race([once(parser, 'drain'), stopped]);
    }
    if (problems.length === 0) parser.end();
    await Promise.race([ended, stopped]);
  } catch (error) {
    stop(error);
  }
  await writing;
  if (problems.length > 0) throw problems[0];
}

/** Checks an entry at once, before more of the archive is unpacked into memory; it is written later. */
function writerOf(entry: ReadEntry, gate: EntryGate, stopping: AbortSignal): () => Promise<void> {
  const described = tarEntry(entry);
  const target = gate.pass(described);
  return async () => {
    stopping.throwIfAborted();
    if (described.kind === 'folder') {
      await mkdir(target, { recursive: true });
      entry.resume();
    } else {
      await mkdir(dirname(target), { recursive: true });
      await pipeline(Readable.from(entry), createWriteStream(target, { flags: 'wx' }), { signal: stopping });
    }
  };
}

function tarEntry({ path: name, type, size }: ReadEntry): ArchiveEntry {
  const isFile = type === 'File' || type === 'OldFile' || type === 'ContiguousFile';
  return { name, kind: isFile ? 'file' : type === 'Directory' ? 'folder' : 'other', size };
}

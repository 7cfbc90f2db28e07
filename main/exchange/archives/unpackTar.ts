import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Parser, type ReadEntry } from 'tar';
import type { ArchiveEntry, EntryGate } from './unpackLimits.ts';

/**
 * Unpacks a tar, plain or gzip, entry by entry. When it returns or throws, all writes have ended, so the folder can
 * be removed.
 */
export async function unpackTar(archive: string, gate: EntryGate, signal: AbortSignal): Promise<void> {
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
  const ended = once(parser, 'close');
  // An error also ends the wait; it has already been recorded.
  ended.catch(() => undefined);

  try {
    const chunks: AsyncIterable<Buffer> = createReadStream(archive, { highWaterMark: 256 * 1024 });
    for await (const chunk of chunks) {
      signal.throwIfAborted();
      const hasRoom = parser.write(chunk);
      if (problems.length > 0) break;
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
  const described = describe(entry);
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

function describe({ path: name, type, size }: ReadEntry): ArchiveEntry {
  const isFile = type === 'File' || type === 'OldFile' || type === 'ContiguousFile';
  return { name, kind: isFile ? 'file' : type === 'Directory' ? 'folder' : 'other', size };
}

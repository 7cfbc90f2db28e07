import { once } from 'node:events';
import { createReadStream, type Stats } from 'node:fs';
import { ReadEntry, Unpack } from 'tar';
import type { EntryGate } from './unpackLimits.ts';

/** Unpacks a tar, plain or compressed by gzip. */
export async function unpackTar(
  archive: string,
  folder: string,
  gate: EntryGate,
  signal: AbortSignal,
): Promise<void> {
  const problems: unknown[] = [];
  const unpack = new Unpack({
    cwd: folder,
    strict: true,
    noMtime: true,
    preserveOwner: false,
    filter: (_path, entry) => {
      // Thrown here it would fall out of a stream's callback, and nobody could catch it.
      try {
        if (problems.length === 0) return judge(entry, gate);
      } catch (error) {
        problems.push(error);
      }
      return false;
    },
  });
  unpack.on('error', (error: unknown) => {
    problems.push(error);
  });
  const ended = once(unpack, 'close');
  // An error ends the wait too; it is among the problems already.
  ended.catch(() => undefined);
  const chunks: AsyncIterable<Buffer> = createReadStream(archive, { highWaterMark: 256 * 1024 });
  for await (const chunk of chunks) {
    signal.throwIfAborted();
    const hasRoom = unpack.write(chunk);
    if (problems.length > 0) break;
    if (!hasRoom) await Promise.race([once(unpack, 'drain'), ended]);
  }
  unpack.end();
  await ended.catch(() => undefined);
  const [first] = problems;
  if (first instanceof Error) throw first;
}

function judge(entry: ReadEntry | Stats, gate: EntryGate): boolean {
  if (!(entry instanceof ReadEntry)) return false;
  const { path: name, type, size } = entry;
  const isFile = type === 'File' || type === 'OldFile' || type === 'ContiguousFile';
  const kind = isFile ? 'file' : type === 'Directory' ? 'folder' : 'other';
  gate.pass({ name, kind, size });
  // Whatever rights the files had where they came from, they are to be read here.
  entry.mode = kind === 'folder' ? 0o755 : 0o644;
  return true;
}

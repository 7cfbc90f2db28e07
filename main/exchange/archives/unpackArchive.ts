import { open } from 'node:fs/promises';
import { InkdexError } from '../../../shared/result.ts';
import { fileProblem } from '../fileProblem.ts';
import { writeWholeFolder } from '../wholeOutput.ts';
import { createEntryGate, usualLimits, type UnpackLimits } from './unpackLimits.ts';
import { unpackTar } from './unpackTar.ts';
import { unpackZip } from './unpackZip.ts';

export type ArchiveKind = 'zip' | 'tar';

/** What kind of archive a file is, by its first bytes; of gzip the name tells whether a tar is in it. */
export async function archiveKind(path: string): Promise<ArchiveKind | null> {
  const head = await firstBytes(path, 512);
  // The second is a zip without a file in it.
  if (head.startsWith('PK\u{3}\u{4}') || head.startsWith('PK\u{5}\u{6}')) return 'zip';
  if (head.startsWith('ustar', 257)) return 'tar';
  const isGzip = head.startsWith('\u{1f}\u{8b}');
  return isGzip && /\.(?:tgz|tar\.gz)$/iu.test(path) ? 'tar' : null;
}

/**
 * Unpacks a zip, tar or tgz into a folder that is not there yet, whole or not at all.
 *
 * @throws InkdexError `data-invalid` for what is no archive, is damaged, holds links or paths that lead out of
 *   the folder, or would become far larger than it is; `conflict`, `disk-full`, `permission-denied`
 */
export async function unpackArchive(
  archive: string,
  folder: string,
  signal: AbortSignal,
  limits: UnpackLimits = usualLimits,
): Promise<void> {
  const kind = await archiveKind(archive);
  if (kind === null) {
    throw new InkdexError(
      'data-invalid',
      `${JSON.stringify(archive)} is no archive; expected a zip, tar or tgz.`,
    );
  }
  await writeWholeFolder(folder, async (place) => {
    try {
      const gate = await createEntryGate(archive, place, limits);
      await (kind === 'zip' ? unpackZip(archive, gate, signal) : unpackTar(archive, gate, signal));
    } catch (error) {
      signal.throwIfAborted();
      throw damaged(archive, error);
    }
  });
}

/** Both libraries say what is wrong with an archive by plain errors; the system's have codes of their own. */
function damaged(archive: string, error: unknown): unknown {
  const known = fileProblem(archive, error);
  if (known instanceof InkdexError || !(known instanceof Error)) return known;
  return new InkdexError(
    'data-invalid',
    `${JSON.stringify(archive)} is damaged or incomplete (${known.message}). Get it again from where it came from.`,
    { cause: error },
  );
}

/** As Latin-1, so that each byte is a character; empty where the file cannot be read. */
async function firstBytes(path: string, count: number): Promise<string> {
  const file = await open(path).catch(() => null);
  if (file === null) return '';
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, 0);
    return buffer.toString('latin1', 0, bytesRead);
  } catch {
    return '';
  } finally {
    await file.close();
  }
}

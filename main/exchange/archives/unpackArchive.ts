import { open } from 'node:fs/promises';
import { InkdexError } from '../../../shared/result.ts';
import { fileProblem } from '../fileProblem.ts';
import { writeWholeFolder } from '../wholeOutput.ts';
import { createEntryGate, usualLimits, type UnpackLimits } from './unpackLimits.ts';
import { unpackTar } from './unpackTar.ts';
import { unpackZip } from './unpackZip.ts';

export type ArchiveKind = 'zip' | 'tar';

/** Detects the kind of an archive by its first bytes; for gzip the file name tells whether it contains a tar. */
export async function archiveKind(path: string): Promise<ArchiveKind | null> {
  const head = await firstBytes(path, 512);
  // The second signature is an empty zip.
  if (head.startsWith('PK\u{3}\u{4}') || head.startsWith('PK\u{5}\u{6}')) return 'zip';
  if (head.startsWith('ustar', 257)) return 'tar';
  const isGzip = head.startsWith('\u{1f}\u{8b}');
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
    throw new InkdexError(
      'data-invalid',
      `${JSON.stringify(archive)} is not an archive; expected a zip, tar or tgz file.`,
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

/** Decoded as Latin-1, one character per byte; empty when the file cannot be read. */
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

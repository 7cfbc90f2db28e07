import { basename, dirname, join } from 'node:path';
import { InkdexError } from '../../../shared/result.ts';
import { hashFile } from '../../files/hashFile.ts';
import { readOutside, replaceOutside } from '../../files/outside.ts';
import { readUrlList } from './urlList.ts';

export interface MetadataUpdate {
  /** Path of the file that metadata.toml names, beside it. */
  readonly file: string;
  /** The SHA-256 that metadata.toml has, and that of the file. */
  readonly before: string;
  readonly sha256: string;
}

/**
 * Writes the SHA-256 of the file beside a metadata.toml into it, as `update_metadata.py` of text-recognizer-pro does. The
 * rest of the file stays as it is.
 *
 * @throws InkdexError `data-invalid`, `file-missing`, `permission-denied`, `conflict` for a link or a file that changes meanwhile
 */
export async function updateMetadata(path: string, signal: AbortSignal): Promise<MetadataUpdate> {
  const [download] = await readUrlList(path, signal);
  const before = download?.sha256 ?? null;
  if (download === undefined || before === null || !path.toLowerCase().endsWith('.toml')) {
    throw new InkdexError('data-invalid', `${path} is no metadata.toml. Expected url, filename and sha256.`);
  }
  const file = join(dirname(path), download.file);
  const sha256 = await hashFile(file);
  if (sha256 === null) {
    throw new InkdexError(
      'file-missing',
      `${file} is not there or cannot be read. Download it with: inkdex dataset download ${path} ${dirname(path)}`,
    );
  }
  if (sha256 !== before) await replaceHash(path, before, sha256);
  return { file, before, sha256 };
}

/** A longer file is no metadata.toml. */
const mostBytes = 2 ** 20;

/** Each other byte stays, whatever its encoding. */
async function replaceHash(path: string, before: string, sha256: string): Promise<void> {
  const [folder, name] = [dirname(path), basename(path)];
  const bytes = await readOutside(folder, name, mostBytes);
  const after = Buffer.from((bytes ?? Buffer.alloc(0)).toString('latin1').replace(before, sha256), 'latin1');
  if (bytes !== null && (await replaceOutside(folder, name, bytes, after))) return;
  throw new InkdexError('conflict', `${path} was changed by another program. Try again.`);
}

import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { InkdexError } from '../../../shared/result.ts';
import { hashFile } from '../../files/hashFile.ts';
import { writeWhole } from '../../files/writeWhole.ts';
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
 * @throws InkdexError `data-invalid`, `file-missing`, `permission-denied`
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
  if (sha256 !== before) await writeWhole(path, [(await readFile(path, 'utf8')).replace(before, sha256)]);
  return { file, before, sha256 };
}

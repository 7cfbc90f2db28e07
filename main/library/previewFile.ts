import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CallArgs, CallResult } from '../../shared/contract/contract.ts';
import { isPhotoName } from '../../shared/contract/photo.ts';
import { withTemporaryFolder } from '../files/temporaryFolder.ts';
import { InkdexError } from '../../shared/result.ts';
import type { Reader } from '../workers/client.ts';

/**
 * A small picture of a file that is not in the library, for the dialog that chooses photos. The file is decoded in the worker
 * process, as at an import, and nothing is kept of it.
 *
 * @throws InkdexError `bad-arguments` if the name is not that of a photo, and as `decodePhoto`
 */
export async function previewFile(
  reader: Pick<Reader, 'call'>,
  { path }: CallArgs<'previewFile'>,
): Promise<CallResult<'previewFile'>> {
  if (!isPhotoName(path)) {
    throw new InkdexError('bad-arguments', `${JSON.stringify(path)} is not the name of a photo.`);
  }
  return await withTemporaryFolder('inkdex-preview-', async (folder) => {
    const destination = join(folder, 'preview.jpg');
    await reader.call('render', { path, turn: 0, destination, picture: { kind: 'preview' } });
    return { jpeg: (await readFile(destination)).toString('base64') };
  });
}

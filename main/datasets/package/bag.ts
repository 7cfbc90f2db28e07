import { access, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { VersionRecord } from '../../../shared/contract/dataset.ts';
import { hashFile } from '../../files/hashFile.ts';

/** A package as the payload of a bag, which libraries and archives keep and check: BagIt 1.0 (RFC 8493). */
export const bagVariant = 'bagit';

const declaration = 'bagit.txt';

/** The payload of a bag; any other folder itself. */
export async function payloadOf(folder: string): Promise<string> {
  const isBag = await access(join(folder, declaration)).then(
    () => true,
    () => false,
  );
  return isBag ? join(folder, 'data') : folder;
}

/** Writes the files of a bag beside its payload in `data`. */
export async function writeBag(folder: string, record: VersionRecord): Promise<void> {
  const data = await readdir(join(folder, 'data'), { recursive: true, withFileTypes: true });
  const payload = data
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) =>
      join(parentPath, name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
  const sizes = await Promise.all(payload.map(async (path) => (await stat(join(folder, path))).size));
  const octets = sizes.reduce((sum, size) => sum + size, 0);
  const info = [
    `External-Identifier: ${record.version}`,
    `Bagging-Date: ${record.frozenAt.slice(0, 10)}`,
    `Payload-Oxum: ${octets}.${payload.length}`,
  ];
  const tags = {
    [declaration]: 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n',
    'bag-info.txt': `${info.join('\n')}\n`,
    'manifest-sha256.txt': await manifestOf(folder, payload),
  };
  for (const [name, text] of Object.entries(tags)) await writeFile(join(folder, name), text);
  await writeFile(join(folder, 'tagmanifest-sha256.txt'), await manifestOf(folder, Object.keys(tags)));
}

async function manifestOf(folder: string, paths: readonly string[]): Promise<string> {
  let lines = '';
  for (const path of paths) lines += `${(await hashFile(join(folder, path))) ?? ''}  ${path}\n`;
  return lines;
}

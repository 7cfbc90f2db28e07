import type { VersionId } from '../../../shared/contract/dataset.ts';
import { shortId } from '../names.ts';

/** A name for what is exported that says what it is and is fit for any file system. */
export function exportName(dataset: string, version: VersionId, format: string): string {
  const plain = dataset
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9._-]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/gu, '');
  return [plain, shortId(version), format].filter((part) => part !== '').join('-');
}

/** A name within a folder, as the machine that has the folder parts them. */
export function joinPath(folder: string, name: string): string {
  const separator = !folder.includes('/') && folder.includes('\\') ? '\\' : '/';
  return folder.endsWith(separator) ? `${folder}${name}` : `${folder}${separator}${name}`;
}

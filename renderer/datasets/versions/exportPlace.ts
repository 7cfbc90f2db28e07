import type { VersionId } from '../../../shared/contract/dataset.ts';
import { shortId } from '../../common/names.ts';

/** A name for an export: dataset, version and format, valid on any file system. */
export function exportName(dataset: string, version: VersionId, format: string): string {
  const plain = dataset
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9._-]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/gu, '');
  return [plain, shortId(version), format].filter((part) => part !== '').join('-');
}

/** Joins a folder and a name with the separator that the folder's path uses. */
export function joinPath(folder: string, name: string): string {
  const separator = !folder.includes('/') && folder.includes('\\') ? '\\' : '/';
  return folder.endsWith(separator) ? `${folder}${name}` : `${folder}${separator}${name}`;
}

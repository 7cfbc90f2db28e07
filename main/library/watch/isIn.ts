import { sep } from 'node:path';

/** Whether a folder is another, or lies in it, however deep; both absolute. */
export function isIn(folder: string, other: string): boolean {
  return folder === other || folder.startsWith(other.endsWith(sep) ? other : other + sep);
}

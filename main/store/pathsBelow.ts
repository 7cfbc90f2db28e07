import { sep } from 'node:path';

/**
 * All paths below a folder, however deep, as a range that an index answers: those after `from` and before `to`.
 *
 * @param folder absolute
 */
export function pathsBelow(folder: string): { readonly from: string; readonly to: string } {
  const stem = folder.endsWith(sep) ? folder.slice(0, -1) : folder;
  return { from: stem + sep, to: stem + String.fromCharCode(sep.charCodeAt(0) + 1) };
}

import { sep } from 'node:path';

/**
 * The range of all paths below a folder, for use with an index: paths after `from` and before `to`.
 *
 * @param folder absolute
 */
export function pathsBelow(folder: string): { readonly from: string; readonly to: string } {
  const stem = folder.endsWith(sep) ? folder.slice(0, -1) : folder;
  return { from: stem + sep, to: stem + String.fromCharCode(sep.charCodeAt(0) + 1) };
}

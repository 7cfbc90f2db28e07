import { pathsBelow } from './pathsBelow.ts';

/** Whether a path is a folder, or lies in it, however deep; both absolute. */
export function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(pathsBelow(folder).from);
}

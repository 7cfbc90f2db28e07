import { pathsBelow } from './pathsBelow.ts';

/** Whether a path equals a folder or is below it. Both are absolute. */
export function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(pathsBelow(folder).from);
}

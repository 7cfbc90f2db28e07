/** Folders and name of a path, after either sign: the house may run on another system than this page. */
export function pathParts(path: string): string[] {
  return path.split(/[/\\]/u).filter((part) => part !== '');
}

/** Splits a path at `/` and `\`: the host may run on another operating system than the browser. */
export function pathParts(path: string): string[] {
  return path.split(/[/\\]/u).filter((part) => part !== '');
}

import { extname, relative, sep } from 'node:path';

/** `forms/a01.xml` becomes `forms/a01`. */
export function withoutExtension(name: string): string {
  return name.slice(0, name.length - extname(name).length);
}

/** A file's path inside a folder, with slashes and without its extension. */
export function relativeStem(root: string, file: string): string {
  return withoutExtension(relative(root, file).split(sep).join('/'));
}

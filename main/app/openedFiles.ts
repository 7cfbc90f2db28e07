import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { App } from 'electron';
import { isImportName } from '../../shared/contract/photo.ts';
import { failureOf } from '../../shared/result.ts';

/** What opens files once the library is open. */
export interface FileOpener {
  /** Imports files and folders. */
  readonly importPaths: (paths: string[]) => Promise<unknown>;
  /** Brings the window to the front. */
  readonly show: () => void;
  /** Shows people why files were not added. */
  readonly complain: (message: string) => void;
}

/** macOS sends an event for each file of a selection. */
const collectMs = 100;

/**
 * Imports what people open with Inkdex or drop on its icon. Windows and Linux start the app again with the paths as
 * arguments; macOS sends events, the first ones before the app is ready.
 *
 * @param args of this start, without the program's own path
 * @param opener of the library, as soon as it is open
 */
export function importOpenedFiles(
  app: Pick<App, 'on'>,
  args: readonly string[],
  opener: Promise<FileOpener>,
): void {
  const waiting = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  async function importWaiting(): Promise<void> {
    const { importPaths, show, complain } = await opener;
    const paths = [...waiting];
    waiting.clear();
    show();
    if (paths.length === 0) return;
    await importPaths(paths).catch((thrown: unknown) => {
      complain(failureOf(thrown).message);
    });
  }
  function bring(paths: readonly string[]): void {
    for (const path of paths) waiting.add(path);
    clearTimeout(timer);
    timer = setTimeout(() => void importWaiting(), collectMs);
  }

  app.on('open-file', (event, path) => {
    event.preventDefault();
    bring([path]);
  });
  app.on('second-instance', (_event, [, ...others], folder) => {
    bring(pathsIn(others, folder));
  });
  const paths = pathsIn(args, process.cwd());
  if (paths.length > 0) bring(paths);
}

/**
 * The folders, photos and PDFs among the arguments of a program, which Chromium mixes with switches of its own. Desktops
 * of Linux give addresses of files.
 *
 * @param folder in which the program was started
 */
export function pathsIn(args: readonly string[], folder: string): string[] {
  return args.flatMap((argument) => {
    if (argument.startsWith('-')) return [];
    const path = pathOf(argument, folder);
    if (path === null || !existsSync(path)) return [];
    return isImportName(path) || statSync(path).isDirectory() ? [path] : [];
  });
}

function pathOf(argument: string, folder: string): string | null {
  if (!argument.startsWith('file:')) return resolve(folder, argument);
  try {
    return fileURLToPath(argument);
  } catch {
    return null;
  }
}

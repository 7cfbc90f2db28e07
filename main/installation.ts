import { availableParallelism, loadavg, totalmem } from 'node:os';
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import envPaths from 'env-paths';
import { z } from 'zod';

/** The folder of package.json, for the sources and for a build. */
export const packageFolder = findPackageFolder();
/** Models, language, search data and samples that come with the app. */
export const resourcesFolder = join(packageFolder, 'resources');

/** Reads words again that the recogniser leaves in doubt; not among the models that a person chooses from. */
export const secondReaderFile = join(resourcesFolder, 'models', 'second', 'second-reader.onnx');
/** In place of the second reader's last layer: with it, it reads scripts that the recogniser does not know. */
export const otherScriptsFile = join(resourcesFolder, 'models', 'second', 'other-scripts.onnx');

export function readAppVersion(): string {
  const text = readFileSync(join(packageFolder, 'package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

/** Paths of the sample photos. */
export function listSamples(): string[] {
  const folder = join(resourcesFolder, 'samples');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^\w[^/]*\.jpg$/u.test(name))
    .sort()
    .map((name) => join(folder, name));
}

function findPackageFolder(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

/** The library folder: the given one, else `INKDEX_LIBRARY`, else a folder in the user's data folder. */
export function libraryFolder(asked: string | undefined): string {
  const named = asked ?? process.env.INKDEX_LIBRARY ?? '';
  return named === '' ? join(envPaths('inkdex', { suffix: '' }).data, 'library') : resolve(named);
}

/** The folder in which readers for other machines keep models, and photos while they are read. */
export function workerFolder(): string {
  return join(envPaths('inkdex', { suffix: '' }).cache, 'worker');
}

/**
 * Electron's executable if it has been downloaded, else null. Electron 42 and later is installed without it.
 * Importing the package `electron` would start the download, so this reads its files instead.
 */
export function electronBinary(): string | null {
  const folder = join(packageFolder, 'node_modules/electron');
  try {
    const name = readFileSync(join(folder, 'path.txt'), 'utf8');
    const path = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist'), name);
    accessSync(path, constants.X_OK);
    return path;
  } catch {
    return null;
  }
}

/** Whether this machine can show a window: with X11 or Wayland on Linux, always on other systems. */
export function hasScreen(environment: NodeJS.ProcessEnv = process.env): boolean {
  if (process.platform === 'win32' || process.platform === 'darwin') return true;
  return (environment.DISPLAY ?? '') !== '' || (environment.WAYLAND_DISPLAY ?? '') !== '';
}

/** How many times longer work takes because others use the processors, at most four. Windows does not say: 1. */
export function slowness(): number {
  const [load = 0] = loadavg();
  return Math.min(4, Math.max(1, load / availableParallelism()));
}

/** Reading gains little from more threads, and each one loads the recogniser again. */
const mostForReading = 4;

/** The number of threads that Inkdex may compute with: INKDEX_THREADS, otherwise one for each processor. */
export function threadCount(): number {
  const chosen = Number(process.env.INKDEX_THREADS);
  return Number.isInteger(chosen) && chosen > 0 ? chosen : availableParallelism();
}

/** The number of threads that read a photo. */
export function readingThreads(): number {
  return Math.min(threadCount(), mostForReading);
}

/** Threads of a second reader: those that the first leaves, and one at least, as the first uses one alone half of the time. */
export function threadsBeside(): number {
  return Math.max(1, Math.min(readingThreads(), threadCount() - readingThreads()));
}

/** In bytes. Two readers take 1.4 GB (NOTEBOOK, Memory of the reader); most of the memory is left to other programs. */
const leastForTwoReaders = 6e9;

/** Whether this machine has the processors and the memory for a second reader. */
export function hasRoomForTwoReaders(): boolean {
  return threadCount() > 1 && totalmem() >= leastForTwoReaders;
}

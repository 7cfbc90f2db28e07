import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { defaultHost, runBrowserEntry } from './browser.ts';
import { keepFilesPrivate } from './files/privateFiles.ts';
import { electronBinary, hasScreen, libraryFolder, packageFolder as root } from './installation.ts';

/** Where Electron's installer downloads from, unless a mirror is set. */
const releases = process.env.ELECTRON_MIRROR ?? 'https://github.com/electron/electron/releases/';
const reachableWithinMs = 3_000;
const fetchedWithinMs = 5 * 60_000;

/**
 * Opens the desktop app. If Electron cannot be downloaded or does not start, prints the reason in one line
 * and opens the app in the browser instead. Ends when the app does.
 *
 * @param library folder of the library
 */
export async function openApp(library: string): Promise<void> {
  const obstacle = await openDesktop(library);
  if (obstacle === null) return;
  process.stderr.write(`${obstacle} Opening Inkdex in the browser instead.\n`);
  await runBrowserEntry({ library, host: defaultHost, port: null, openBrowser: true });
}

/** Runs the desktop app until it ends. Returns why it could not run, else null. */
async function openDesktop(library: string): Promise<string | null> {
  if (!hasScreen()) return 'No display is available for a desktop window.';
  const binary = electronBinary() ?? (await fetchElectron());
  if (binary === null) return 'Electron is not installed and could not be downloaded.';
  const builds = [await runVite('main'), await runVite('preload')];
  if (builds.some((status) => status !== 0)) return 'The desktop app could not be built.';
  // Electron has a different V8 with a cache of its own.
  const status = await run(binary, [root], { INKDEX_LIBRARY: library, NODE_DISABLE_COMPILE_CACHE: '1' });
  return status === 0 ? null : `The desktop app exited with status ${status}.`;
}

/** Electron 42 and later downloads its binary (110 MB) on first use. Null when that fails. */
async function fetchElectron(): Promise<string | null> {
  const answer = await fetch(releases, {
    method: 'HEAD',
    signal: AbortSignal.timeout(reachableWithinMs),
  }).catch(() => null);
  if (answer?.ok !== true) return null;
  process.stderr.write('Downloading Electron. This happens only once and takes about a minute.\n');
  const installer = join(root, 'node_modules/electron/install.js');
  await run(process.execPath, [installer], {}, AbortSignal.timeout(fetchedWithinMs));
  return electronBinary();
}

function runVite(mode: string): Promise<number> {
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  return run(process.execPath, [vite, 'build', '--mode', mode, '--logLevel', 'warn']);
}

/** Runs a program. Returns its exit status, or 1 if it could not be started or was stopped. */
function run(
  program: string,
  args: readonly string[],
  environment: Record<string, string> = {},
  signal?: AbortSignal,
): Promise<number> {
  return new Promise((resolve) => {
    const options = { cwd: root, stdio: 'inherit', env: { ...process.env, ...environment } } as const;
    const child = spawn(program, args, signal === undefined ? options : { ...options, signal });
    child.on('error', () => {
      resolve(1);
    });
    child.on('exit', (status) => {
      resolve(status ?? 1);
    });
  });
}

if (import.meta.main) {
  keepFilesPrivate();
  await openApp(libraryFolder(undefined));
}

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { defaultHost, hasScreen, runBrowserDoor } from './browser.ts';
import { electronBinary } from './commands/electronBinary.ts';
import { libraryFolder } from './commands/libraryFolder.ts';

const root = join(import.meta.dirname, '..');
/** Where Electron's own installer fetches from, unless a mirror is set. */
const releases = process.env.ELECTRON_MIRROR ?? 'https://github.com/electron/electron/releases/';
const reachableWithinMs = 3_000;
const fetchedWithinMs = 5 * 60_000;

/**
 * Opens the desktop app; where Electron cannot be had, or does not start here, says so in one line
 * and opens the browser door instead. Ends when the app does.
 *
 * @param library folder of the library
 */
export async function openApp(library: string): Promise<void> {
  const obstacle = await openDesktop(library);
  if (obstacle === null) return;
  process.stderr.write(`${obstacle} Inkdex opens in the browser instead.\n`);
  await runBrowserDoor({ library, host: defaultHost, port: 0, openBrowser: true });
}

/** Runs the desktop app to its end. What stood in its way, else null. */
async function openDesktop(library: string): Promise<string | null> {
  if (!hasScreen()) return 'There is no screen for a desktop window.';
  const binary = electronBinary(root) ?? (await fetchElectron());
  if (binary === null) return "Electron's binary is not here and could not be fetched.";
  const builds = [await runVite('main'), await runVite('preload')];
  if (builds.some((status) => status !== 0)) return 'The desktop app could not be built.';
  // Electron's V8 is another one, and has a cache of its own.
  const status = await run(binary, [root], { INKDEX_LIBRARY: library, NODE_DISABLE_COMPILE_CACHE: '1' });
  return status === 0 ? null : `The desktop app ended with status ${String(status)}.`;
}

/** Electron 42 and later fetches its binary (110 MB) on first use. Null when that fails. */
async function fetchElectron(): Promise<string | null> {
  const answer = await fetch(releases, {
    method: 'HEAD',
    signal: AbortSignal.timeout(reachableWithinMs),
  }).catch(() => null);
  if (answer?.ok !== true) return null;
  process.stderr.write('Fetching Electron, once; this takes a minute or so.\n');
  const installer = join(root, 'node_modules/electron/install.js');
  await run(process.execPath, [installer], {}, AbortSignal.timeout(fetchedWithinMs));
  return electronBinary(root);
}

function runVite(mode: string): Promise<number> {
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  return run(process.execPath, [vite, 'build', '--mode', mode, '--logLevel', 'warn']);
}

/** The exit status of a program; 1 when it could not be started or was stopped. */
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

if (import.meta.main) await openApp(libraryFolder(undefined));

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { InkdexError } from '../shared/result.ts';
import { createAnnouncer } from './ipc/announcer.ts';
import { handlers } from './ipc/handlers.ts';
import type { Door } from './ipc/handlers.ts';
import { isLoopback } from './ipc/http/access.ts';
import type { AccessKeys } from './ipc/http/access.ts';
import { openHttpDoor } from './ipc/http/server.ts';
import type { HttpDoor, Pages } from './ipc/http/server.ts';
import { securityHeaders } from './ipc/web/headers.ts';
import { staticFiles } from './ipc/web/staticFiles.ts';
import { openServices } from './services.ts';

/** The browser door: the renderer and the contract from a web server on this machine. */
export interface BrowserDoorOptions {
  /** Folder of the library. */
  readonly library: string;
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Show it in the person's own browser, where there is a screen. */
  readonly openBrowser: boolean;
  /** Set by `npm run dev`: pages from Vite, and keys that outlive a restart. The built renderer when absent. */
  readonly development?: { readonly pages: Pages; readonly keys: AccessKeys };
}

export const defaultHost = '127.0.0.1';

const rendererFolder = join(import.meta.dirname, '../dist/renderer');

/** A browser on a machine without a dialog of its own walks the folders of `listFolder`. */
const door: Door = {
  kind: 'browser',
  choosePaths: () => Promise.resolve({ kind: 'browse', start: homedir() }),
};

/**
 * Opens a library and serves it.
 *
 * @throws InkdexError when the library does not open, the port is taken or the renderer is not built
 */
export async function openBrowserDoor(options: BrowserDoorOptions): Promise<HttpDoor> {
  const { pages, ...access } = options.development ?? { pages: builtPages() };
  const announcer = createAnnouncer();
  const services = await openServices({ library: options.library, announce: announcer.announce });
  let http: HttpDoor | undefined;
  const close = async (): Promise<void> => {
    await http?.close();
    await services.close();
  };
  try {
    http = await openHttpDoor({
      contract: handlers(services, door),
      findPicture: (kind, id) => services.library.picture(kind, id),
      createInbox: () => services.library.createInbox(),
      announcer,
      pages,
      ...access,
      host: options.host,
      port: options.port,
      log: writeLog,
    });
    // Only a house that can be entered begins to work.
    services.start();
    return { address: http.address, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function builtPages(): Pages {
  if (!existsSync(join(rendererFolder, 'index.html'))) {
    throw new InkdexError('not-found', `The pages are not built yet (${rendererFolder}). Run: npm run build`);
  }
  const files = staticFiles(rendererFolder, securityHeaders());
  return (_request, { pathname }) => files(pathname);
}

/**
 * Opens the door, prints its address on stdout (alone on its line) and keeps it open until Ctrl-C or
 * SIGTERM.
 */
export async function runBrowserDoor(options: BrowserDoorOptions): Promise<void> {
  // From the start: whoever reads the address may ask to stop at once.
  const stopped = interrupted();
  const { address, close } = await openBrowserDoor(options);
  if (!isLoopback(options.host)) {
    writeLog(
      `Inkdex listens on ${options.host}, beyond this machine: whoever has its address can see the library, ` +
        'and the connection is not encrypted. Leave --host out to keep it to this machine.',
    );
  }
  writeLog('Inkdex is open at this address; Ctrl-C closes it:');
  process.stdout.write(`${address}\n`);
  if (options.openBrowser && hasScreen()) showInBrowser(address);
  await stopped;
  await close();
}

function writeLog(message: string): void {
  process.stderr.write(`${message}\n`);
}

/** Resolves at the first request to stop; at a second one the process ends at once. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    let isStopping = false;
    const stop = (): void => {
      if (isStopping) process.exit(1);
      isStopping = true;
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
}

/** Whether a window can be shown here: X11 or Wayland on Linux, always elsewhere. */
export function hasScreen(environment: NodeJS.ProcessEnv = process.env): boolean {
  if (process.platform === 'win32' || process.platform === 'darwin') return true;
  return (environment.DISPLAY ?? '') !== '' || (environment.WAYLAND_DISPLAY ?? '') !== '';
}

function showInBrowser(address: string): void {
  const [command, ...args] =
    process.platform === 'win32'
      ? ['rundll32', 'url.dll,FileProtocolHandler']
      : [process.platform === 'darwin' ? 'open' : 'xdg-open'];
  const child = spawn(command, [...args, address], { stdio: 'ignore', detached: true });
  child.on('error', () => {
    writeLog('No browser could be opened from here: open the address above in one yourself.');
  });
  child.unref();
}

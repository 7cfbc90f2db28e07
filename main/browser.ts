import { spawn } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { Role } from '../shared/contract/account.ts';
import { printable } from '../shared/printable.ts';
import { InkdexError } from '../shared/result.ts';
import { hasScreen, packageFolder, readAppVersion } from './installation.ts';
import type { ApiOptions, ApiServer } from './api/server.ts';
import { createAnnouncer } from './ipc/serve.ts';
import { handlers, type EntryPoint } from './ipc/handlers.ts';
import { keepLog } from './ipc/logFile.ts';
import { isLoopback, type People } from './ipc/http/access.ts';
import type { PublicAddress } from './ipc/http/proxy.ts';
import { type HttpServer, type HttpServerOptions, openHttpServer, type Pages } from './ipc/http/server.ts';
import { securityHeaders, staticFiles } from './ipc/web/staticFiles.ts';
import { openServices, type Services } from './services.ts';
import { readKept } from './files/keptJson.ts';
import { withUsualUmask } from './files/privateFiles.ts';

/** The browser entry point: a web server on this machine serves the renderer and the contract. */
export interface BrowserEntryOptions {
  /** Folder of the library. */
  readonly library: string;
  readonly host: string;
  /** 0 for any free port; null for the port that this library had last time, or any if another program uses it. */
  readonly port: number | null;
  /** How browsers reach it through a reverse proxy. */
  readonly public?: PublicAddress;
  /** Also open the address in the user's browser, if there is a display. */
  readonly openBrowser: boolean;
  /** Also serves other programs, on a port of its own. */
  readonly api?: ApiOptions;
  /** Called with the address for the next browser when one has used the last. */
  readonly onSignIn?: (nextAddress: string) => void;
  /** Set by `npm run dev`: pages from Vite, and an address that stays the same. Default: the built renderer. */
  readonly development?: { readonly pages: Pages; readonly token: string };
}

export const defaultHost = '127.0.0.1';

const rendererFolder = join(packageFolder, 'dist/renderer');

/** Where most people keep photos: the folder of pictures in the home folder, or else that folder. */
function picturesFolder(): string {
  const pictures = join(homedir(), 'Pictures');
  return existsSync(pictures) ? pictures : homedir();
}

/** A browser has no dialog for paths of this machine: the window lists folders with `listFolder`. */
const entryPoint: EntryPoint = {
  kind: 'browser',
  choosePaths: () => Promise.resolve({ kind: 'browse', start: picturesFolder() }),
};

/**
 * Opens a library and serves it.
 *
 * @throws InkdexError when the library cannot be opened, the port is in use or the renderer is not built
 */
export async function openBrowserEntry(
  options: BrowserEntryOptions,
): Promise<HttpServer & Pick<Services, 'folder'>> {
  const { pages, ...access } = options.development ?? {
    pages: builtPages(rendererFolder, options.api !== undefined),
  };
  const announcer = createAnnouncer();
  const services = await openServices({ library: options.library, announce: announcer.announce });
  let http: HttpServer | undefined;
  let api: ApiServer | undefined;
  const close = async (): Promise<void> => {
    await api?.close();
    await http?.close();
    await services.close();
  };
  try {
    const log = keepLog({ folder: services.folder, version: readAppVersion(), announcer }, writeLog);
    const serving: Omit<HttpServerOptions, 'port'> = {
      contract: handlers(services, entryPoint),
      findPicture: (kind, id, last) => services.library.picture(kind, id, last),
      findDownload: (job) => services.downloads.find(job),
      createInbox: () => services.library.createInbox(),
      announcer,
      pages,
      people: peopleOf(services),
      ...(services.sessions !== null && { sessions: services.sessions }),
      ...(options.public !== undefined && { public: options.public }),
      ...access,
      host: options.host,
      onSignIn: options.onSignIn ?? (() => undefined),
      onPerson: writeLog,
      log,
    };
    http = await listenAtUsualPort(serving, options, services);
    if (options.api !== undefined) {
      const { openApi } = await import('./api/server.ts');
      api = await openApi({ services, log, logRequest }, options.api);
      describeApi(api, options.api, services.tokens.calls.listTokens().length);
    }
    // Jobs start only once the server accepts connections.
    services.start();
    return { address: http.address, port: http.port, folder: services.folder, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The people whom the library's tokens let in. */
function peopleOf({ tokens }: Services): People {
  const roles = (): (Role | null)[] => tokens.calls.listTokens().map(({ role }) => role);
  return {
    find(secret) {
      const token = tokens.find(secret);
      return token?.role == null ? undefined : { name: token.name, role: token.role };
    },
    areThere: () => roles().some((role) => role !== null),
    haveAdmin: () => roles().includes('admin'),
  };
}

/**
 * Keeps the port of a library, so that bookmarks, the theme and open tabs survive a restart.
 *
 * @throws the errors of `openHttpDoor`
 */
async function listenAtUsualPort(
  serving: Omit<HttpServerOptions, 'port'>,
  { port, library }: Pick<BrowserEntryOptions, 'port' | 'library'>,
  { folder }: Pick<Services, 'folder'>,
): Promise<HttpServer> {
  if (port !== null) return openHttpServer({ ...serving, port });
  const file = join(library, 'browser.json');
  const usual = readKept(file, usualPortSchema)?.port ?? null;
  if (usual !== null) {
    try {
      return await openHttpServer({ ...serving, port: usual });
    } catch (thrown) {
      // Another program, or this library's other server, uses it at the moment.
      if (!(thrown instanceof InkdexError)) throw thrown;
    }
  }
  const http = await openHttpServer({ ...serving, port: 0 });
  if (usual === null && folder === library)
    writeFileSync(file, JSON.stringify({ port: http.port }), { mode: 0o600 });
  return http;
}

const usualPortSchema = z.object({ port: z.int().min(1024).max(65_535) });

/**
 * The pages of the window.
 *
 * @param mayLack whether there need be none: other programs use the API without them
 * @throws InkdexError `not-found`
 */
export function builtPages(folder: string, mayLack: boolean): Pages {
  if (!existsSync(join(folder, 'index.html'))) {
    const missing = `The window is not built yet (expected in ${folder}). Run: npm run build`;
    if (!mayLack) throw new InkdexError('not-found', missing);
    writeLog(`${missing}. Until then, only the API is served.`);
    return () => Promise.resolve(new Response(missing, { status: 503, headers: securityHeaders() }));
  }
  const files = staticFiles(folder, securityHeaders());
  return (_request, { pathname }) => files(pathname);
}

/**
 * Starts the server, prints its address on stdout (alone on its line) and serves until Ctrl-C or
 * SIGTERM.
 */
export async function runBrowserEntry(options: BrowserEntryOptions): Promise<void> {
  // Listen first: a caller that reads the address may send SIGTERM immediately.
  const stopped = interrupted();
  let page = '';
  const { address, close, folder } = await openBrowserEntry({
    ...options,
    onSignIn(nextAddress) {
      rmSync(page, { force: true });
      writeLog(
        `A browser has opened this address, so it no longer works. For another browser: ${nextAddress}`,
      );
    },
  });
  page = join(folder, 'open.html');
  if (!new URL(address).searchParams.has('token')) {
    writeLog('People sign in with a token. Make one with: inkdex token create NAME --role read');
  }
  if (!isLoopback(options.host) && options.public?.url?.protocol !== 'https:') {
    writeLog(
      `Warning: Inkdex listens on ${options.host}, so other machines can reach it. Anyone who has the address can ` +
        'see the library, and the connection is not encrypted. Omit --host to allow only this machine.',
    );
  }
  writeLog('Inkdex is running at this address. Press Ctrl-C to stop it.');
  process.stdout.write(`${address}\n`);
  if (options.openBrowser && hasScreen()) showInBrowser(writeOpeningPage(page, address));
  await stopped;
  rmSync(page, { force: true });
  await close();
}

/** One JSON line for each request, on stderr. */
function logRequest(entry: object): void {
  writeLog(JSON.stringify(entry));
}

function describeApi(
  { address, grpcPort }: ApiServer,
  { host, isOpen, tls }: ApiOptions,
  tokens: number,
): void {
  writeLog(`The API is at ${address} (what it offers: ${address}/openapi.json).`);
  if (grpcPort !== null) writeLog(`Open Inference Protocol over gRPC is at port ${grpcPort}.`);
  if (!isOpen && tokens === 0) {
    writeLog('No program has a token yet. Make one with: inkdex token create NAME --scope read');
  }
  if (!isLoopback(host) && tls === null) {
    writeLog(
      `Warning: the API listens on ${host} without TLS. Others on the network can read what is sent, tokens included. ` +
        'Use --api-cert and --api-key, or a reverse proxy.',
    );
  }
}

function writeLog(message: string): void {
  process.stderr.write(`${printable(message)}\n`);
}

/** Resolves at the first SIGINT or SIGTERM. A second one ends the process immediately. */
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

/**
 * Writes a page that leads to the address. Other users of the machine can read the arguments of a program, so the
 * address is not among them; the file is for its owner only.
 *
 * @returns the URL of the file
 */
function writeOpeningPage(path: string, address: string): string {
  rmSync(path, { force: true });
  const page = `<!doctype html><title>Inkdex</title><meta http-equiv="refresh" content="0; url=${address}">\n`;
  writeFileSync(path, page, { mode: 0o600, flag: 'wx' });
  return pathToFileURL(path).href;
}

function showInBrowser(page: string): void {
  const [command, ...args] =
    process.platform === 'win32'
      ? ['rundll32', 'url.dll,FileProtocolHandler']
      : [process.platform === 'darwin' ? 'open' : 'xdg-open'];
  withUsualUmask(() => {
    const child = spawn(command, [...args, page], { stdio: 'ignore', detached: true });
    child.on('error', () => {
      writeLog('Could not open a browser. Open the address above yourself.');
    });
    child.unref();
  });
}

import { createHash, generateKeyPairSync } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { IncomingHttpHeaders, RequestOptions, ServerResponse } from 'node:http';
import Module, { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import type { AppImageUpdater } from 'electron-updater';
import { onTestFinished, vi, type Mock } from 'vitest';
import { signPackage } from '../../main/app/releaseSignature.ts';
import { temporaryFolder } from './library.ts';

const requireHere = createRequire(import.meta.url);
const quitting: { readonly quit: Mock<() => void> } = { quit: vi.fn() };

// What electron-updater takes of Electron, whose binary tests do without: requests, and quitting.
const electron = new Module(requireHere.resolve('electron'));
electron.exports = {
  net: { request: (options: RequestOptions) => request(options) },
  session: { fromPartition: () => ({}) },
  app: quitting,
  autoUpdater: new EventEmitter(),
};
requireHere.cache[electron.id] = electron;

const keys = generateKeyPairSync('ed25519');
/** The public key of these releases. */
export const testReleaseKey = String(keys.publicKey.export({ type: 'spki', format: 'pem' }));
const privateKey = String(keys.privateKey.export({ type: 'pkcs8', format: 'pem' }));

interface Served {
  /** The newest version there is. */
  version: string;
  /** What its AppImage is. */
  contents: string;
  /** Answers nothing more after the first half of the AppImage. */
  stalls: boolean;
  /** Has no list of packages for this system. */
  isMissing: boolean;
  /** The SHA-512 that the server names is of something else. */
  isDamaged: boolean;
  /** Of the package; by default that of its own version, name and contents. Null: the release has none. */
  signature: string | null | undefined;
}

/** The signature of a package of these releases. */
export async function testSignature(contents: string, version: string, name: string): Promise<string> {
  const path = join(temporaryFolder(), 'package');
  writeFileSync(path, contents);
  return await signPackage({ path, name, version }, privateKey);
}

/** A server of releases, and electron-updater's own updater of an AppImage of version 0.2.0. */
export async function openUpdater(served: Partial<Served> = {}) {
  const offer: Served = {
    version: '0.3.0',
    contents: '',
    stalls: false,
    isMissing: false,
    isDamaged: false,
    signature: undefined,
    ...served,
  };
  const asked: { readonly path: string; readonly headers: IncomingHttpHeaders }[] = [];
  const server = createServer(({ url = '', headers }, response) => {
    asked.push({ path: new URL(url, 'http://a').pathname, headers });
    if (offer.isMissing) response.writeHead(404).end();
    else if (url.includes('.yml')) response.end(describe(offer));
    else if (url.includes('.sig')) void sign(offer, url, response);
    else if (offer.stalls) response.writeHead(200, { 'content-length': 1000 }).write('half');
    else response.end(offer.contents);
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  const { port } = server.address() as AddressInfo;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });

  const folder = temporaryFolder();
  const apps = join(folder, 'apps');
  mkdirSync(apps);
  const appImage = join(apps, 'Inkdex.AppImage');
  writeFileSync(appImage, 'old');
  chmodSync(appImage, 0o755);
  vi.stubEnv('APPIMAGE', appImage);
  writeFileSync(join(folder, 'app-update.yml'), 'updaterCacheDirName: inkdex-updater\n');
  const { default: electronUpdater } = await import('electron-updater');
  const feed = { provider: 'generic', url: `http://127.0.0.1:${port}` } as const;
  const updater: AppImageUpdater = new electronUpdater.AppImageUpdater(null, {
    version: '0.2.0',
    name: 'inkdex',
    isPackaged: true,
    appUpdateConfigPath: join(folder, 'app-update.yml'),
    userDataPath: folder,
    baseCachePath: join(folder, 'cache'),
    whenReady: () => Promise.resolve(),
    relaunch: () => undefined,
    quit: quitting.quit,
    onQuit: () => undefined,
  });
  const { ElectronHttpExecutor } = await import('electron-updater/out/electronHttpExecutor.js');
  // With an app that is not Electron's it has none.
  Object.assign(updater, { httpExecutor: new ElectronHttpExecutor() });
  updater.setFeedURL(feed);
  const readApp = () => readFileSync(appImage, 'utf8');
  return { updater, offer, address: feed.url, asked, server, folder, apps, readApp, quit: quitting.quit };
}

async function sign(
  { contents, version, signature }: Served,
  url: string,
  response: ServerResponse,
): Promise<void> {
  const name = basename(new URL(url, 'http://a').pathname, '.sig');
  if (signature === null) response.writeHead(404).end();
  else response.end(signature ?? `${await testSignature(contents, version, name)}\n`);
}

function describe({ version, contents, isDamaged }: Served): string {
  const sha512 = createHash('sha512')
    .update(isDamaged ? 'other' : contents)
    .digest('base64');
  return [
    `version: ${version}`,
    'files:',
    `  - url: Inkdex-${version}.AppImage`,
    `    sha512: ${sha512}`,
    `    size: ${contents.length}`,
    `path: Inkdex-${version}.AppImage`,
    `sha512: ${sha512}`,
    "releaseDate: '2026-11-28T00:00:00.000Z'",
  ].join('\n');
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request, type OutgoingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { createAnnouncer, type Announcer } from '../../main/ipc/serve.ts';
import { sessionsOfOneStart, type AccessOptions } from '../../main/ipc/http/access.ts';
import { openHttpServer, type HttpServerOptions } from '../../main/ipc/http/server.ts';
import { securityHeaders, staticFiles } from '../../main/ipc/web/staticFiles.ts';
import type { ServedContract } from '../../shared/contract/contract.ts';
import { InkdexError } from '../../shared/result.ts';
import {
  refusedProtocol,
  secretHeader,
  secretProtocolPrefix,
  secretQuery,
  socketPath,
  socketProtocol,
} from '../../shared/contract/wire.ts';
import { smallHost } from './smallHost.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: Buffer | string;
}

/** A real server on a real port, over a folder with one page, one script and one picture. */
export interface TestServer {
  readonly folder: string;
  readonly inbox: string;
  readonly port: number;
  readonly origin: string;
  /** The address with a token that was not used yet. */
  readonly address: string;
  /** What a page holds after it exchanged a token. */
  readonly secret: string;
  readonly announcer: Announcer;
  readonly log: string[];
  /** Sends the path as it stands: `fetch` would tidy `/../` away. */
  readonly ask: (path: string, ask?: Ask) => Promise<Reply>;
  /** The same with the secret and origin of a page of ours. */
  readonly askAsPage: (path: string, ask?: Ask) => Promise<Reply>;
  readonly close: () => Promise<void>;
}

export async function openTestServer(
  given: Partial<ServedContract> = {},
  access: AccessOptions & Pick<HttpServerOptions, 'onPerson'> = {},
): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'inkdex-door-'));
  const inbox = join(folder, 'inbox');
  mkdirSync(join(folder, 'renderer/assets'), { recursive: true });
  writeFileSync(join(folder, 'renderer/index.html'), '<title>Inkdex</title>');
  writeFileSync(join(folder, 'renderer/assets/main-1a2b.js'), 'export {};');
  writeFileSync(join(folder, 'secret.html'), 'not for the web');
  writeFileSync(join(folder, 'picture.jpg'), 'jpeg bytes');
  writeFileSync(join(folder, 'Notes "of" 1 März.pdf'), 'pdf bytes');
  const announcer = createAnnouncer();
  const log: string[] = [];
  let batches = 0;
  const files = staticFiles(join(folder, 'renderer'), securityHeaders());
  let address = '';
  const nobody = { find: () => undefined, areThere: () => false, haveAdmin: () => false };
  const sessions = access.sessions ?? sessionsOfOneStart(access.people ?? nobody);
  const entryPoint = await openHttpServer({
    ...access,
    sessions,
    contract: smallHost(given),
    announcer,
    pages: (_request, { pathname }) => files(pathname),
    host: '127.0.0.1',
    port: 0,
    log: (message) => log.push(message),
    onSignIn: (next) => {
      address = next;
    },
    findPicture: (kind, id) => {
      if (id === 7) return Promise.resolve({ path: join(folder, 'picture.jpg'), etag: `${kind}-7` });
      return Promise.reject(new InkdexError('not-found', `There is no photo ${id}.`));
    },
    findDownload: (job) => {
      if (job === 7) return Promise.resolve(join(folder, 'Notes "of" 1 März.pdf'));
      return Promise.reject(new InkdexError('not-found', 'The file is no longer there. Export it again.'));
    },
    createInbox: () => {
      batches += 1;
      const path = join(inbox, String(batches));
      mkdirSync(path, { recursive: true });
      return Promise.resolve(path);
    },
  });
  address = entryPoint.address;
  const origin = `http://127.0.0.1:${entryPoint.port}`;
  const ask = (path: string, options: Ask = {}): Promise<Reply> => sendTo(entryPoint.port, path, options);
  const secret = sessions.begin(null, 'Test');
  return {
    folder,
    inbox,
    port: entryPoint.port,
    origin,
    get address() {
      return address;
    },
    secret,
    announcer,
    log,
    ask,
    askAsPage: (path, { headers, ...rest } = {}) => {
      const isPicture = path.startsWith('/photo/');
      const signed = isPicture ? `${path}${path.includes('?') ? '&' : '?'}${secretQuery}=${secret}` : path;
      return ask(signed, { ...rest, headers: { [secretHeader]: secret, origin, ...headers } });
    },
    close: async () => {
      await entryPoint.close();
      rmSync(folder, { recursive: true });
    },
  };
}

export function tokenOf(address: string): string {
  return new URL(address).searchParams.get('token') ?? '';
}

/** A window's WebSocket, before it is open. */
export function windowSocket(
  origin: string,
  secret: string,
  headers: Record<string, string> = {},
): WebSocket {
  const address = `${origin.replace('http', 'ws')}${socketPath}`;
  const protocols = [socketProtocol, refusedProtocol, secretProtocolPrefix + secret];
  return new WebSocket(address, protocols, { headers: { origin, ...headers } });
}

/** Sends one request as it stands, on a connection of its own. */
export function sendTo(
  port: number,
  path: string,
  { method = 'GET', headers = {}, body }: Ask,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

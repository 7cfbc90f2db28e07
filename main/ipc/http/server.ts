import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { Contract } from '../../../shared/contract/contract.ts';
import { InkdexError, failureOf } from '../../../shared/result.ts';
import type { Result } from '../../../shared/result.ts';
import { uploadPath } from '../../../shared/contract/wire.ts';
import type { Announcer } from '../announcer.ts';
import { serve } from '../serve.ts';
import type { Log } from '../serve.ts';
import { securityHeaders } from '../web/headers.ts';
import { pictures } from '../web/pictures.ts';
import type { FindPicture } from '../web/pictures.ts';
import { createAccess, inAddress, isLoopback } from './access.ts';
import type { Access, AccessKeys } from './access.ts';
import { addressOf } from './addressOf.ts';
import { createSockets } from './sockets.ts';
import { createUploads } from './uploads.ts';

export interface HttpDoorOptions {
  readonly contract: Contract;
  readonly findPicture: FindPicture;
  /** Makes a fresh folder for files that a browser sends. */
  readonly createInbox: () => Promise<string>;
  readonly announcer: Announcer;
  /** Answers with the renderer's files, for requests that passed all checks. */
  readonly pages: Pages;
  /** New ones when absent. */
  readonly keys?: AccessKeys;
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly log: Log;
}

export interface HttpDoor {
  /** The first address to open: it holds the token. */
  readonly address: string;
  readonly close: () => Promise<void>;
}

type Answer = (request: IncomingMessage, address: URL) => Promise<Response>;
export type Pages = Answer;

const headers = securityHeaders();

/** @throws InkdexError `bad-arguments` when the port is taken or the host is not of this machine */
export async function openHttpDoor(options: HttpDoorOptions): Promise<HttpDoor> {
  const server = createServer({ requestTimeout: 0 });
  const port = await listen(server, options.host, options.port);
  const access = createAccess(options.host, port, options.keys);
  const sockets = createSockets(serve(options.contract, options.log), options.announcer, access, options.log);
  const answer = guard(access, answers(options, access));
  server.on('request', (request, response) => {
    void respond(answer, request, response, options.log);
  });
  server.on('upgrade', sockets.upgrade);
  const shownHost = isLoopback(options.host) ? options.host : access.reachableHost;
  return {
    address: `http://${inAddress(shownHost)}:${String(port)}/?token=${access.token}`,
    close: () =>
      new Promise((resolve) => {
        sockets.close();
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(explainListen(error, host, port));
    });
    server.listen(port, host, () => {
      const address = server.address();
      if (address !== null && typeof address === 'object') resolve(address.port);
    });
  });
}

function explainListen(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    const advice = 'Give another with --port, or leave it out to take any that is free.';
    return new InkdexError('bad-arguments', `Port ${String(port)} is taken by another program. ${advice}`);
  }
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN') {
    return new InkdexError('bad-arguments', `${host} is not an address of this machine.`);
  }
  if (error.code === 'EACCES') {
    return new InkdexError(
      'permission-denied',
      `Port ${String(port)} may not be opened. Use one from 1024 on.`,
    );
  }
  return error;
}

/** Only a browser that has seen the token gets past here. */
function guard(access: Access, answer: Answer): Answer {
  return async (request, address) => {
    if (!access.isOurHost(request)) return plain(403, 'This server does not go by that name.');
    const token = address.searchParams.get('token');
    if (request.method === 'GET' && token !== null && access.isToken(token)) {
      return new Response(null, {
        status: 303,
        headers: { ...headers, location: '/', 'set-cookie': access.setCookie, 'cache-control': 'no-store' },
      });
    }
    if (!access.hasCookie(request)) {
      return plain(401, 'Open the address that Inkdex printed when it started: it lets this browser in.');
    }
    return answer(request, address);
  };
}

function answers(options: HttpDoorOptions, access: Access): Answer {
  const picture = pictures(options.findPicture, headers, options.log);
  const upload = createUploads(options.createInbox);
  return async (request, address) => {
    const { pathname, searchParams } = address;
    const [, first, second, third, ...rest] = pathname.split('/');
    if (`/${first ?? ''}` === uploadPath) {
      if (request.method !== 'POST') return plain(405, 'Send a file with POST.');
      if (!access.isOurOrigin(request)) return plain(403, 'Files are taken from pages of Inkdex alone.');
      return enveloped(upload(second ?? '', searchParams.get('path') ?? '', request), options.log);
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') return plain(405, 'This can only be read.');
    if (first === 'photo' && rest.length === 0) {
      return picture({ kind: second, id: third }, request.headers['if-none-match'] ?? null);
    }
    return options.pages(request, address);
  };
}

async function enveloped(value: Promise<unknown>, log: Log): Promise<Response> {
  let result: Result<unknown>;
  try {
    result = { ok: true, value: await value };
  } catch (thrown) {
    result = { ok: false, error: failureOf(thrown) };
    if (result.error.code === 'internal') log(`An upload failed: ${String(thrown)}`);
  }
  return Response.json(result, { status: result.ok ? 200 : 400, headers });
}

function plain(status: number, text: string): Response {
  return new Response(text, {
    status,
    headers: { ...headers, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  });
}

async function respond(
  answer: Answer,
  request: IncomingMessage,
  response: ServerResponse,
  log: Log,
): Promise<void> {
  try {
    const address = addressOf(request);
    const {
      status,
      headers: given,
      body,
    } = address === null ? plain(400, 'This is not an address.') : await answer(request, address);
    response.writeHead(status, Object.fromEntries(given));
    // A body that is not wanted (such as a refused upload's) still has to be read off the wire.
    request.resume();
    if (body === null || request.method === 'HEAD') {
      await body?.cancel();
      response.end();
      return;
    }
    await pipeline(Readable.fromWeb(body), response);
  } catch (error) {
    // A window that closes while a picture is on its way is no fault.
    if (!response.destroyed) log(`${request.url ?? ''} failed: ${String(error)}`);
    response.destroy();
  }
}

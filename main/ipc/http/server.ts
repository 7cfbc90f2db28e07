import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { ServedContract } from '../../../shared/contract/contract.ts';
import { jobIdSchema, type JobId } from '../../../shared/contract/job.ts';
import { InkdexError, failureOf } from '../../../shared/result.ts';
import type { Result } from '../../../shared/result.ts';
import {
  downloadPath,
  secretHeader,
  secretQuery,
  sessionPath,
  tokenSchema,
  uploadPath,
} from '../../../shared/contract/wire.ts';
import { type Announcer, serve, type Log } from '../serve.ts';
import { securityHeaders } from '../web/staticFiles.ts';
import { pictures } from '../web/pictures.ts';
import type { FindPicture } from '../web/pictures.ts';
import { createAccess, inAddress, isLoopback, type Access, type AccessKeys, addressOf } from './access.ts';
import { listen } from './listen.ts';
import { createSockets } from './sockets.ts';
import { statusOf } from './statusOf.ts';
import { createUploads } from './uploads.ts';

export interface HttpServerOptions {
  readonly contract: ServedContract;
  readonly findPicture: FindPicture;
  /** Finds the file of a finished export. Rejects with InkdexError. */
  readonly findDownload: (job: JobId) => Promise<string>;
  /** Creates a new folder for files that a browser uploads. */
  readonly createInbox: () => Promise<string>;
  readonly announcer: Announcer;
  /** Answers with the renderer's files, for requests that passed all checks. */
  readonly pages: Pages;
  /** New ones when absent. */
  readonly keys?: AccessKeys;
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Called with the next address when a browser has used the last one. */
  readonly onSignIn?: (nextAddress: string) => void;
  readonly log: Log;
}

export interface HttpServer {
  /** The first address to open. It includes the token, so it works once. */
  readonly address: string;
  readonly port: number;
  readonly close: () => Promise<void>;
}

type Answer = (request: IncomingMessage, address: URL) => Promise<Response>;
export type Pages = Answer;

const headers = securityHeaders();

/** @throws InkdexError `bad-arguments` when the port is in use or the host is not an address of this machine */
export async function openHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const server = createServer({ requestTimeout: 0 });
  const port = await listen(server, options.host, options.port);
  const access = createAccess(options.host, port, options.keys);
  const sockets = createSockets(serve(options.contract, options.log), options.announcer, access, options.log);
  const shownHost = isLoopback(options.host) ? options.host : access.reachableHost;
  const address = (): string => `http://${inAddress(shownHost)}:${port}/?token=${access.token()}`;
  const answer = guard(access, answers(options, access, address));
  server.on('request', (request, response) => {
    void respond(answer, request, response, options.log);
  });
  server.on('upgrade', sockets.upgrade);
  return {
    address: address(),
    port,
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

function guard(access: Access, answer: Answer): Answer {
  return async (request, address) => {
    if (access.isOurHost(request)) return answer(request, address);
    return plain(403, 'Unknown host name. Open the address that Inkdex printed when it started.');
  };
}

/** The renderer's files are for everybody: they contain no data. Pictures and uploads need the session's secret. */
function answers(options: HttpServerOptions, access: Access, nextAddress: () => string): Answer {
  const picture = pictures(options.findPicture, headers, options.log);
  const upload = createUploads(options.createInbox);
  const signIn = async (request: IncomingMessage): Promise<Response> => {
    const { token } = tokenSchema.parse(await jsonOf(request));
    const secret = access.redeem(token);
    if (secret === null)
      return plain(401, 'This address was used before. Open the newest one that Inkdex printed.');
    options.onSignIn?.(nextAddress());
    return Response.json({ secret }, { headers: { ...headers, 'cache-control': 'no-store' } });
  };
  const receive: Answer = async (request, { pathname, searchParams }) => {
    if (request.method !== 'POST') return plain(405, 'Use POST.');
    if (!access.isOurOrigin(request)) return plain(403, 'Only pages of Inkdex may do this.');
    if (pathname === sessionPath) {
      return signIn(request).catch(() => plain(400, 'Expected a token as JSON.'));
    }
    if (!access.isSecret(headerOf(request, secretHeader))) return notSignedIn();
    const batch = pathname.split('/')[2] ?? '';
    return enveloped(upload(batch, searchParams.get('path') ?? '', request), options.log);
  };
  return async (request, address) => {
    const { pathname, searchParams } = address;
    const [, first, second, third, ...rest] = pathname.split('/');
    if (pathname === sessionPath || `/${first ?? ''}` === uploadPath) return receive(request, address);
    if (request.method !== 'GET' && request.method !== 'HEAD') return plain(405, 'Use GET or HEAD.');
    if (first === 'photo' && rest.length === 0) {
      if (!access.isSecret(searchParams.get(secretQuery) ?? '')) return notSignedIn();
      return picture({ kind: second, id: third }, request.headers['if-none-match'] ?? null);
    }
    if (`/${first ?? ''}` === downloadPath && third === undefined) {
      if (!access.isSecret(headerOf(request, secretHeader))) return notSignedIn();
      return download(options, second ?? '');
    }
    return options.pages(request, address);
  };
}

async function download({ findDownload, log }: HttpServerOptions, id: string): Promise<Response> {
  const job = jobIdSchema.safeParse(/^\d{1,15}$/u.test(id) ? Number(id) : null);
  if (!job.success) return plain(400, 'Expected the number of a job.');
  try {
    const path = await findDownload(job.data);
    const { size } = await stat(path);
    return new Response(Readable.toWeb(createReadStream(path)) as ReadableStream, {
      headers: {
        ...headers,
        'cache-control': 'no-store',
        'content-type': 'application/octet-stream',
        'content-length': String(size),
        // RFC 8187: any name, also with quotes and line breaks.
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(basename(path))}`,
      },
    });
  } catch (thrown) {
    const { code, message } = failureOf(thrown);
    if (code === 'internal') log(`A download failed: ${String(thrown)}`);
    return plain(statusOf(code), message);
  }
}

function notSignedIn(): Response {
  return plain(401, 'Not signed in. Open the address that Inkdex printed when it started.');
}

function headerOf({ headers: given }: IncomingMessage, name: string): string {
  const value = given[name];
  return typeof value === 'string' ? value : '';
}

const largestTokenBytes = 1_000;

async function jsonOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const buffer = Buffer.from(chunk as Uint8Array);
    bytes += buffer.length;
    if (bytes > largestTokenBytes) throw new InkdexError('bad-arguments', 'The request is too large.');
    chunks.push(buffer);
  }
  return JSON.parse(Buffer.concat(chunks).toString());
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
    } = address === null ? plain(400, 'Invalid address.') : await answer(request, address);
    response.writeHead(status, Object.fromEntries(given));
    // The rest of the body (of a rejected upload, for example) still has to be read.
    request.resume();
    if (body === null || request.method === 'HEAD') {
      await body?.cancel();
      response.end();
      return;
    }
    await pipeline(Readable.fromWeb(body), response);
  } catch (error) {
    // Not an error if the window closed while a picture was being sent.
    if (!response.destroyed) log(`${request.url ?? ''} failed: ${String(error)}`);
    response.destroy();
  }
}

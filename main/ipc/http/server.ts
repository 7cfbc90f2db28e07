import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Caller } from '../../../shared/contract/account.ts';
import { calls, type ServedContract } from '../../../shared/contract/contract.ts';
import { jobIdSchema, type JobId } from '../../../shared/contract/job.ts';
import { failureOf, InkdexError, type Result } from '../../../shared/result.ts';
import { downloadPath, sessionPath, tokenSchema, uploadPath } from '../../../shared/contract/wire.ts';
import { type Announcer, requireRole, serve, type Log } from '../serve.ts';
import { securityHeaders } from '../web/staticFiles.ts';
import { type FindPicture, pictures } from '../web/pictures.ts';
import { addressOf, createAccess, type Access, type AccessOptions } from './access.ts';
import { limitEntries } from './limitEntries.ts';
import { listen } from './listen.ts';
import { createSockets } from './sockets.ts';
import { statusOf } from './statusOf.ts';
import { createUploads } from './uploads.ts';

export interface HttpServerOptions extends AccessOptions {
  readonly contract: ServedContract;
  readonly findPicture: FindPicture;
  /** Finds the file of a finished export. Rejects with InkdexError. */
  readonly findDownload: (job: JobId) => Promise<string>;
  /** Creates a new folder for files that a browser uploads. */
  readonly createInbox: () => Promise<string>;
  readonly announcer: Announcer;
  /** Answers with the renderer's files, for requests that passed all checks. */
  readonly pages: Pages;
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Called with the next address when a browser has used the last one. */
  readonly onSignIn?: (nextAddress: string) => void;
  /** Called with a line about each person who signs in, and each token that is refused. */
  readonly onPerson?: (message: string) => void;
  readonly log: Log;
}

export type HttpServer = Awaited<ReturnType<typeof openHttpServer>>;

type Answer = (request: IncomingMessage, address: URL) => Promise<Response>;
export type Pages = Answer;

const headers = securityHeaders();

/** @throws InkdexError `bad-arguments` when the port is in use or the host is not an address of this machine */
export async function openHttpServer(options: HttpServerOptions) {
  const server = createServer({ requestTimeout: 0 });
  const port = await listen(server, options.host, options.port);
  const access = createAccess(options.host, port, options);
  const serving = serve(options.contract, options.log);
  const sockets = createSockets(serving, options.announcer, access, options.log);
  const answer = guard(access, answers(options, access));
  server.on('request', (request, response) => {
    void respond(answer, request, response, options.log);
  });
  server.on('upgrade', sockets.upgrade);
  return {
    /** The first address to open. It includes the token, so it works once. */
    address: access.address(),
    port,
    close: (): Promise<void> =>
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
    if (!access.isOurHost(request)) {
      const advice = 'A reverse proxy must pass on the host name of --url.';
      return plain(403, `Unknown host name. Open the address that Inkdex printed when it started. ${advice}`);
    }
    const problem = access.problemOf(request);
    return problem === null ? answer(request, address) : plain(403, problem);
  };
}

/** The renderer's files are for everybody: they contain no data. Pictures and uploads need the session's secret. */
function answers(options: HttpServerOptions, access: Access): Answer {
  const picture = pictures(options.findPicture, headers, options.log);
  const upload = createUploads(options.createInbox);
  const signIn = signingIn(options, access);
  const callerOf = (request: IncomingMessage): Caller | null => access.callerOf(access.secretOf(request));
  const receive: Answer = async (request, { pathname, searchParams }) => {
    const isSigningOut = pathname === sessionPath && request.method === 'DELETE';
    if (request.method !== 'POST' && !isSigningOut) return plain(405, 'Use POST.');
    if (!access.isOurOrigin(request)) return plain(403, 'Only pages of Inkdex may do this.');
    if (isSigningOut) return session('', access.signOut(request));
    if (pathname === sessionPath) {
      return signIn(request).catch(() => plain(400, 'Expected a token as JSON.'));
    }
    const caller = callerOf(request);
    if (caller === null) return notSignedIn();
    const batch = pathname.split('/')[2] ?? '';
    const receiving = async (): Promise<unknown> => {
      requireRole(caller, calls.importPaths.role);
      return upload(batch, searchParams.get('path') ?? '', request);
    };
    return enveloped(receiving(), options.log);
  };
  return async (request, address) => {
    const { pathname } = address;
    const [, first, second, third, ...rest] = pathname.split('/');
    if (pathname === sessionPath || `/${first ?? ''}` === uploadPath) return receive(request, address);
    if (request.method !== 'GET' && request.method !== 'HEAD') return plain(405, 'Use GET or HEAD.');
    if (first === 'photo' && rest.length === 0) {
      if (callerOf(request) === null) return notSignedIn();
      return picture({ kind: second, id: third }, request.headers['if-none-match'] ?? null);
    }
    if (`/${first ?? ''}` === downloadPath && third === undefined) {
      if (callerOf(request) === null) return notSignedIn();
      return download(options, second ?? '');
    }
    return options.pages(request, address);
  };
}

/** Exchanges the token of the address, or of a person, for a secret or a cookie. */
function signingIn({ onSignIn, onPerson }: HttpServerOptions, access: Access) {
  const write = (line: string): void => {
    onPerson?.(line);
  };
  const onRefusal = limitEntries(write, write);
  return async (request: IncomingMessage): Promise<Response> => {
    const { token } = tokenSchema.parse(await jsonOf(request));
    const signedIn = access.signIn(token, request);
    if (signedIn === null) {
      if (!access.takesTokens())
        return plain(401, 'This address was used before. Open the newest one that Inkdex printed.');
      onRefusal(`A token was refused that ${access.clientOf(request)} sent: it is unknown or was revoked.`);
      return plain(
        401,
        'This token is unknown or was revoked. Ask whoever runs the library for another one.',
      );
    }
    const { caller, secret, cookie } = signedIn;
    if (caller.name === null) onSignIn?.(access.address());
    else onPerson?.(`“${caller.name}” has signed in from ${access.clientOf(request)}.`);
    return session(secret, cookie);
  };
}

function session(secret: string, cookie: string | null): Response {
  const more = { 'cache-control': 'no-store', ...(cookie !== null && { 'set-cookie': cookie }) };
  return Response.json({ secret }, { headers: { ...headers, ...more } });
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

import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import { readNamedFile } from '../files/pathKind.ts';
import { createAccess, inAddress, isLoopback, shownHost } from '../ipc/http/access.ts';
import { limitEntries } from '../ipc/http/limitEntries.ts';
import { listen } from '../ipc/http/listen.ts';
import type { Log } from '../ipc/serve.ts';
import { slowness } from '../installation.ts';
import { handedIn } from '../annex.ts';
import { InkdexError, missingAnnex } from '../../shared/result.ts';
import type { Services } from '../services.ts';
import { errorBody } from './refusal.ts';
import { createApp, type RequestEntry } from './app.ts';
import { createAdmission } from './admission.ts';
import { createHold } from './bodies.ts';
import type { GrpcParts, GrpcServer, Pem } from './annexed.ts';
import type { MayConnect } from '../exchange/download/fetchFile.ts';
import { createModelFinder, type ModelNames } from './models.ts';
import { createWork } from './work.ts';
import { defaultLimits, type ApiLimits } from './limits.ts';

export interface ApiOptions {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Port of gRPC, 0 for any free one; absent for none. */
  readonly grpcPort?: number;
  /** Whether no token is needed. Only for programs of this machine. */
  readonly isOpen: boolean;
  /** Paths of PEM files; null for plain HTTP. */
  readonly tls: { readonly cert: string; readonly key: string } | null;
  /** Addresses from which pictures may be fetched that clients name; absent for none. */
  readonly fetchesFrom?: MayConnect;
  /** Models under names of their own. */
  readonly modelNames?: ModelNames;
  /** Changes of the usual limits. */
  readonly limits?: Partial<ApiLimits>;
}

export interface ApiParts {
  readonly services: Services;
  /** Gets bugs, with their stacks. */
  readonly log: Log;
  readonly logRequest: (entry: RequestEntry) => void;
}

export type ApiServer = Awaited<ReturnType<typeof openApi>>;

/**
 * Serves the library and its models to other programs.
 *
 * @throws InkdexError `bad-arguments` when the port is in use, the host is not an address of this machine, the TLS files do
 *   not fit, or an open API would be reachable from other machines; `file-missing`, `permission-denied`
 */
export async function openApi(parts: ApiParts, options: ApiOptions) {
  const { host, isOpen, tls } = options;
  if (isOpen && !isLoopback(host)) {
    throw new InkdexError(
      'bad-arguments',
      `Found --api-open with --api-host ${host}, expected an address of this machine only (127.0.0.1). Without tokens, ` +
        'everybody on the network could read the library. Omit --api-open, and make a token: inkdex token create NAME ' +
        '--scope read',
    );
  }
  const limits: ApiLimits = { ...defaultLimits, ...options.limits };
  const pem = tls === null ? null : await pemOf(tls);
  const annexed = (await handedIn('endpoints')).flat();
  const findModel = createModelFinder(parts.services, options.modelNames);
  for (const name of options.modelNames?.keys() ?? []) await findModel(name);
  const server = createHttp(pem, limits);
  const port = await listen(server, host, options.port, { host: '--api-host', port: '--api-port' });
  const access = createAccess(host, port);
  const work = createWork(parts.services, { ...options, limits, findModel, annexed }, () => app.isClosing());
  const { requestsPerMinute } = limits;
  const admit = createAdmission({
    isOpen,
    findToken: (secret) => parts.services.tokens.find(secret),
    requestsPerMinute,
  });
  const logRefused = limitEntries(parts.logRequest, parts.log);
  const onRequest = (entry: RequestEntry): void => {
    work.onRequest(entry.method, entry.route, entry.status, entry.ms / 1000);
    // Everybody can make a request that is refused.
    if (entry.token === null && entry.status >= 400) logRefused(entry);
    else parts.logRequest(entry);
  };
  const hold = createHold(limits);
  const app = createApp({
    endpoints: work.endpoints,
    admit,
    isOurHost: (name) => isOpen && access.isOurHost({ headers: { host: name } }),
    isOpen,
    hold,
    log: parts.log,
    onRequest,
  });
  server.on('request', listenerOf(app.fetch));
  server.on('clientError', refuse);
  const close = async (grpc?: GrpcServer): Promise<void> => {
    app.stop();
    const cancel = (): void => {
      app.cancel();
    };
    await Promise.all([closeWhenIdle(server, limits.graceMs * slowness(), cancel), grpc?.close()]);
    await work.close();
  };
  const grpcParts = {
    ...work,
    admit,
    hold,
    limits,
    onRequest,
    log: parts.log,
    isClosing: () => app.isClosing(),
  };
  const grpc = await openGrpc(grpcParts, options, pem).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const shown = isLoopback(host) ? host : shownHost(host);
  return {
    /** Its base address: `http://127.0.0.1:8765`. */
    address: `${tls === null ? 'http' : 'https'}://${inAddress(shown)}:${port}`,
    port,
    /** Null without gRPC. */
    grpcPort: grpc?.port ?? null,
    /** Refuses new requests, waits for the others for a while, and ends. */
    close: (): Promise<void> => close(grpc),
  };
}

/** Loads gRPC's libraries only if it is asked for. */
async function openGrpc(
  parts: GrpcParts,
  { grpcPort, host }: ApiOptions,
  pem: Pem | null,
): Promise<GrpcServer | undefined> {
  if (grpcPort === undefined) return undefined;
  const [open] = await handedIn('grpc');
  if (open === undefined) throw missingAnnex('gRPC', 'serving');
  return await open(parts, host, grpcPort, pem);
}

function listenerOf(fetch: (request: Request) => Response | Promise<Response>): RequestListener {
  const listener = getRequestListener(fetch, { overrideGlobalObjects: false });
  return (request, response) => void listener(request, response);
}

/** Answers what is no request that HTTP allows, or came too slowly. */
function refuse(error: NodeJS.ErrnoException, socket: Duplex): void {
  const [status, message] = problems.get(error.code ?? '') ?? ['400 Bad Request', 'This is no HTTP request.'];
  const body = JSON.stringify(errorBody({ code: 'bad-arguments', message }));
  const headers = `Content-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close`;
  if (socket.writable) socket.end(`HTTP/1.1 ${status}\r\n${headers}\r\n\r\n${body}`);
  else socket.destroy();
}

const problems: ReadonlyMap<string, readonly [status: string, message: string]> = new Map([
  [
    'ERR_HTTP_REQUEST_TIMEOUT',
    ['408 Request Timeout', 'The request came too slowly. Send it again, or in smaller parts.'],
  ],
  [
    'HPE_HEADER_OVERFLOW',
    ['431 Request Header Fields Too Large', 'The address and the headers are too long. Shorten the query.'],
  ],
]);

/** Time for cancelled requests to be answered. */
const cancelMs = 2000;

/** Waits until all requests are answered; cancels those that take longer. */
async function closeWhenIdle(server: Server, graceMs: number, cancel: () => void): Promise<void> {
  const late = setTimeout(cancel, graceMs);
  const last = setTimeout(() => {
    server.closeAllConnections();
  }, graceMs + cancelMs);
  // A connection is idle a moment after its answer was sent.
  const idle = setInterval(() => {
    server.closeIdleConnections();
  }, 50);
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  clearTimeout(late);
  clearTimeout(last);
  clearInterval(idle);
}

function createHttp(pem: Pem | null, limits: ApiLimits): Server {
  const times = {
    requestTimeout: limits.requestMs,
    headersTimeout: Math.min(limits.headersMs, limits.requestMs),
    // A query of 10,000 characters, of up to 12 in an address.
    maxHeaderSize: 128 * 1024,
    connectionsCheckingInterval: Math.min(1000, limits.headersMs),
  };
  const server = pem === null ? createServer(times) : createSecureServer({ ...times, ...pem });
  server.maxConnections = limits.connections;
  return server;
}

async function pemOf({ cert, key }: NonNullable<ApiOptions['tls']>): Promise<Pem> {
  const pem = { cert: await readNamedFile(cert), key: await readNamedFile(key) };
  try {
    createSecureServer(pem);
    return pem;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InkdexError(
      'bad-arguments',
      `The files of --api-cert and --api-key do not fit (${reason}). Expected a certificate and its key in PEM form.`,
      { cause: error },
    );
  }
}

import { constants, createSecureServer, createServer, type ServerHttp2Session } from 'node:http2';
import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { listen } from '../../../ipc/http/listen.ts';
import type { GrpcServer, Pem } from '../../../api/annexed.ts';
import type { ApiLimits } from '../../../api/limits.ts';

/**
 * Listens for HTTP/2, with the limits of connections, of calls in one, and of time without a call.
 *
 * @param tls null for plain HTTP/2
 * @throws InkdexError `bad-arguments` when the port is in use
 */
export async function openHttp2(
  limits: ApiLimits,
  host: string,
  port: number,
  tls: Pem | null,
  onCall: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void,
): Promise<GrpcServer> {
  const options = { settings: { maxConcurrentStreams: limits.streams } };
  const server =
    tls === null
      ? createServer(options)
      : createSecureServer({ ...options, ...tls, handshakeTimeout: limits.headersMs });
  server.maxConnections = limits.connections;
  const sessions = new Set<ServerHttp2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
    endIdle(session, limits);
  });
  server.on('stream', onCall);
  const bound = await listen(server, host, port, { host: '--api-host', port: '--api-grpc-port' });
  return {
    port: bound,
    async close(): Promise<void> {
      const late = setTimeout(() => {
        for (const session of sessions) session.destroy();
      }, limits.graceMs);
      const closed = new Promise((resolve) => {
        server.close(resolve);
      });
      for (const session of sessions) session.close();
      await closed;
      clearTimeout(late);
    },
  };
}

/** Ends a connection without a call, whatever else comes (pings, half a header): first soon, later after a while. */
function endIdle(session: ServerHttp2Session, { headersMs, requestMs }: ApiLimits): void {
  let open = 0;
  const after = (ms: number): NodeJS.Timeout =>
    setTimeout(() => {
      session.destroy(undefined, constants.NGHTTP2_NO_ERROR);
    }, ms);
  let idle = after(headersMs);
  session.on('stream', (stream) => {
    open += 1;
    clearTimeout(idle);
    stream.once('close', () => {
      open -= 1;
      if (open === 0 && !session.destroyed) idle = after(requestMs);
    });
  });
  session.on('close', () => {
    clearTimeout(idle);
  });
}

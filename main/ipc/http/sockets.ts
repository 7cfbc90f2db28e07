import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import {
  callFrameSchema,
  refusedProtocol,
  secretProtocolPrefix,
  socketPath,
  socketProtocol,
} from '../../../shared/contract/wire.ts';
import type { HostFrame } from '../../../shared/contract/wire.ts';
import { parseJson } from '../../../shared/json.ts';
import type { Announcer, Log, Serve } from '../serve.ts';
import { type Access, addressOf } from './access.ts';

/** Far more than the arguments of any call need. */
const largestFrameBytes = 4 * 1024 * 1024;

/** RFC 6455, 7.4.1. */
const policyViolation = 1008;

export interface Sockets {
  /** Accepts the connection of a window, or answers 403 and closes it. */
  readonly upgrade: (request: IncomingMessage, connection: Duplex, head: Buffer) => void;
  readonly close: () => void;
}

/** Transports calls, results and events between windows and the main process. */
export function createSockets(serve: Serve, announcer: Announcer, access: Access, log: Log): Sockets {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: largestFrameBytes,
    handleProtocols: (_offered, request) =>
      access.isSecret(secretOf(request)) ? socketProtocol : refusedProtocol,
  });
  server.on('connection', (socket) => {
    attend(socket, serve, announcer, log);
  });
  return {
    upgrade(request, connection, head) {
      // From here on the HTTP server handles no errors of this connection. A client may reset a rejected one.
      connection.on('error', () => connection.destroy());
      const isSocketPath = addressOf(request)?.pathname === socketPath;
      if (!isSocketPath || !access.isOurOrigin(request)) {
        connection.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
        return;
      }
      server.handleUpgrade(request, connection, head, (socket) => {
        if (socket.protocol === socketProtocol) server.emit('connection', socket, request);
        else socket.close(policyViolation);
      });
    },
    close() {
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}

/** The secret among the offered subprotocols; empty if there is none. */
function secretOf({ headers }: IncomingMessage): string {
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim());
  const found = offered.find((protocol) => protocol.startsWith(secretProtocolPrefix));
  return found?.slice(secretProtocolPrefix.length) ?? '';
}

function attend(socket: WebSocket, serve: Serve, announcer: Announcer, log: Log): void {
  const send = (frame: HostFrame): void => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(frame));
  };
  const unsubscribe = announcer.subscribe((event, payload) => {
    send({ event, payload });
  });
  socket.on('close', unsubscribe);
  socket.on('error', (error) => {
    log(`A window's connection failed: ${error.message}`);
  });
  socket.on('message', (data: Buffer, isBinary) => {
    const frame = callFrameSchema.safeParse(isBinary ? null : parseJson(data.toString()));
    if (!frame.success) {
      socket.close(1007, 'expected a call as JSON');
      return;
    }
    const { id, call, args } = frame.data;
    void serve(call, args).then((result) => {
      send({ id, result });
    });
  });
}

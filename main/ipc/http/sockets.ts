import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import {
  callFrameSchema,
  type HostFrame,
  refusedProtocol,
  signInReason,
  socketPath,
  socketProtocol,
} from '../../../shared/contract/wire.ts';
import { includesRole, type Caller, type Role } from '../../../shared/contract/account.ts';
import { events } from '../../../shared/contract/contract.ts';
import { isModestJson, parseJson } from '../../../shared/json.ts';
import type { Announcer, Log, Serve } from '../serve.ts';
import { type Access, addressOf } from './access.ts';

/** Far more than the arguments of any call need. */
const largestFrameBytes = 4 * 1024 * 1024;
const mostValues = 400_000;

/** How often each connection is checked for a token that was revoked, also by another process. */
const checkedEveryMs = 1000;

/** RFC 6455, 7.4.1. */
const policyViolation = 1008;
const internalError = 1011;

/**
 * Transports calls, results and events between windows and the main process. A library that cannot be read ends the connections
 * that ask it for a token, never the process.
 */
export function createSockets(serve: Serve, announcer: Announcer, access: Access, log: Log) {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: largestFrameBytes,
    handleProtocols: (_offered, request) =>
      access.callerOf(access.secretOf(request)) === null ? refusedProtocol : socketProtocol,
  });
  const refuse = (socket: WebSocket): void => {
    socket.close(policyViolation, access.takesTokens() ? signInReason : '');
  };
  server.on('connection', (socket, request) => {
    const secret = access.secretOf(request);
    const callerOf = (): Caller | null => {
      try {
        const caller = access.callerOf(secret);
        // The token was revoked.
        if (caller === null) refuse(socket);
        return caller;
      } catch (thrown) {
        // A timer and events ask, too, which nothing else would catch.
        log(`A token could not be checked: ${String(thrown)}`);
        socket.close(internalError);
        return null;
      }
    };
    const timer = setInterval(callerOf, checkedEveryMs);
    socket.on('close', () => {
      clearInterval(timer);
    });
    attend(socket, { serve, announcer, callerOf });
  });
  function accept(request: IncomingMessage, connection: Duplex, head: Buffer): void {
    const isSocketPath = addressOf(request)?.pathname === socketPath;
    if (!isSocketPath || !access.isOurOrigin(request) || access.problemOf(request) !== null) {
      connection.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    server.handleUpgrade(request, connection, head, (socket) => {
      if (socket.protocol === socketProtocol) server.emit('connection', socket, request);
      else refuse(socket);
    });
  }

  return {
    /** Accepts the connection of a window, or answers 403 and closes it. */
    upgrade: (request: IncomingMessage, connection: Duplex, head: Buffer): void => {
      // From here on the HTTP server handles no errors of this connection. A client may reset a rejected one.
      connection.on('error', () => connection.destroy());
      try {
        accept(request, connection, head);
      } catch (thrown) {
        log(`A connection failed: ${String(thrown)}`);
        connection.destroy();
      }
    },
    close(): void {
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}

interface Attendance {
  readonly serve: Serve;
  readonly announcer: Announcer;
  /** Who is at the window now; null, and the connection is closed, if the token was revoked. */
  readonly callerOf: () => Caller | null;
}

function attend(socket: WebSocket, { serve, announcer, callerOf }: Attendance): void {
  const send = (frame: HostFrame, needed: Role): void => {
    if (socket.readyState !== socket.OPEN) return;
    const caller = callerOf();
    if (caller !== null && includesRole(caller.role, needed)) socket.send(JSON.stringify(frame));
  };
  const unsubscribe = announcer.subscribe((event, payload) => {
    send({ event, payload }, events[event].role);
  });
  socket.on('close', unsubscribe);
  // A frame that is none, or a lost connection: the connection closes, and a window opens another one.
  socket.on('error', () => {
    socket.close();
  });
  socket.on('message', (data: Buffer, isBinary) => {
    const text = isBinary ? '' : data.toString();
    const frame = callFrameSchema.safeParse(isModestJson(text, mostValues) ? parseJson(text) : null);
    if (!frame.success) {
      socket.close(1007, 'expected a call as JSON');
      return;
    }
    const { id, call, args } = frame.data;
    const caller = callerOf();
    if (caller === null) return;
    void serve(call, args, caller).then((result) => {
      send({ id, result }, 'read');
    });
  });
}

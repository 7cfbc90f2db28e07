import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';

export interface ReverseProxy {
  /** The address that browsers open: https, in a folder. */
  readonly url: string;
  /** The addresses that browsers asked for, as the log of a proxy has them. */
  readonly asked: readonly string[];
  readonly close: () => void;
}

const folder = '/ink/';

/**
 * A reverse proxy with TLS, which passes on what comes below a folder of its address as `handle_path` of Caddy does.
 *
 * @param keys a folder for its certificate, which openssl makes
 * @param portOf the port of the server behind it
 */
export async function openReverseProxy(keys: string, portOf: () => number): Promise<ReverseProxy> {
  const [cert, key] = [join(keys, 'cert.pem'), join(keys, 'key.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '2'];
  const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, ...subject];
  execFileSync('openssl', made, { stdio: 'ignore' });
  const asked: string[] = [];
  const forward = (given: IncomingMessage) => {
    asked.push(given.url ?? '');
    const path = (given.url ?? '').replace(folder, '/');
    const headers = {
      ...given.headers,
      'x-forwarded-proto': 'https',
      'x-forwarded-for': given.socket.remoteAddress ?? '',
    };
    return request({ host: '127.0.0.1', port: portOf(), path, method: given.method, headers, agent: false });
  };
  const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) }, (given, response) => {
    if (given.url?.startsWith(folder) !== true) {
      response.writeHead(404).end();
      return;
    }
    const sent = forward(given);
    sent.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    sent.on('error', () => response.destroy());
    given.pipe(sent);
  });
  server.on('upgrade', (given, socket: Socket) => {
    const sent = forward(given);
    sent.on('upgrade', (answer, behind: Socket, head: Buffer) => {
      const lines = Object.entries(answer.headers).map(([name, value]) => `${name}: ${String(value)}`);
      socket.write(['HTTP/1.1 101 Switching Protocols', ...lines, '', ''].join('\r\n'));
      socket.write(head);
      socket.pipe(behind).pipe(socket);
      for (const [one, other] of [
        [socket, behind],
        [behind, socket],
      ] as const) {
        one.on('error', () => other.destroy());
        one.on('close', () => other.destroy());
      }
    });
    sent.on('response', () => socket.destroy());
    sent.on('error', () => socket.destroy());
    sent.end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://localhost:${port}${folder}`,
    asked,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

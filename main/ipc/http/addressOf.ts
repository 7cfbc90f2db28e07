import type { IncomingMessage } from 'node:http';

/** The URL of a request; null if it is not a path on this server. Never throws, whatever a client sends. */
export function addressOf(request: IncomingMessage): URL | null {
  const path = request.url ?? '';
  // "//elsewhere/" and "http://elsewhere/" would be URLs of another host.
  return path.startsWith('/') && !path.startsWith('//') ? URL.parse(path, 'http://inkdex') : null;
}

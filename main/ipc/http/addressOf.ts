import type { IncomingMessage } from 'node:http';

/** What a request asks for; null where that is no path of this server. Anyone may send anything here: it never throws. */
export function addressOf(request: IncomingMessage): URL | null {
  const path = request.url ?? '';
  // Anything but a path, such as "//elsewhere/" or "http://elsewhere/", would name another host.
  return path.startsWith('/') && !path.startsWith('//') ? URL.parse(path, 'http://inkdex') : null;
}

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { Readable } from 'node:stream';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/** The names of files in this folder change with their content. */
const immutable = '/assets/';

/**
 * Answers requests for the built renderer.
 *
 * @param root folder that contains index.html; no file outside it is ever sent
 * @returns a function that takes the path of an address, still percent-encoded, and answers 200 or 404
 */
export function staticFiles(root: string, headers: Record<string, string>) {
  return async (pathname: string): Promise<Response> => {
    const path = fileWithin(root, pathname);
    const type = path === null ? undefined : types[extname(path)];
    const size = path === null ? null : await sizeOfFile(path);
    if (path === null || type === undefined || size === null) {
      return new Response('Not found.', { status: 404, headers });
    }
    return new Response(Readable.toWeb(createReadStream(path)) as ReadableStream, {
      headers: {
        ...headers,
        'content-type': type,
        'content-length': String(size),
        'cache-control': pathname.startsWith(immutable) ? 'private, max-age=31536000, immutable' : 'no-cache',
      },
    });
  };
}

/** The file for a path of an address, or null if it is outside the root. */
function fileWithin(root: string, pathname: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  if (/[\0\\:]/u.test(decoded) || decoded.split('/').includes('..')) return null;
  const path = join(root, decoded === '/' ? 'index.html' : decoded);
  return path.startsWith(root.endsWith(sep) ? root : root + sep) ? path : null;
}

async function sizeOfFile(path: string): Promise<number | null> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() === true ? found.size : null;
}

/**
 * The security headers of every page and picture, in the desktop app and in the browser: no scripts, styles or
 * connections from other origins, no framing, no type sniffing, no referrer.
 *
 * @param pictures another source of pictures besides the page's own origin, such as `photo:`
 */
export function securityHeaders(pictures = ''): Record<string, string> {
  const images = ["'self'", pictures, 'blob:'].filter((source) => source !== '').join(' ');
  return {
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      `img-src ${images}`,
      "connect-src 'self'",
      "font-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  };
}

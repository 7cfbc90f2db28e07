import type { Pages } from '../../main/ipc/http/server.ts';
import { securityHeaders } from '../../main/ipc/web/staticFiles.ts';
import type { Development } from './settings.ts';

/** Vite decides by them whether it sends a page, a script or a style, and whether the browser has it already. */
const passedOn = ['accept', 'if-none-match', 'sec-fetch-dest'] as const;

/** Answers with what Vite makes of the renderer's sources, under the security headers of the built pages. */
export function vitePages({ vite, nonce }: Pick<Development, 'vite' | 'nonce'>): Pages {
  const ours = { ...securityHeaders(), 'content-security-policy': policy(vite, nonce) };
  const base = new URL(vite).pathname;
  return async ({ method = 'GET', headers }, { pathname, search }) => {
    const sent = passedOn.flatMap((name): [string, string][] => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    });
    const path = pathname.startsWith(base) ? pathname : base + pathname.slice(1);
    const response = await fetch(new URL(path + search, vite), {
      method,
      headers: sent,
      redirect: 'manual',
    });
    const received = new Headers(response.headers);
    // These describe the bytes between Vite and this process.
    for (const name of [
      'content-encoding',
      'content-length',
      'connection',
      'keep-alive',
      'transfer-encoding',
    ])
      received.delete(name);
    for (const [name, value] of Object.entries(ours)) received.set(name, value);
    return new Response(response.body, { status: response.status, headers: received });
  };
}

/** The policy of the built pages, which also allows Vite's own scripts and styles and its socket. */
function policy(vite: string, nonce: string): string {
  const added: Record<string, string> = {
    'script-src': `'nonce-${nonce}'`,
    'style-src': `'nonce-${nonce}'`,
    'connect-src': new URL(vite).origin.replace(/^http/u, 'ws'),
  };
  const directives = securityHeaders()['content-security-policy']?.split('; ') ?? [];
  return directives
    .map((directive) => {
      const more = added[directive.split(' ')[0] ?? ''];
      return more === undefined ? directive : `${directive} ${more}`;
    })
    .join('; ');
}

import { onTestFinished } from 'vitest';
import type { AccessOptions, People } from '../../main/ipc/http/access.ts';
import type { Caller } from '../../shared/contract/account.ts';
import { sessionPath, sessionSchema } from '../../shared/contract/wire.ts';
import { openTestServer, type Reply, type TestServer } from './httpServer.ts';
import { emptyLibrary } from './smallHost.ts';

export const url = new URL('https://ink.example.org/');
/** As Caddy sends it for a browser at 203.0.113.7. */
export const forwarded = {
  host: 'ink.example.org',
  origin: 'https://ink.example.org',
  'x-forwarded-proto': 'https',
  'x-forwarded-for': '203.0.113.7',
};

/** A server with a reader and an admin, whose tokens are their names. */
export async function openShared(more: AccessOptions = {}) {
  const tokens = new Map<string, Caller>([
    ['token-of-rae', { name: 'Rae', role: 'read' }],
    ['token-of-ada', { name: 'Ada', role: 'admin' }],
  ]);
  const people: People = {
    find: (token) => tokens.get(token),
    areThere: () => tokens.size > 0,
    haveAdmin: () => [...tokens.values()].some(({ role }) => role === 'admin'),
  };
  const told: string[] = [];
  const answering = { libraryInfo: (_args: unknown, caller: Caller) => ({ ...emptyLibrary, caller }) };
  const server = await openTestServer(answering, {
    people,
    onPerson: (message) => told.push(message),
    ...more,
  });
  onTestFinished(() => server.close());
  return { server, tokens, told };
}

export function signIn(
  server: TestServer,
  token: string,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const body = JSON.stringify({ token });
  return server.ask(sessionPath, { method: 'POST', headers: { origin: server.origin, ...headers }, body });
}

/** What the page of a person sends after signing in. */
export async function enter(server: TestServer, token: string): Promise<string> {
  return sessionSchema.parse(JSON.parse((await signIn(server, token)).body)).secret;
}

export function behindProxy(): Promise<Awaited<ReturnType<typeof openShared>>> {
  return openShared({ public: { url, trustedProxies: ['127.0.0.1'] } });
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { RequestEntry } from '../../main/api/app.ts';
import { openApi, type ApiOptions, type ApiServer } from '../../main/api/server.ts';
import { openServices, type OpenOptions, type Services } from '../../main/services.ts';
import type { Scope } from '../../shared/contract/apiToken.ts';
import { sendTo, type Ask, type Reply } from './httpServer.ts';

/** A real API over a real library, with the shipped models. */
export interface TestApi {
  readonly services: Services;
  readonly server: ApiServer;
  readonly library: string;
  readonly log: string[];
  readonly requests: RequestEntry[];
  /** Tokens with one scope each. */
  readonly tokens: Readonly<Record<Scope, string>>;
  /** Sends a request without a token. */
  readonly ask: (path: string, ask?: Ask) => Promise<Reply>;
  /** Sends a request with the token of a scope. */
  readonly askAs: (scope: Scope, path: string, ask?: Ask) => Promise<Reply>;
  readonly close: () => Promise<void>;
}

export async function openTestApi(
  changes: Partial<ApiOptions> = {},
  opening: Partial<OpenOptions> = {},
): Promise<TestApi> {
  const library = mkdtempSync(join(tmpdir(), 'inkdex-api-'));
  const services = await openServices({ library, announce: () => undefined, ...opening });
  services.start();
  const log: string[] = [];
  const requests: RequestEntry[] = [];
  const parts = {
    services,
    log: (message: string) => log.push(message),
    logRequest: (entry: RequestEntry) => requests.push(entry),
  };
  const closeAll = async (server?: ApiServer): Promise<void> => {
    await server?.close();
    await services.close();
    rmSync(library, { recursive: true, force: true });
  };
  const options = { host: '127.0.0.1', port: 0, isOpen: false, tls: null, ...changes };
  const server = await openApi(parts, options).catch(async (error: unknown) => {
    await closeAll();
    throw error;
  });
  const tokens = {
    read: services.tokens.calls.createToken({ name: 'reader', scopes: ['read'], role: null }).secret,
    search: services.tokens.calls.createToken({ name: 'searcher', scopes: ['search'], role: null }).secret,
  };
  const ask = (path: string, options: Ask = {}): Promise<Reply> => sendTo(server.port, path, options);
  return {
    ...{ services, server, library, log, requests, tokens, ask },
    askAs: (scope, path, { headers, ...rest } = {}) =>
      ask(path, { ...rest, headers: { authorization: `Bearer ${tokens[scope]}`, ...headers } }),
    close: () => closeAll(server),
  };
}

/** One that closes when the test ends. */
export async function openForTest(...args: Parameters<typeof openTestApi>): Promise<TestApi> {
  const api = await openTestApi(...args);
  onTestFinished(() => api.close());
  return api;
}

/** The parsed body of a reply. */
export function jsonOf({ body }: Reply): Record<string, unknown> {
  return JSON.parse(body) as Record<string, unknown>;
}

/** A POST of JSON. */
export function posting(value: unknown): Ask {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

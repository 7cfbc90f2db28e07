import { Hono, type Context } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import type { ApiToken } from '../../shared/contract/apiToken.ts';
import { failureOf, InkdexError } from '../../shared/result.ts';
import type { Log } from '../ipc/serve.ts';
import { createBodies, type Hold } from './bodies.ts';
import type { Endpoint } from './endpoint.ts';
import type { Admit } from './admission.ts';
import { stopping } from './health.ts';
import { errorBody, Refusal, statusOfThrown } from './refusal.ts';

/** What the log says of a request: no words of it, and no text that it found. */
export interface RequestEntry {
  readonly time: string;
  readonly method: string;
  /** The address of the endpoint, without what was asked; null for an unknown one. */
  readonly route: string | null;
  readonly status: number;
  readonly ms: number;
  readonly token: string | null;
}

/** Begins the entry of a request, which is complete when it is answered. */
export function beginEntry(
  method: string,
): (end: Omit<RequestEntry, 'time' | 'method' | 'ms'>) => RequestEntry {
  const start = performance.now();
  return ({ route, status, token }) => {
    const ms = Math.round((performance.now() - start) * 10) / 10;
    return { time: new Date().toISOString(), method, route, status, ms, token };
  };
}

/** Writes a bug to the log. */
export function logFault(log: Log, thrown: unknown): void {
  if (statusOfThrown(thrown) !== 500) return;
  log(`The API failed: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`);
}

export interface AppParts {
  readonly endpoints: readonly Endpoint[];
  readonly admit: Admit;
  readonly isOpen: boolean;
  /** Whether a `Host` header names this server. */
  readonly isOurHost: (host: string) => boolean;
  readonly hold: Hold;
  readonly log: Log;
  readonly onRequest: (entry: RequestEntry) => void;
}

/** What a request turned out to be. */
interface Known {
  route: string | null;
  token: ApiToken | null;
}

interface Env {
  Variables: { known: Known };
}

/**
 * Answers requests at the endpoints: checks who asks, how often and how much, and says what is wrong. The way of a request:
 * an endpoint (`endpoint.ts`) has method, address, scope, schemas and a function, and its schemas also make the OpenAPI
 * document (`openApi.ts`). `admission.ts` checks token, scope and rate, `bodies.ts` media type and size;
 * The endpoints of annexes (`annexed.ts`) turn the body into pictures
 * without decoding them, and gRPC is theirs. `words.ts` reads the words of all waiting requests in one batch, and refuses with 429
 * beyond its limits. `pages/readUpload.ts` reads photos and PDFs page by page; `pages/jobs.ts` keeps long ones in memory.
 * `search.ts` is the library, read-only, for HTTP and for `mcp.ts`.
 */
export function createApp(parts: AppParts) {
  const { log, onRequest } = parts;
  const app = new Hono<Env>();
  const takeBody = createBodies(parts.hold);
  const closing = new AbortController();
  let isClosing = false;

  app.use(async (context, next) => {
    const entryOf = beginEntry(context.req.method);
    const known: Known = { route: null, token: null };
    context.set('known', known);
    try {
      await next();
    } finally {
      onRequest(
        entryOf({ route: known.route, status: context.res.status, token: known.token?.name ?? null }),
      );
    }
  });
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (_context, methods) =>
        respondTo(new Refusal(405, `Use ${methods.join(' or ')}.`, { allow: methods.join(', ') })),
    }),
  );
  app.use(async (context, next) => {
    if (isClosing) throw stopping();
    if (parts.isOpen) requireThisMachine(context, parts.isOurHost);
    await next();
  });
  for (const endpoint of parts.endpoints) {
    app.on(endpoint.method.toUpperCase(), honoPath(endpoint.path), async (context) => {
      const known = context.get('known');
      known.route = endpoint.path;
      const token = parts.admit(context.req.header('authorization'), endpoint.scope);
      known.token = token;
      requireUtf8(context.req.url);
      const signal = AbortSignal.any([context.req.raw.signal, closing.signal]);
      return await takeBody(context.req.raw, token?.name ?? '', endpoint.body, async (body) => {
        const answer = await endpoint.answer({
          params: paramsOf(context, endpoint.path),
          query: context.req.query(),
          body,
          headers: context.req.raw.headers,
          token,
          signal,
        });
        return answer instanceof Response
          ? answer
          : Response.json(answer, { status: endpoint.status ?? 200 });
      });
    });
  }
  app.notFound((context) => {
    const message = `There is nothing at ${context.req.path}. GET /openapi.json lists the addresses.`;
    return respondTo(new Refusal(404, message));
  });
  app.onError((thrown) => {
    logFault(log, thrown);
    return respondTo(thrown);
  });

  return {
    fetch: (request: Request) => app.fetch(request),
    isClosing: () => isClosing,
    /** Refuses new requests. */
    stop(): void {
      isClosing = true;
    },
    /** Cancels the requests that are being answered. */
    cancel(): void {
      closing.abort();
    },
  };
}

function respondTo(thrown: unknown): Response {
  const failure = failureOf(thrown);
  // What a bug says is for the log.
  const shown =
    failure.code === 'internal' ? { ...failure, message: 'Inkdex failed: see its log.' } : failure;
  const headers = thrown instanceof Refusal ? thrown.headers : {};
  return Response.json(errorBody(shown), { status: statusOfThrown(thrown), headers });
}

/** `{name}` with a literal after it, as in `{model}:predict`, is one segment for the router. */
const paramPattern = /\{(\w+)\}([^/]*)/gu;

function honoPath(path: string): string {
  return path.replace(paramPattern, (_whole, name: string, ending: string) =>
    ending === '' ? `:${name}` : `:${name}{[^/]+${ending}}`,
  );
}

function paramsOf(context: Context<Env>, path: string): Record<string, string> {
  const given: Record<string, string> = context.req.param();
  const names = [...path.matchAll(paramPattern)];
  return Object.fromEntries(
    names.map(([, name = '', ending = '']) => [
      name,
      (given[name] ?? '').slice(0, -ending.length || undefined),
    ]),
  );
}

/**
 * Without tokens, pages of other sites must be kept out: browsers send where a page came from, and another name of this
 * machine means DNS rebinding.
 *
 * @throws Refusal 403
 */
function requireThisMachine({ req }: Context<Env>, isOurHost: AppParts['isOurHost']): void {
  const host = req.header('host') ?? '';
  const isOurs = isOurHost(host) || isOurHost(host.replace(/^0\.0\.0\.0(?=:|$)/u, '127.0.0.1'));
  if (isOurs && req.header('origin') === undefined) return;
  throw new Refusal(
    403,
    'Web pages may not use an API without tokens. Call it from a program on this machine.',
  );
}

/** @throws InkdexError `bad-arguments` for a query that would be searched with its percent signs */
function requireUtf8(url: string): void {
  const query = url.split('?').slice(1).join('?');
  const broken = query.split(/[&=]/u).find((part) => !isEncoded(part));
  if (broken === undefined) return;
  throw new InkdexError(
    'bad-arguments',
    `Wrong in the query: ${JSON.stringify(broken.slice(0, 80))} is no UTF-8 in percent encoding. Encode each value as ` +
      'UTF-8: é is %C3%A9, % is %25.',
  );
}

function isEncoded(part: string): boolean {
  try {
    decodeURIComponent(part);
    return true;
  } catch {
    return false;
  }
}

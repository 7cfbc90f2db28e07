import type { z } from 'zod';
import { formatCount } from '../../shared/text.ts';
import type { BodyForm } from './endpoint.ts';
import type { ApiLimits } from './limits.ts';
import { Refusal, tooBusy } from './refusal.ts';

/** What one request holds in memory. */
export interface Kept {
  /** @throws Refusal 429 when its client, or all clients, hold too much */
  readonly add: (bytes: number) => void;
  /** To be called once, at its end. */
  readonly release: () => void;
}

/** Begins to count what a request holds. @param client the name of its token */
export type Hold = (client: string) => Kept;

/** Counts the bytes of all requests, of HTTP and gRPC, that have arrived and are still needed. */
export function createHold({ heldBytes }: Pick<ApiLimits, 'heldBytes'>): Hold {
  const held = new Map<string, number>();
  const heldNow = (): number => [...held.values()].reduce((sum, bytes) => sum + bytes, 0);

  // A client may hold half of what the others leave, so that something is always left for one more.
  function add(client: string, bytes: number): void {
    const own = (held.get(client) ?? 0) + bytes;
    const others = heldNow() - (held.get(client) ?? 0);
    if (own > (heldBytes - others) / 2) throw tooBusy('Too many large requests at once.', 2);
    held.set(client, own);
  }

  function release(client: string, bytes: number): void {
    const left = (held.get(client) ?? 0) - bytes;
    if (left > 0) held.set(client, left);
    else held.delete(client);
  }

  return (client) => {
    let kept = 0;
    return {
      add(bytes) {
        add(client, bytes);
        kept += bytes;
      },
      release() {
        release(client, kept);
      },
    };
  };
}

/** Reads the bodies of requests, as far as each and all together may be held in memory. */
export function createBodies(hold: Hold) {
  /**
   * Reads a body and works with it.
   *
   * @param client the name of its token
   * @throws Refusal 400, 413, 415, 429; what the work throws
   */
  return async (
    request: Request,
    client: string,
    form: BodyForm<z.ZodType> | undefined,
    work: (body: Buffer) => Promise<Response>,
  ): Promise<Response> => {
    if (form === undefined) return await work(Buffer.alloc(0));
    requireType(request, form.types);
    const { mostBytes } = form;
    const announced = Number(request.headers.get('content-length') ?? NaN);
    if (announced > mostBytes) throw tooLarge(mostBytes);
    const kept = hold(client);
    try {
      return await work(await readBody(request.body ?? [], mostBytes, kept));
    } finally {
      kept.release();
    }
  };
}

/**
 * Reads bytes as they come, from a connection or an unpacker, and counts them before the next ones.
 *
 * @param broken what the client is told where they end with an error
 * @throws Refusal 400, 413, 429
 */
export async function readBody(
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  mostBytes: number,
  kept: Kept,
  broken = 'The connection ended before the whole request had arrived. Send it again.',
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > mostBytes) throw tooLarge(mostBytes);
      kept.add(chunk.length);
      chunks.push(chunk);
    }
  } catch (thrown) {
    if (thrown instanceof Refusal) throw thrown;
    // No fault of Inkdex: the program has hung up, or its network has failed.
    throw new Refusal(400, broken);
  }
  return Buffer.concat(chunks);
}

function requireType({ headers }: Request, types: readonly string[]): void {
  const encoding = headers.get('content-encoding') ?? 'identity';
  if (encoding !== 'identity') {
    throw new Refusal(415, `The body is compressed (${encoding}). Send it as it is.`);
  }
  const [usual = ''] = types;
  const given = headers.get('content-type');
  const named = given?.split(';')[0]?.trim().toLowerCase();
  // `curl -d` says so of JSON.
  const isUsual = named === undefined || named === 'application/x-www-form-urlencoded';
  const type = isUsual ? usual : named;
  const isAllowed = types.some(
    (each) => each === type || (each.endsWith('/*') && type.startsWith(each.slice(0, -1))),
  );
  if (!isAllowed) {
    throw new Refusal(415, `The Content-Type is ${JSON.stringify(type)}; expected ${types.join(' or ')}.`);
  }
}

export function tooLarge(mostBytes: number): Refusal {
  return new Refusal(413, `The request is too large: the limit is ${formatCount(mostBytes)} bytes.`, {
    // The rest of the body is not read.
    connection: 'close',
  });
}

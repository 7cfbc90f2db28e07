import type { z } from 'zod';
import { formatCount } from '../../shared/text.ts';
import type { BodyForm } from './endpoint.ts';
import type { ApiLimits } from './limits.ts';
import { Refusal, tooBusy } from './refusal.ts';

/** Reads the bodies of requests, as far as each and all together may be held in memory. */
export function createBodies({ heldBytes }: Pick<ApiLimits, 'heldBytes'>) {
  let held = 0;

  /**
   * Reads a body and works with it.
   *
   * @throws Refusal 413, 415, 429; what the work throws
   */
  return async (
    request: Request,
    form: BodyForm<z.ZodType> | undefined,
    work: (body: Buffer) => Promise<Response>,
  ): Promise<Response> => {
    if (form === undefined) return await work(Buffer.alloc(0));
    requireType(request, form.types);
    const { mostBytes } = form;
    const announced = Number(request.headers.get('content-length') ?? NaN);
    if (announced > mostBytes) throw tooLarge(mostBytes);
    const kept = Number.isNaN(announced) ? mostBytes : announced;
    if (held + kept > heldBytes) throw tooBusy('Too many large requests at once.', 2);
    held += kept;
    try {
      return await work(await read(request, mostBytes));
    } finally {
      held -= kept;
    }
  };
}

async function read({ body }: Request, mostBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const whole: AsyncIterable<Uint8Array> | Iterable<Uint8Array> = body ?? [];
  for await (const chunk of whole) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw tooLarge(mostBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function requireType({ headers }: Request, types: readonly string[]): void {
  const encoding = headers.get('content-encoding') ?? 'identity';
  if (encoding !== 'identity') {
    throw new Refusal(415, `The body is compressed (${encoding}). Send it as it is.`);
  }
  const given = headers.get('content-type');
  const type = given?.split(';')[0]?.trim().toLowerCase() ?? types[0] ?? '';
  const isAllowed = types.some(
    (each) => each === type || (each.endsWith('/*') && type.startsWith(each.slice(0, -1))),
  );
  if (!isAllowed) {
    throw new Refusal(415, `The Content-Type is ${JSON.stringify(type)}; expected ${types.join(' or ')}.`);
  }
}

function tooLarge(mostBytes: number): Refusal {
  return new Refusal(413, `The request is too large: the limit is ${formatCount(mostBytes)} bytes.`, {
    // The rest of the body is not read.
    connection: 'close',
  });
}

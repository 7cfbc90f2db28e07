import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { type PictureKind, pictureKinds } from '../../../shared/contract/contract.ts';
import { failureOf } from '../../../shared/result.ts';
import type { Log } from '../serve.ts';

/**
 * Finds a picture of the library, as a JPEG file. Rejects with InkdexError.
 *
 * @param last for `word`: the last word of a run of words of one line
 */
export type FindPicture = (
  kind: PictureKind,
  id: number,
  last: number | undefined,
) => Promise<{ readonly path: string; readonly etag: string }>;

const addressSchema = z.object({
  kind: z.enum(pictureKinds),
  /** `12`, or `12-14` for a run of words. */
  id: z
    .string()
    .regex(/^[1-9]\d{0,14}(?:-[1-9]\d{0,14})?$/u)
    .transform((text) => text.split('-').map(Number)),
});

/**
 * Answers requests for pictures by id. Paths are never part of a request.
 *
 * @returns a function that takes `kind` and `id` from the address and answers 200, 304, 400, 404 or 500
 */
export function pictures(find: FindPicture, headers: Record<string, string>, log: Log) {
  return async (
    address: { kind: string | undefined; id: string | undefined },
    knownEtag: string | null,
  ): Promise<Response> => {
    const parsed = addressSchema.safeParse(address);
    if (!parsed.success) {
      const expected = `Expected ${pictureKinds.join(', ')} and a number.`;
      return new Response(`Invalid picture address. ${expected}`, { status: 400, headers });
    }
    try {
      const [id = 0, last] = parsed.data.id;
      const { path, etag } = await find(parsed.data.kind, id, last);
      const quoted = `"${etag.replace(/[^\w-]/gu, '-')}"`;
      const caching = { etag: quoted, 'cache-control': 'private, max-age=31536000, immutable' };
      if (knownEtag === quoted)
        return new Response(null, { status: 304, headers: { ...headers, ...caching } });
      const { size } = await stat(path);
      return new Response(Readable.toWeb(createReadStream(path)) as ReadableStream, {
        headers: { ...headers, ...caching, 'content-type': 'image/jpeg', 'content-length': String(size) },
      });
    } catch (thrown) {
      const failure = failureOf(thrown);
      const isAbsent = failure.code === 'not-found' || failure.code === 'file-missing';
      if (failure.code === 'internal') log(`Picture ${parsed.data.kind} failed: ${String(thrown)}`);
      return new Response(failure.message, {
        status: isAbsent ? 404 : 500,
        headers: { ...headers, 'cache-control': 'no-store', 'content-type': 'text/plain; charset=utf-8' },
      });
    }
  };
}

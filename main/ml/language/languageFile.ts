import { brotliDecompressSync } from 'node:zlib';
import type { z } from 'zod';
import { parseJson } from '../../../shared/json.ts';
import { InkdexError } from '../../../shared/result.ts';

/**
 * Opens a file of the language folder, compressed with Brotli: a header as one line of JSON, then the bytes that it describes.
 *
 * @param bodyLength number of bytes after a header
 * @throws InkdexError `data-invalid` if the file is damaged or of another format
 */
export function unpackLanguageFile<Header>(
  bytes: Uint8Array,
  path: string,
  schema: z.ZodType<Header>,
  bodyLength: (header: Header) => number,
): { header: Header; body: Uint8Array } {
  const content = decompress(bytes, path);
  const end = content.indexOf(10);
  const header = schema.safeParse(parseJson(content.toString('utf8', 0, Math.max(0, end))));
  if (!header.success) throw invalid(path, `its header is invalid: ${header.error.message}`);
  // A copy, so that views of other widths find their bytes aligned.
  const body = new Uint8Array(content.subarray(end + 1));
  const expected = bodyLength(header.data);
  if (body.length !== expected) {
    throw invalid(path, `it has ${body.length} bytes; its header says ${expected}`);
  }
  return { header: header.data, body };
}

function decompress(bytes: Uint8Array, path: string): Buffer {
  try {
    return brotliDecompressSync(bytes);
  } catch (error) {
    throw invalid(path, error instanceof Error ? error.message : String(error), error);
  }
}

function invalid(path: string, found: string, cause?: unknown): InkdexError {
  return new InkdexError(
    'data-invalid',
    `The language file ${JSON.stringify(path)} cannot be used: ${found}. Make it anew with "npm --prefix pretraining run language".`,
    { cause },
  );
}

import { InkdexError } from '../../shared/result.ts';

/** A PNG of one black pixel in base64, as an example. */
export const examplePng =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNgAAAAAgAB5Sfe/AAAAABJRU5ErkJggg==';

/** The beginning of a data URI, with any parameters (RFC 2397): forms and .NET add `name` or `charset`. */
const dataUri = /^\s*data:[^,;]*(?:;(?:"[^"]*"|[^;,"])*)*;base64,/iu;

/**
 * The bytes of a picture in base64, also after `data:image/png;base64,`.
 *
 * @param place what messages call it
 * @throws InkdexError `bad-arguments`
 */
export function bytesOfBase64(text: string, place: string): Buffer {
  const encoded = text.replace(dataUri, '').replaceAll(/\s/gu, '');
  const bytes = /^[\w+/-]+={0,2}$/u.test(encoded) ? Buffer.from(encoded, 'base64') : Buffer.alloc(0);
  if (bytes.length > 0) return bytes;
  const begin = JSON.stringify(text.slice(0, 40));
  throw new InkdexError(
    'bad-arguments',
    `${place} is no picture in base64: it begins with ${begin}. Send the bytes of a JPEG or PNG file in base64, with or ` +
      'without "data:image/png;base64," before them.',
  );
}

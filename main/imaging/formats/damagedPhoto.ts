import { photoFormats } from '../../../shared/contract/photo.ts';
import { InkdexError } from '../../../shared/result.ts';
import { headOf } from './photoHead.ts';
import { isCr3 } from './raw.ts';

/**
 * A JPEG with an end marker, which webcams, document scanners and messengers leave out, cut or overwrite with zeros
 * (ITU-T T.81, B.1.1.3).
 */
export function withEnd(bytes: Uint8Array): Buffer {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  // A zero after 0xff belongs to the picture.
  if (bytes[end - 1] === 0xff) end += end < bytes.length ? 1 : -1;
  return Buffer.concat([bytes.subarray(0, end), Buffer.from([0xff, 0xd9])]);
}

/** Why a picture could not be decoded: because it is damaged, or of a kind that is not read. */
export function damaged(name: string, error: unknown): InkdexError {
  const found = error instanceof Error ? error.message.replace(/\s+/gu, ' ') : String(error);
  // What libtiff and libvips say of a sound file.
  const [unread] =
    /[^:]*(?:not configured|samples out of range|bad lab\w* format|unsupported pixels: \w+ in \w+)/iu.exec(
      found,
    ) ?? [];
  if (unread !== undefined) {
    return new InkdexError(
      'image-format-unknown',
      `${name} has pixels or a compression that is not read (${unread.trim().slice(0, 80)}). ` +
        'Save it with 8 or 16 bits for each colour and LZW compression.',
      { cause: error },
    );
  }
  return new InkdexError(
    'image-damaged',
    `${name} is damaged or incomplete (${found}). Copy it again from where it came from.`,
    { cause: error },
  );
}

/** Why a JPEG that ends too early is not read. */
export function tooLittleLeft(name: string, missing: number, cause: unknown): InkdexError {
  return new InkdexError(
    'image-damaged',
    `${name} is damaged or incomplete: about ${missing} % of the picture is missing. Copy it again from where it came ` +
      'from. If that is all there is, open it in an image editor and save it: what is left is then read.',
    { cause },
  );
}

/** What a file is instead of a picture, as the end of a sentence. */
export function whyNoPicture(bytes: Uint8Array): string {
  if (headOf(bytes) === 'pdf') {
    return 'is a PDF, and no picture. Add it to a library under a name that ends in .pdf: its pages become photos.';
  }
  if (isCr3(bytes)) {
    return 'is a CR3, a raw photo whose preview is not read. Export it as JPEG, or convert it to DNG.';
  }
  return (
    `is not a picture that Inkdex can read, although its name may say so: expected ${photoFormats}. ` +
    'Save it as one of these.'
  );
}

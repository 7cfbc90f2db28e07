import { headBytes } from '../files/headBytes.ts';

/**
 * How a JPEG is stored: EXIF's orientation (CIPA DC-008), 1 to 8. 1 for upright pictures, and for all other formats, whose
 * programs agree on no other order of their pixels.
 */
export async function exifOrientation(path: string): Promise<number> {
  if (!/\.(?:jpe?g|jpe|jif|jfif|mpo)$/iu.test(path)) return 1;
  // The segment of EXIF is at the start, and at most 64 kB long.
  const head = await headBytes(path, 2 ** 17);
  const { default: exifr } = await import('exifr');
  const orientation = await exifr.orientation(head).catch(() => undefined);
  return orientation !== undefined && orientation >= 1 && orientation <= 8 ? orientation : 1;
}

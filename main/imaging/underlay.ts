import sharp, { type Sharp } from 'sharp';

/** Enough pixels of a picture to tell its ink's colour. */
const seen = 128;
/** A picture that covers more than this is a picture with a hole or round corners, not ink on nothing. */
const mostCovered = 0.5;

/**
 * What a picture lies on where it is transparent: white, but black under light ink on nothing, as drawing apps export what was
 * written in their dark mode. White, too, where the file is damaged: whoever decodes it says so.
 *
 * @param bytes of a file that sharp reads
 * @param mostPixels of a picture that is looked at
 */
export async function underlayOf(bytes: Uint8Array, mostPixels: number): Promise<'#fff' | '#000'> {
  try {
    const picture = sharp(bytes, { limitInputPixels: mostPixels });
    const { hasAlpha } = await picture.metadata();
    return hasAlpha && isLightInk(await lookAt(picture)) ? '#000' : '#fff';
  } catch {
    return '#fff';
  }
}

/** @returns some pixels: red, green, blue and alpha in turn */
async function lookAt(picture: Sharp): Promise<Buffer> {
  return await picture
    .resize({ width: seen, height: seen, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer();
}

function isLightInk(pixels: Buffer): boolean {
  let [covered, light] = [0, 0];
  for (let at = 0; at < pixels.length; at += 4) {
    const [red = 0, green = 0, blue = 0, alpha = 0] = pixels.subarray(at, at + 4);
    covered += alpha;
    light += alpha * (0.299 * red + 0.587 * green + 0.114 * blue);
  }
  const isInk = covered < mostCovered * 255 * (pixels.length / 4);
  return isInk && light > 127 * covered;
}

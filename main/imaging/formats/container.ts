import { InkdexError } from '../../../shared/result.ts';
import { decodePhoto, photoHeader } from './decode.ts';
import type { PagedFile } from './pdf.ts';
import { headOf } from './photoHead.ts';
import { takenAtOf } from './photoFile.ts';
import { mostPagePixels, mostPages } from './tiff.ts';

/**
 * Opens a photo's file with several pictures: a burst, both eyes of a camera, the frames of an animation.
 *
 * @param bytes are its own from now on
 * @param name what messages call it
 * @returns null for any other file
 * @throws InkdexError as `decodePhoto`, and `image-too-large`
 */
export async function openContainer(bytes: Uint8Array, name: string): Promise<PagedFile | null> {
  if (headOf(bytes) === null) return null;
  const { pictures, page: primary } = await photoHeader(bytes, name);
  if (pictures < 2) return null;
  if (pictures > mostPages) {
    throw new InkdexError(
      'image-too-large',
      `${name} has ${pictures} pictures; files with at most ${mostPages} are taken apart. Choose some of them.`,
    );
  }
  return {
    pages: pictures,
    own: primary + 1,
    createdAt: await takenAtOf(bytes),
    async draw(number, signal) {
      const { image } = await decodePhoto(bytes, { maxPixels: mostPagePixels, page: number - 1 });
      signal.throwIfAborted();
      return image;
    },
    close: () => Promise.resolve(),
  };
}

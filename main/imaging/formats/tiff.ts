import { InkdexError } from '../../../shared/result.ts';
import { decodePhoto } from './decode.ts';
import type { PagedFile } from './pdf.ts';
import { photoFormatOf, takenAtOf } from './photoFile.ts';
import { tiffPages } from './tiffDirectories.ts';

export const mostPages = 2000;
/** As much as a photo of a good camera; a scan of a page at 600 dots an inch has 35 million. */
export const mostPagePixels = 50_000_000;

/**
 * Opens a TIFF with several pages.
 *
 * @param bytes are its own from now on
 * @param name what messages call it
 * @returns null for any other file: a TIFF with one page is a photo
 * @throws InkdexError `image-too-large`
 */
export async function openTiff(bytes: Uint8Array, name: string): Promise<PagedFile | null> {
  const pages = photoFormatOf(bytes) === 'tiff' ? tiffPages(bytes) : [];
  if (pages.length < 2) return null;
  if (pages.length > mostPages) {
    throw new InkdexError(
      'image-too-large',
      `${name} has ${pages.length} pages; TIFFs of at most ${mostPages} are taken apart. Split it.`,
    );
  }
  return {
    pages: pages.length,
    createdAt: await takenAtOf(bytes),
    async draw(number, signal) {
      const { image } = await decodePhoto(bytes, { maxPixels: mostPagePixels, page: pages[number - 1] });
      signal.throwIfAborted();
      return image;
    },
    close: () => Promise.resolve(),
  };
}

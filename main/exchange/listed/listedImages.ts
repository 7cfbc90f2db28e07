import type { Size } from '../../../shared/geometry.ts';
import { InkdexError } from '../../../shared/result.ts';
import type { ReadOptions } from '../../../shared/exchange.ts';
import type { FoundImage } from '../imageFolder.ts';
import type { Place } from '../records.ts';
import { findImage, type Whence } from '../pages/findImage.ts';

export interface SizedImage extends FoundImage {
  readonly size: Size;
}

/** The images that a list names. Each is looked up once while its samples are consecutive. */
export interface ListedImages {
  /**
   * @param names the most likely first
   * @returns null for a missing image that was already reported
   * @throws InkdexError `data-invalid` the first time, and the errors of `imageSize`
   */
  find(names: readonly string[], place: Place): Promise<SizedImage | null>;
}

/** Images to remember without another lookup. */
const mostRemembered = 10_000;

export function listedImages(whence: Whence, imageSize: ReadOptions['imageSize']): ListedImages {
  const known = new Map<string, SizedImage | null>();
  return {
    async find(names, place) {
      const name = JSON.stringify(names);
      const image = known.get(name);
      if (image !== undefined) return image;
      if (known.size >= mostRemembered) known.clear();
      try {
        const found = await findImage(names, whence, place);
        const sized = { ...found, size: await imageSize(found.path) };
        known.set(name, sized);
        return sized;
      } catch (error) {
        if (error instanceof InkdexError) known.set(name, null);
        throw error;
      }
    },
  };
}

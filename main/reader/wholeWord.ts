import type { RecogniserMetadata } from '../../shared/contract/model.ts';
import { flattenBackground } from '../imaging/flatten.ts';
import { shrinkInk, wholeWordRows } from '../imaging/ink.ts';
import type { InkImage, RgbImage } from '../imaging/pixels.ts';

/** A picture that is one word or line, as a recogniser takes it. */
export function wholeWord(image: RgbImage, { photo }: RecogniserMetadata): InkImage {
  const ink = shrinkInk(flattenBackground(image), wholeWordRows);
  return photo === undefined ? ink : { ...ink, photo: image };
}

import { quadSize, type Quad } from '../../shared/geometry.ts';
import { cropQuad } from './crop.ts';
import type { InkImage } from './pixels.ts';

/** Paper and neighbours left around a word, as a share of its height; words are trained with as much. */
const cropMargin = 0.16;
/** Rows of a crop, per row of the recogniser's input: larger words are shrunk while they are cut. */
const rowsPerInputRow = 1.8;

/** A word as it is cut from a page for a recogniser with `inputHeight` rows. */
export function cropWord(page: InkImage, quad: Quad, inputHeight: number): InkImage {
  const height = Math.min(quadSize(quad).height * (1 + 2 * cropMargin), inputHeight * rowsPerInputRow);
  return cropQuad(page, quad, { margin: cropMargin, height });
}

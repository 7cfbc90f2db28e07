import { quadSize, type Box, type Quad } from '../../shared/geometry.ts';
import { median } from '../../shared/median.ts';
import type { InkImage } from '../../main/imaging/pixels.ts';

/** A flattened page and what is known of it, in pixels of the page. */
export interface MarkedPage {
  readonly name: string;
  readonly words: readonly Quad[];
  /** Where no label says whether there is a word. */
  readonly ignored: readonly Box[];
  /** The ink at full size, then halved again and again: what is shrunk is drawn from a smaller one. */
  readonly levels: readonly InkImage[];
  /** Median height of its words in pixels. */
  readonly wordHeight: number;
}

export interface PageMarks {
  readonly name: string;
  readonly words: readonly Quad[];
  readonly ignored: readonly Box[];
}

const levelCount = 3;
/** Of a page without words. */
const usualWordHeight = 32;

export function markedPage(ink: InkImage, marks: PageMarks): MarkedPage {
  const levels = [ink];
  for (let level = 1; level < levelCount; level += 1) levels.push(halved(levels[level - 1] ?? ink));
  const heights = marks.words.map((quad) => quadSize(quad).height);
  return { ...marks, levels, wordHeight: median(heights, usualWordHeight) };
}

/** Means of two by two pixels; an odd last row or column is dropped. */
function halved({ width, height, data }: InkImage): InkImage {
  const half: InkImage = {
    width: width >> 1,
    height: height >> 1,
    data: new Uint8Array((width >> 1) * (height >> 1)),
  };
  for (let row = 0; row < half.height; row += 1) {
    for (let column = 0; column < half.width; column += 1) {
      const at = row * 2 * width + column * 2;
      const sum =
        (data[at] ?? 0) + (data[at + 1] ?? 0) + (data[at + width] ?? 0) + (data[at + width + 1] ?? 0);
      half.data[row * half.width + column] = (sum + 2) >> 2;
    }
  }
  return half;
}

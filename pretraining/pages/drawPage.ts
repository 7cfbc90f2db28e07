import { type Box, boxOfQuad, type Quad } from '../../shared/geometry.ts';
import { pickWeighted, type Random } from '../../shared/random.ts';
import type { RgbImage } from '../../main/imaging/pixels.ts';
import { createSmoothNoise } from '../../main/imaging/geometry/distort.ts';
import { compressAsJpeg, photograph, type LightField } from './photograph.ts';
import {
  bulletList,
  codeBlock,
  heading,
  paragraph,
  table,
  type Block,
  conceptMap,
  linkedList,
  tree,
} from './blocks.ts';
import { leaveTraces, strayStrokes } from './penLines.ts';
import { createSheet, type Hand, type PageMaterial, type PlacedInk, type Sheet } from './sheet.ts';
import { createSurface, paintSurface } from './surface.ts';
import { createWriter } from '../../main/ml/synthetic/writer.ts';

/** A drawn photo of a page, and all that is known of it. */
export interface DrawnPage {
  readonly image: RgbImage;
  /** Tight on the ink, as the writing runs. */
  readonly words: readonly { readonly quad: Quad; readonly text: string }[];
  /** Neither words nor background: lone signs, numbers inside drawings, what is half wiped away. */
  readonly ignore: readonly Box[];
}

/** Share of a reflection above which ink is lost in it. */
const mostGlare = 0.6;

/**
 * A whole page of handwriting as a photo shows it: a whiteboard, paper or a chalk board with
 * headings, lists, code, tables and diagrams. The same state of `random` draws the same page.
 *
 * @param size pixels, 256 or more on each side
 */
export function drawPage(
  random: Random,
  size: { width: number; height: number },
  material: PageMaterial,
): DrawnPage {
  const { width, height } = size;
  const surface = createSurface(random, height);
  const sheet = createSheet(random, material, surface, width, height);
  paintSurface(sheet.context, surface, random, width, height);
  leaveTraces(sheet, createHand(sheet));
  fillColumns(sheet);
  strayStrokes(sheet, createHand(sheet));

  const image = withoutOpacity(sheet.context.getImageData(0, 0, width, height).data, width, height);
  const wear = createSmoothNoise(random, width, height, 7, surface.kind === 'chalkboard' ? 0.5 : 0.8, 1.05);
  for (const placed of sheet.inks) layInk(image, placed, (x, y) => Math.min(1, wear.at(x, y)));
  const glare = photograph(image, random, surface.kind === 'whiteboard');
  if (random.chance(0.35)) compressAsJpeg(image, random.between(1, 5));
  return { image, ...withoutBlinded(sheet, glare) };
}

/** What a lamp's reflection hides can be asked of nobody. */
function withoutBlinded(sheet: Sheet, glare: LightField): Pick<DrawnPage, 'words' | 'ignore'> {
  const words: { quad: Quad; text: string }[] = [];
  const ignore = [...sheet.ignore];
  for (const word of sheet.words) {
    const box = boxOfQuad(word.quad);
    const [x, y, width, height] = box;
    const middle = y + height / 2;
    const isHidden = [0.15, 0.5, 0.85].some((part) => glare.at(x + part * width, middle) > mostGlare);
    if (isHidden) ignore.push(box);
    else words.push(word);
  }
  return { words, ignore };
}

function createHand(sheet: Sheet): Hand {
  const { random, surface, height } = sheet;
  const isPaper = surface.kind === 'paper';
  const written = surface.ruling === 'ruled' ? surface.pitch : height / random.between(16, isPaper ? 56 : 50);
  const em = Math.max(18, Math.min(80, written));
  return {
    writer: createWriter(random, sheet.fonts),
    colour: random.pick(surface.pens),
    opacity: random.chance(0.25) ? random.between(0.45, 0.8) : random.between(0.8, 1),
    em,
    angle: 0.025 * random.normal(),
    curve: random.chance(0.3) ? 0.00006 * random.normal() : 0,
    wordSpace: random.between(0.28, 0.6),
    linePitch: surface.ruling === 'ruled' ? 1 : random.between(1.05, 1.75),
  };
}

const blocks: readonly { readonly weight: number; readonly block: Block }[] = [
  { weight: 22, block: paragraph },
  { weight: 20, block: bulletList },
  { weight: 18, block: codeBlock },
  { weight: 12, block: heading },
  { weight: 7, block: table },
  { weight: 7, block: linkedList },
  { weight: 6, block: tree },
  { weight: 6, block: conceptMap },
];

/** One to four columns, each written from the top down by one hand or several. */
function fillColumns(sheet: Sheet): void {
  const { random, width, height } = sheet;
  const columnCount = width > height ? random.integer(1, 4) : random.integer(1, 2);
  const margin = Math.min(width, height) * random.between(0.03, 0.09);
  const columnWidth = (width - 2 * margin) / columnCount;
  const pageHand = createHand(sheet);
  for (let column = 0; column < columnCount; column += 1) {
    let hand = random.chance(0.75) ? pageHand : createHand(sheet);
    const left = margin + column * columnWidth;
    const bottom = height - margin * random.between(0.5, 2.5);
    let y = margin * random.between(0.6, 2);
    while (y + 1.5 * hand.em < bottom) {
      if (random.chance(0.3)) hand = { ...hand, colour: random.pick(sheet.surface.pens) };
      const sized = { ...hand, em: hand.em * Math.exp(0.14 * random.normal()) };
      const indent = random.chance(0.3) ? columnWidth * random.between(0, 0.2) : 0;
      const inner = columnWidth * random.between(0.86, 0.98) - indent;
      const end = pickBlock(random)(sheet, sized, [left + indent, y, inner, bottom - y]);
      y = Math.max(end, y + 0.5 * hand.em) + hand.em * random.between(0.1, 1.3);
    }
  }
}

function pickBlock(random: Random): Block {
  return pickWeighted(blocks, ({ weight }) => weight, random)?.block ?? paragraph;
}

function withoutOpacity(rgba: Uint8ClampedArray, width: number, height: number): RgbImage {
  const data = new Uint8Array(3 * width * height);
  for (let from = 0, to = 0; to < data.length; from += 4, to += 3) {
    data[to] = rgba[from] ?? 0;
    data[to + 1] = rgba[from + 1] ?? 0;
    data[to + 2] = rgba[from + 2] ?? 0;
  }
  return { width, height, data };
}

/** Colours the page where the turned ink covers it. */
function layInk(image: RgbImage, placed: PlacedInk, wear: (x: number, y: number) => number): void {
  const { ink, quad, angle, colour, opacity } = placed;
  const [x, y, boxWidth, boxHeight] = boxOfQuad(quad);
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const [originX, originY] = quad[0];
  const lastRow = Math.min(image.height - 1, Math.ceil(y + boxHeight));
  const lastColumn = Math.min(image.width - 1, Math.ceil(x + boxWidth));
  for (let row = Math.max(0, Math.floor(y)); row <= lastRow; row += 1) {
    for (let column = Math.max(0, Math.floor(x)); column <= lastColumn; column += 1) {
      const right = cos * (column - originX) + sin * (row - originY);
      const down = cos * (row - originY) - sin * (column - originX);
      const cover = sampleInk(ink.data, ink.width, ink.height, right, down);
      if (cover < 4) continue;
      const share = (cover / 255) * opacity * wear(column, row);
      const at = 3 * (row * image.width + column);
      for (let channel = 0; channel < 3; channel += 1) {
        const ground = image.data[at + channel] ?? 0;
        image.data[at + channel] = ground + ((colour[channel] ?? 0) - ground) * share;
      }
    }
  }
}

function sampleInk(data: Uint8Array, width: number, height: number, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  if (left < 0 || top < 0 || left >= width || top >= height) return 0;
  const right = x - left;
  const down = y - top;
  const corner = top * width + left;
  const beside = left + 1 < width ? 1 : 0;
  const below = top + 1 < height ? width : 0;
  const upper = (data[corner] ?? 0) * (1 - right) + (data[corner + beside] ?? 0) * right;
  const lower = (data[corner + below] ?? 0) * (1 - right) + (data[corner + below + beside] ?? 0) * right;
  return upper + (lower - upper) * down;
}

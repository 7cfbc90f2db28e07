import { boxOfQuad, type Box, type Point, type Quad, quadOfBox, quadSize } from '../../shared/geometry.ts';
import type { Random } from '../../shared/random.ts';
import type { InkImage } from '../../main/imaging/pixels.ts';
import type { MarkedPage } from './markedPage.ts';
import type { MarkedCrop } from './targets.ts';

/** Heights that a crop's word gets, in pixels: what photos show, and beyond. */
const commonHeights: readonly [number, number] = [13, 44];
const rareHeights: readonly [number, number] = [10, 110];
/** How often that word is the page's median one; else it is the one in the middle of the crop. */
const medianShare = 0.65;

/** Places in a page from places in a crop: x' = a x + b y + c, y' = d x + e y + f. */
type AffineMap = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/**
 * A square of a page, scaled by its word height, a little turned, slanted and stretched.
 *
 * @param turn radians by which all of it is turned clockwise beside that
 */
export function drawCrop(random: Random, page: MarkedPage, size: number, turn = 0): MarkedCrop {
  const toPage = randomMap(random, page, size, turn);
  const toCrop = inverse(toPage);
  const move = (quad: Quad): Quad => {
    const [a, b, c, d] = quad;
    return [apply(toCrop, a), apply(toCrop, b), apply(toCrop, c), apply(toCrop, d)];
  };
  const moveBox = (box: Box): Box => boxOfQuad(move(quadOfBox(box)));
  return {
    size,
    ink: sample(page, toPage, size),
    words: page.words.map(move).filter((quad) => isVisible(boxOfQuad(quad), size)),
    ignored: page.ignored.map(moveBox).filter((box) => isVisible(box, size)),
  };
}

function randomMap(random: Random, page: MarkedPage, size: number, turn: number): AffineMap {
  const [low, high] = random.chance(0.75) ? commonHeights : rareHeights;
  const height = low * (high / low) ** random.next();
  // Mostly near a word; sometimes anywhere, for the page's clutter.
  const word = page.words.length === 0 || random.chance(0.2) ? null : random.pick(page.words);
  const measured =
    word === null || random.chance(medianShare) ? page.wordHeight : Math.max(1, quadSize(word).height);
  const pixelsPerPixel = Math.min(4, Math.max(0.5, measured / height));
  const stretch = Math.exp(0.08 * Math.max(-2, Math.min(2, random.normal())));
  const steepness = random.chance(0.15) ? 0.06 : 0.025;
  const angle = steepness * Math.max(-2, Math.min(2, random.normal())) - turn;
  const slant = 0.06 * Math.max(-2, Math.min(2, random.normal()));

  const across = pixelsPerPixel * stretch;
  const down = pixelsPerPixel / stretch;
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const a = across * cosine;
  const b = down * (slant * cosine - sine);
  const d = across * sine;
  const e = down * (slant * sine + cosine);

  const [centreX, centreY] = randomCentre(random, page, word, (size * pixelsPerPixel) / 3);
  return [a, b, centreX - ((a + b) * size) / 2, d, e, centreY - ((d + e) * size) / 2];
}

function randomCentre(random: Random, page: MarkedPage, word: Quad | null, reach: number): Point {
  if (word === null) {
    const ink = page.levels[0];
    return [random.between(0, ink?.width ?? 1), random.between(0, ink?.height ?? 1)];
  }
  const [x, y, width, height] = boxOfQuad(word);
  return [x + width / 2 + random.between(-reach, reach), y + height / 2 + random.between(-reach, reach)];
}

/** Linear interpolation in the level that needs to be shrunk by less than two. */
function sample(page: MarkedPage, map: AffineMap, size: number): Float32Array {
  const shrink = Math.hypot(map[0], map[3]);
  const level = Math.max(0, Math.min(page.levels.length - 1, Math.floor(Math.log2(shrink) + 0.25)));
  const source = page.levels[level];
  const ink = new Float32Array(size * size);
  if (source === undefined) return ink;
  const factor = 1 / 2 ** level;
  const [a, b, c, d, e, f] = map;
  for (let row = 0; row < size; row += 1) {
    let x = (a * 0.5 + b * (row + 0.5) + c) * factor - 0.5;
    let y = (d * 0.5 + e * (row + 0.5) + f) * factor - 0.5;
    for (let column = 0; column < size; column += 1) {
      ink[row * size + column] = interpolate(source, x, y);
      x += a * factor;
      y += d * factor;
    }
  }
  return ink;
}

/** Empty outside the page. */
function interpolate({ width, height, data }: InkImage, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  if (left < 0 || top < 0 || left >= width - 1 || top >= height - 1) return 0;
  const at = top * width + left;
  const right = x - left;
  const down = y - top;
  const upper = (data[at] ?? 0) * (1 - right) + (data[at + 1] ?? 0) * right;
  const lower = (data[at + width] ?? 0) * (1 - right) + (data[at + width + 1] ?? 0) * right;
  return (upper * (1 - down) + lower * down) / 255;
}

function isVisible([x, y, width, height]: Box, size: number): boolean {
  return x < size && y < size && x + width > 0 && y + height > 0;
}

function apply([a, b, c, d, e, f]: AffineMap, [x, y]: Point): Point {
  return [a * x + b * y + c, d * x + e * y + f];
}

function inverse([a, b, c, d, e, f]: AffineMap): AffineMap {
  const determinant = a * e - b * d;
  const [ia, ib, id, ie] = [e / determinant, -b / determinant, -d / determinant, a / determinant];
  return [ia, ib, -(ia * c + ib * f), id, ie, -(id * c + ie * f)];
}

import { type Box, type Point, type Quad, quadAround, quadSize } from '../../../shared/geometry.ts';
import { midpoint } from '../../../shared/wordShapes.ts';
import { median } from '../../../shared/median.ts';
import { cropMargin, cropWord, quadOfCrop } from './crop.ts';
import type { InkImage } from '../pixels.ts';

/** A line as it is cut from a page. */
export interface CutLine {
  readonly ink: InkImage;
  /** A box of it, in shares of its sides, where it stands on the page. */
  readonly quadOf: (box: Box) => Quad;
}

/** A line is straightened if its middle is at least this many heights of its words off a straight one. */
const leastBend = 0.25;
/** Of fewer words nothing can be said. */
const leastWords = 3;

/**
 * Cuts a line from a page for a recogniser with `inputHeight` rows, levelled along its mean direction, and straightened if
 * it is curved: each column is moved so that the parabola through the middles of its words becomes level.
 *
 * @param words of the line, at least one
 */
export function cropLine(page: InkImage, words: readonly Quad[], inputHeight: number): CutLine {
  const quad = quadAround(words);
  const crop = cropWord(page, quad, inputHeight);
  const places = words.map((word) => placeInCrop(quad, word, crop));
  const middles = places.flatMap(({ left, right }) => [left, right]);
  const curve = parabolaThrough(middles, crop.width);
  const usual = median(places.map(({ height }) => height));
  const bend = Math.abs(curve(0) + curve(crop.width) - 2 * curve(crop.width / 2)) / 2;
  if (page.photo !== undefined || words.length < leastWords || bend < leastBend * usual) {
    return { ink: crop, quadOf: (box) => quadOfCrop(quad, box) };
  }
  // How far each word reaches above the curve, and below it.
  const reaches = places.map(({ left, right, height }) => {
    const [x, y] = midpoint(left, right);
    return { above: height / 2 + curve(x) - y, below: height / 2 - curve(x) + y };
  });
  const above = Math.max(...reaches.map((reach) => reach.above));
  const below = Math.max(...reaches.map((reach) => reach.below));
  const margin = cropMargin * usual;
  const ink = straightened(
    crop,
    (column) => curve(column + 0.5) - above - margin,
    Math.ceil(above + below + 2 * margin),
  );
  return {
    ink,
    quadOf: ([left, top, width, height]) => {
      const start = curve((left + width / 2) * crop.width) - above - margin;
      return quadOfCrop(quad, [
        left,
        (start + top * ink.height) / crop.height,
        width,
        (height * ink.height) / crop.height,
      ]);
    },
  };
}

/** A word of a line in pixels of the line's crop. */
interface PlaceInCrop {
  /** Middles of its left and its right side. */
  readonly left: Point;
  readonly right: Point;
  readonly height: number;
}

/** @param line a rectangle */
function placeInCrop(line: Quad, word: Quad, crop: InkImage): PlaceInCrop {
  const size = quadSize(line);
  const margin = cropMargin * size.height;
  const [origin, right, , below] = line;
  const perPixel = crop.height / (size.height + 2 * margin);
  const along = (point: Point, to: Point, length: number): number =>
    ((point[0] - origin[0]) * (to[0] - origin[0]) + (point[1] - origin[1]) * (to[1] - origin[1])) /
    Math.max(1, length);
  const inCrop = (a: Point, b: Point): Point => {
    const middle = midpoint(a, b);
    return [
      (along(middle, right, size.width) + margin) * perPixel,
      (along(middle, below, size.height) + margin) * perPixel,
    ];
  };
  return {
    left: inCrop(word[0], word[3]),
    right: inCrop(word[1], word[2]),
    height: quadSize(word).height * perPixel,
  };
}

/** The parabola with the least squares of distances from points. @param width of the image that they are on */
function parabolaThrough(points: readonly Point[], width: number): (x: number) => number {
  // Of numbers from -1 to 1, the equations are well conditioned.
  const at = (x: number): number => (2 * x) / width - 1;
  const moment = (power: number): number => points.reduce((sum, [x]) => sum + at(x) ** power, 0);
  const against = (power: number): number => points.reduce((sum, [x, y]) => sum + y * at(x) ** power, 0);
  const [s0, s1, s2, s3, s4] = [moment(0), moment(1), moment(2), moment(3), moment(4)];
  const columns = [
    [s0, s1, s2],
    [s1, s2, s3],
    [s2, s3, s4],
  ] as const;
  const right = [against(0), against(1), against(2)] as const;
  const whole = determinant(...columns);
  if (Math.abs(whole) < 1e-9) return () => right[0] / s0;
  const [a, b, c] = [
    determinant(right, columns[1], columns[2]) / whole,
    determinant(columns[0], right, columns[2]) / whole,
    determinant(columns[0], columns[1], right) / whole,
  ];
  return (x) => a + b * at(x) + c * at(x) ** 2;
}

type Column = readonly [number, number, number];

function determinant(a: Column, b: Column, c: Column): number {
  return (
    a[0] * (b[1] * c[2] - b[2] * c[1]) -
    b[0] * (a[1] * c[2] - a[2] * c[1]) +
    c[0] * (a[1] * b[2] - a[2] * b[1])
  );
}

/** Each column from its own row on. @param from in pixels; rows beyond the image are paper */
function straightened(ink: InkImage, from: (column: number) => number, height: number): InkImage {
  const { width } = ink;
  const data = new Uint8Array(width * height);
  for (let column = 0; column < width; column += 1) {
    const start = from(column);
    const first = Math.floor(start);
    const share = start - first;
    for (let row = 0; row < height; row += 1) {
      const above = pixelAt(ink, column, first + row);
      data[row * width + column] = above + (pixelAt(ink, column, first + row + 1) - above) * share + 0.5;
    }
  }
  return { width, height, data };
}

function pixelAt({ width, height, data }: InkImage, column: number, row: number): number {
  return row < 0 || row >= height ? 0 : data[row * width + column];
}

import type { Random } from '../../../shared/random.ts';
import type { InkImage } from '../pixels.ts';
import { createWarpMesh, warpInk } from './warp.ts';

/** Pixels between the places where the map is worked out; far less than a letter. */
const meshCell = 8;

/**
 * The word written with another slant, direction and width, each letter a little moved and
 * stretched, cut looser or tighter: all in one pass over the pixels.
 *
 * @param scale pixels of the result for one of the source, 0.55 to 1
 * @param strength 0 to about 1.5; 1 is what different hands and boxes show
 */
export function distortWord(ink: InkImage, scale: number, random: Random, strength: number): InkImage {
  const { width, height } = ink;
  const stretch = clamp(Math.exp(0.16 * strength * random.normal()), 0.6, 1.6);
  const shear = clamp(0.2 * strength * random.normal(), -0.7, 0.7);
  const rotation = clamp(0.045 * strength * random.normal(), -0.16, 0.16);
  const cos = Math.cos(rotation);
  const sin = Math.sin(rotation);
  const margin = (): number => cutMargin(height, random, strength);
  const [left, right, top, bottom] = [margin(), margin(), margin(), margin()];
  const spanX = width * stretch + Math.abs(shear) * height + Math.abs(sin) * height;
  const spanY = height + Math.abs(sin) * width * stretch;
  const outWidth = Math.max(4, Math.round(scale * (spanX + left + right)));
  const outHeight = Math.max(4, Math.round(scale * (spanY + top + bottom)));
  const centreX = left + spanX / 2;
  const centreY = top + spanY / 2;
  const bend = letterwiseBends(width, height, random, strength);

  const mesh = createWarpMesh(outWidth, outHeight, meshCell, (x, y) => {
    const fromX = x / scale - centreX;
    const fromY = y / scale - centreY;
    const alongX = cos * fromX + sin * fromY;
    const alongY = cos * fromY - sin * fromX;
    return bend((alongX + shear * alongY) / stretch + width / 2, alongY + height / 2);
  });
  return warpInk(ink, mesh, outWidth, outHeight);
}

/** Paper added (or, negative, ink cut off) on one side, in pixels. */
function cutMargin(height: number, random: Random, strength: number): number {
  const share = random.chance(0.2) ? random.between(-0.07, 0) : random.between(0, 0.22);
  return share * height * Math.min(1, strength);
}

/** Moves a point of the source by fields along the word (letter by letter) and over the plane. */
function letterwiseBends(
  width: number,
  height: number,
  random: Random,
  strength: number,
): (x: number, y: number) => readonly [number, number] {
  const letter = height * random.between(0.35, 0.8);
  const wildness = strength * random.between(0, 1.2);
  const amount = wildness * height;
  const along = (reach: number) => createSmoothNoise(random, width, 0, letter, -reach, reach);
  const shift = along(0.1 * amount);
  const lift = along(0.07 * amount);
  const growth = along(0.2 * wildness);
  const elasticCell = height * random.between(0.25, 0.5);
  const elastic = () =>
    createSmoothNoise(random, width, height, elasticCell, -0.055 * amount, 0.055 * amount);
  const elasticX = elastic();
  const elasticY = elastic();
  const middle = height / 2;
  return (x, y) => [
    x + shift.at(x, 0) + elasticX.at(x, y),
    middle + (y - middle) * (1 + growth.at(x, 0)) + lift.at(x, 0) + elasticY.at(x, y),
  ];
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}

/**
 * Value noise over an image of this size: a field that changes slowly, between `low` and `high` at any (x, y).
 *
 * @param cell pixels between independent values
 */
export function createSmoothNoise(
  random: Random,
  width: number,
  height: number,
  cell: number,
  low: number,
  high: number,
) {
  const columns = Math.ceil(width / cell) + 2;
  const rows = Math.ceil(height / cell) + 2;
  const nodes = Float32Array.from({ length: columns * rows }, () => random.between(low, high));
  const perPixel = 1 / cell;
  return {
    /** Uniform values at the nodes, bilinear between them. */
    at(x: number, y: number): number {
      const column = Math.max(0, Math.min(columns - 2, x * perPixel));
      const row = Math.max(0, Math.min(rows - 2, y * perPixel));
      const left = Math.floor(column);
      const top = Math.floor(row);
      const right = column - left;
      const node = top * columns + left;
      const upper = nodes[node] * (1 - right) + nodes[node + 1] * right;
      const below = node + columns;
      const lower = nodes[below] * (1 - right) + nodes[below + 1] * right;
      return upper + (lower - upper) * (row - top);
    },
  };
}

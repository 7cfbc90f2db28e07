import { quadSize, type Quad } from '../../../shared/geometry.ts';
import { between } from '../../../shared/wordShapes.ts';

/** Where a photo has ink: 1 or 0 for each pixel of a smaller copy, row by row. */
export interface InkMap {
  readonly width: number;
  readonly height: number;
  /** Pixels of the map per pixel of the photo. */
  readonly scale: number;
  readonly ink: Uint8Array;
}

/** Neighbourhood that a pixel is compared with, as a share of the map's width. */
const neighbourhood = 1 / 40;
/** How much ink differs from its neighbourhood, of 255: it is darker or, as chalk is, lighter. */
const contrast = 22;

/**
 * Finds ink by local contrast, for any pen and background.
 *
 * @param rgba pixels of the photo's smaller copy, four bytes each
 */
export function findInk(
  rgba: Uint8ClampedArray,
  size: { readonly width: number; readonly height: number },
  scale: number,
): InkMap {
  const { width, height } = size;
  const grey = new Uint8Array(width * height);
  for (let pixel = 0; pixel < grey.length; pixel += 1) {
    const at = pixel * 4;
    grey[pixel] = ((rgba[at] ?? 0) * 77 + (rgba[at + 1] ?? 0) * 150 + (rgba[at + 2] ?? 0) * 29) >> 8;
  }
  const difference = fromNeighbourhood(grey, width, height);
  // Ink is rarer than paper and further from the mean, so the sign of the skew shows whether it is lighter or darker.
  const skew = difference.reduce((sum, value) => sum + value ** 3, 0);
  const ink = Uint8Array.from(difference, (value) => (value * Math.sign(skew) > contrast ? 1 : 0));
  return { width, height, scale, ink };
}

/** How much lighter (above zero) or darker each pixel is than the mean around it. */
function fromNeighbourhood(grey: Uint8Array, width: number, height: number): Float32Array {
  const sums = summedArea(grey, width, height);
  const difference = new Float32Array(grey.length);
  const radius = Math.max(4, Math.round(width * neighbourhood));
  for (let y = 0; y < height; y += 1) {
    const top = Math.max(0, y - radius) * (width + 1);
    const bottom = Math.min(height, y + radius + 1) * (width + 1);
    const rows = (bottom - top) / (width + 1);
    for (let x = 0; x < width; x += 1) {
      const left = Math.max(0, x - radius);
      const right = Math.min(width, x + radius + 1);
      const sum =
        (sums[bottom + right] ?? 0) -
        (sums[bottom + left] ?? 0) -
        (sums[top + right] ?? 0) +
        (sums[top + left] ?? 0);
      difference[y * width + x] = (grey[y * width + x] ?? 0) - sum / (rows * (right - left));
    }
  }
  return difference;
}

/** Summed-area table, (width + 1) x (height + 1). Crow, 1984. */
function summedArea(grey: Uint8Array, width: number, height: number): Float64Array {
  const sums = new Float64Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y += 1) {
    let row = 0;
    for (let x = 0; x < width; x += 1) {
      row += grey[y * width + x] ?? 0;
      sums[(y + 1) * (width + 1) + x + 1] = row + (sums[y * (width + 1) + x + 1] ?? 0);
    }
  }
  return sums;
}

/** Margin around the ink, and how far a side may move outwards, as shares of the quad's height. */
const air = 0.08;
const outwards = 0.25;
/** A row or column with fewer ink pixels counts as noise. */
const leastInk = 2;

/**
 * Fits a quad tightly around its ink, and extends it a little where a stroke crosses a side. A quad without ink
 * stays as it is.
 */
export function snapToInk(quad: Quad, map: InkMap): Quad {
  const { width, height } = quadSize(quad);
  const columns = Math.round(width * map.scale);
  const rows = Math.round(height * map.scale);
  if (columns < 4 || rows < 4) return quad;
  const extra = Math.round(rows * outwards);
  const profile = inkProfiles(quad, map, { columns, rows, extra });
  const along = extent(profile.along, extra, rows * air);
  const across = extent(profile.across, extra, rows * air);
  if (along === null || across === null) return quad;
  const corner = (column: number, row: number) =>
    place(quad, (column - extra) / columns, (row - extra) / rows);
  return [
    corner(along[0], across[0]),
    corner(along[1], across[0]),
    corner(along[1], across[1]),
    corner(along[0], across[1]),
  ];
}

interface Raster {
  readonly columns: number;
  readonly rows: number;
  readonly extra: number;
}

/**
 * Ink pixels per column and per row of the quad, extended by `extra` on each side; the corners outside both are
 * ignored.
 */
function inkProfiles(quad: Quad, map: InkMap, { columns, rows, extra }: Raster) {
  const along = new Uint32Array(columns + 2 * extra);
  const across = new Uint32Array(rows + 2 * extra);
  for (let row = 0; row < across.length; row += 1) {
    for (let column = 0; column < along.length; column += 1) {
      const isInsideAlong = column >= extra && column < extra + columns;
      const isInsideAcross = row >= extra && row < extra + rows;
      if (!isInsideAlong && !isInsideAcross) continue;
      const [x, y] = place(quad, (column - extra + 0.5) / columns, (row - extra + 0.5) / rows);
      const px = Math.floor(x * map.scale);
      const py = Math.floor(y * map.scale);
      if (px < 0 || py < 0 || px >= map.width || py >= map.height) continue;
      if (map.ink[py * map.width + px] !== 1) continue;
      if (isInsideAcross) along[column] = (along[column] ?? 0) + 1;
      if (isInsideAlong) across[row] = (across[row] ?? 0) + 1;
    }
  }
  return { along, across };
}

/** First and last position with ink inside, extended outwards while the ink continues; null without ink. */
function extent(profile: Uint32Array, extra: number, margin: number): [number, number] | null {
  const hasInk = (at: number) => (profile[at] ?? 0) >= leastInk;
  let first = extra;
  let last = profile.length - extra - 1;
  while (first <= last && !hasInk(first)) first += 1;
  if (first > last) return null;
  while (!hasInk(last)) last -= 1;
  if (first === extra) while (first > 0 && hasInk(first - 1)) first -= 1;
  if (last === profile.length - extra - 1) while (last < profile.length - 1 && hasInk(last + 1)) last += 1;
  return [first - margin, last + 1 + margin];
}

function place([topLeft, topRight, bottomRight, bottomLeft]: Quad, along: number, across: number) {
  return between(between(topLeft, topRight, along), between(bottomLeft, bottomRight, along), across);
}

import type { InkImage } from '../pixels.ts';

/**
 * A coarse inverse map: for nodes every `cell` pixels of the warped image, where in the source they
 * come from. Between nodes the map is bilinear.
 */
interface WarpMesh {
  /** Pixels between nodes, along both axes. */
  readonly cell: number;
  /** Nodes in a row: the last one lies at or beyond the warped image's right edge. */
  readonly columns: number;
  readonly rows: number;
  /** Source coordinates of each node, row-major; pixel centres are whole numbers. */
  readonly xs: Float32Array;
  readonly ys: Float32Array;
}

/**
 * A mesh over an image of this size, its nodes filled by `locate`.
 *
 * @param locate where the pixel (x, y) of the warped image comes from
 */
export function createWarpMesh(
  width: number,
  height: number,
  cell: number,
  locate: (x: number, y: number) => readonly [number, number],
): WarpMesh {
  const columns = Math.ceil(width / cell) + 1;
  const rows = Math.ceil(height / cell) + 1;
  const xs = new Float32Array(columns * rows);
  const ys = new Float32Array(columns * rows);
  for (let row = 0, node = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1, node += 1) {
      const [x, y] = locate(column * cell, row * cell);
      xs[node] = x;
      ys[node] = y;
    }
  }
  return { cell, columns, rows, xs, ys };
}

/** The source seen through the mesh, bilinear; what lies outside the source is paper. */
export function warpInk(source: InkImage, mesh: WarpMesh, width: number, height: number): InkImage {
  const data = new Uint8Array(width * height);
  const { cell, columns, xs, ys } = mesh;
  for (let y = 0; y < height; y += 1) {
    const row = Math.floor(y / cell);
    const down = (y - row * cell) / cell;
    for (let column = 0; column < columns - 1; column += 1) {
      const node = row * columns + column;
      const startX = mix(xs[node], xs[node + columns], down);
      const startY = mix(ys[node], ys[node + columns], down);
      const stepX = (mix(xs[node + 1], xs[node + columns + 1], down) - startX) / cell;
      const stepY = (mix(ys[node + 1], ys[node + columns + 1], down) - startY) / cell;
      const first = column * cell;
      const count = Math.min(cell, width - first);
      sampleSpan(source, data, y * width + first, count, startX, startY, stepX, stepY);
    }
  }
  return { width, height, data };
}

/** `count` pixels in a row of the target, along a straight line through the source. */
function sampleSpan(
  source: InkImage,
  target: Uint8Array,
  at: number,
  count: number,
  startX: number,
  startY: number,
  stepX: number,
  stepY: number,
): void {
  const { width, height, data } = source;
  let sourceX = startX;
  let sourceY = startY;
  for (let index = at; index < at + count; index += 1, sourceX += stepX, sourceY += stepY) {
    const left = Math.floor(sourceX);
    const top = Math.floor(sourceY);
    if (left < -1 || top < -1 || left >= width || top >= height) continue;
    const right = sourceX - left;
    const down = sourceY - top;
    const corner = top * width + left;
    const hasLeft = left >= 0;
    const hasRight = left + 1 < width;
    let upper = 0;
    let lower = 0;
    if (top >= 0) {
      if (hasLeft) upper += (1 - right) * data[corner];
      if (hasRight) upper += right * data[corner + 1];
    }
    if (top + 1 < height) {
      if (hasLeft) lower += (1 - right) * data[corner + width];
      if (hasRight) lower += right * data[corner + width + 1];
    }
    target[index] = upper + (lower - upper) * down + 0.5;
  }
}

function mix(from: number | undefined, to: number | undefined, part: number): number {
  const start = from ?? 0;
  return start + ((to ?? 0) - start) * part;
}

/** How a word is made to lean. */
export interface Lean {
  /** Tangent of the angle by which uprights come to lean to the right; negative to the left. */
  readonly slant: number;
  /** Factor on the width. */
  readonly stretch: number;
}

/** Pixels between the nodes of the mesh: the map is affine, so that any are exact. */
const meshCell = 8;
/** Pixels of paper around the word. */
const margin = 1;

/** The word leaning otherwise, about its middle row, in an image that holds all of it. */
export function leanWord(word: InkImage, { slant, stretch }: Lean): InkImage {
  const reach = Math.ceil(0.5 * Math.abs(slant) * word.height * stretch) + margin;
  const width = Math.round(word.width * stretch) + 2 * reach;
  const height = word.height + 2 * margin;
  const middle = height / 2;
  const mesh = createWarpMesh(width, height, meshCell, (x, y) => [
    (x - reach) / stretch + slant * (y - middle),
    y - margin,
  ]);
  return warpInk(word, mesh, width, height);
}

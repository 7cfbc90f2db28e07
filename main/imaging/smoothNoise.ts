import type { Random } from '../../shared/random.ts';

/** A field that changes slowly: values between `low` and `high` at any (x, y) of an image. */
export interface SmoothNoise {
  /** Uniform values at the nodes, bilinear between them. */
  at(x: number, y: number): number;
}

/**
 * Value noise over an image of this size.
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
): SmoothNoise {
  const columns = Math.ceil(width / cell) + 2;
  const rows = Math.ceil(height / cell) + 2;
  const nodes = Float32Array.from({ length: columns * rows }, () => random.between(low, high));
  const perPixel = 1 / cell;
  return {
    at(x, y) {
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

import { boxArea } from '../../../shared/geometry.ts';
import { takeComponents } from '../../imaging/components.ts';
import { logit, regionOf, type DetectorOutput, type KernelRegion } from './kernelRegion.ts';

/** A part of a word, or a word: what is written without a doubtful gap. */
export interface Piece extends KernelRegion {
  /** Number of the kernel that it is a part of. */
  readonly kernel: number;
  /** Sides of the box around its cells, in input pixels. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Two pieces that stand side by side, by their indices. */
export interface PiecePair {
  readonly left: number;
  readonly right: number;
}

/** Cells of this probability are surely in the middle of a word. */
const sureProbability = 0.75;
/** Fewer cells are noise. */
const fewestCells = 2;

/** Cuts kernels where they are doubtful; one without any sure cell stays whole. */
export function piecesOf(kernels: readonly KernelRegion[], output: DetectorOutput): Piece[] {
  const columns = output.width / output.stride;
  const threshold = logit(sureProbability);
  const sure = new Uint8Array(output.kernel.length);
  const owners = new Int32Array(output.kernel.length);
  for (const [index, { cells }] of kernels.entries()) {
    for (const cell of cells) {
      owners[cell] = index;
      if ((output.kernel[cell] ?? 0) > threshold) sure[cell] = 1;
    }
  }
  const found: KernelRegion[][] = kernels.map(() => []);
  for (const cells of takeComponents(sure, { columns, rows: output.height / output.stride })) {
    if (cells.length < fewestCells) continue;
    const region = regionOf(cells, output);
    if (boxArea(region.box) > 0) found[owners[cells[0] ?? 0] ?? 0]?.push(region);
  }
  return kernels.flatMap((kernel, index) => {
    const parts = found[index] ?? [];
    const regions = parts.length === 0 ? [kernel] : parts;
    return regions.map((region) => ({
      ...region,
      score: kernel.score,
      kernel: index,
      ...extent(region, columns, output.stride),
    }));
  });
}

function extent(
  { cells }: KernelRegion,
  columns: number,
  stride: number,
): Pick<Piece, 'left' | 'right' | 'top' | 'bottom'> {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const cell of cells) {
    const row = Math.floor(cell / columns);
    left = Math.min(left, cell % columns);
    right = Math.max(right, (cell % columns) + 1);
    top = Math.min(top, row);
    bottom = Math.max(bottom, row + 1);
  }
  return { left: left * stride, right: right * stride, top: top * stride, bottom: bottom * stride };
}

/** Neighbours share this much of the lower one's height. */
const leastShared = 0.3;
/** Pieces further apart than so many heights of the higher one are no neighbours. */
const widestGap = 1.6;

/** Each piece with the nearest on its right, and with the nearest on its left. */
export function neighbours(pieces: readonly Piece[]): PiecePair[] {
  const pairs = new Map<string, PiecePair>();
  const add = (left: number, right: number): void => {
    pairs.set(`${left} ${right}`, { left, right });
  };
  for (const [index, piece] of pieces.entries()) {
    const next = nearest(pieces, (other) => distance(piece, other));
    if (next !== undefined) add(index, next);
    const previous = nearest(pieces, (other) => distance(other, piece));
    if (previous !== undefined) add(previous, index);
  }
  return [...pairs.values()];
}

function nearest(pieces: readonly Piece[], cost: (piece: Piece) => number): number | undefined {
  let best: number | undefined;
  let least = Infinity;
  for (const [index, piece] of pieces.entries()) {
    const found = cost(piece);
    if (found < least) {
      least = found;
      best = index;
    }
  }
  return best;
}

/** Infinite where the second piece is not beside the first one, on its right. */
function distance(piece: Piece, next: Piece): number {
  if (next.left + next.right <= piece.left + piece.right) return Infinity;
  const [, top, , height] = piece.box;
  const [, nextTop, , nextHeight] = next.box;
  const gap = next.left - piece.right;
  if (gap > widestGap * Math.max(height, nextHeight)) return Infinity;
  const shared = Math.min(top + height, nextTop + nextHeight) - Math.max(top, nextTop);
  if (shared < leastShared * Math.min(height, nextHeight)) return Infinity;
  return Math.max(0, gap) + Math.abs(piece.top + piece.bottom - next.top - next.bottom) / 2;
}

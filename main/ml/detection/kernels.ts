import { type Box, boxArea } from '../../../shared/geometry.ts';
import { type Component, takeComponents } from '../../imaging/ink/morphology.ts';
import type { Spread } from './quads.ts';
import type { Thresholds } from './regions.ts';

/** The network's output for one image, and the image. */
export interface DetectorOutput {
  /** Logits, one a cell, row-major. */
  readonly kernel: Float32Array;
  /** Four planes: input pixels to the left, top, right and bottom side. */
  readonly distances: Float32Array;
  /** Of the input, in pixels; multiples of the stride. */
  readonly width: number;
  readonly height: number;
  /** Input pixels per cell, along each axis. */
  readonly stride: number;
  /** The input: row-major, 0 to 1. */
  readonly ink: Float32Array;
  readonly thresholds: Thresholds;
  /** Weights of the classifier of gaps between pieces of writing; without them each kernel is a word. */
  readonly gaps?: readonly number[];
}

/** A word, in pixels of the detector's input. */
export interface WordRegion {
  readonly box: Box;
  /** Mean probability of its kernel, 0 to 1. */
  readonly score: number;
  readonly spread: Spread;
  /** Log odds that one of its gaps is judged wrongly (`wordsOfPieces.ts`); absent where none are judged. */
  readonly doubt?: number | undefined;
}

export interface KernelRegion extends WordRegion {
  readonly cells: Component;
}

interface Cells {
  readonly columns: number;
  readonly stride: number;
}

/**
 * Each side of the box is the mean of the predictions of the cells near that side, weighted by their probability,
 * because a cell knows the near end of a long word better than the far one.
 */
export function regionOf(component: Component, output: DetectorOutput): KernelRegion {
  const { kernel, distances, stride } = output;
  const columns = output.width / stride;
  const plane = kernel.length;
  let first = columns;
  let last = 0;
  let total = 0;
  let top = 0;
  let bottom = 0;
  for (const cell of component) {
    const column = cell % columns;
    if (column < first) first = column;
    if (column > last) last = column;
    const probability = sigmoid(kernel[cell]);
    const y = (Math.floor(cell / columns) + 0.5) * stride;
    total += probability;
    top += probability * (y - distances[plane + cell]);
    bottom += probability * (y + distances[3 * plane + cell]);
  }
  top /= total;
  bottom /= total;

  const reach = Math.max(1, Math.round((bottom - top) / stride / 2));
  let left = 0;
  let leftTotal = 0;
  let right = 0;
  let rightTotal = 0;
  for (const cell of component) {
    const column = cell % columns;
    const probability = sigmoid(kernel[cell]);
    const x = (column + 0.5) * stride;
    if (column <= first + reach) {
      left += probability * (x - distances[cell]);
      leftTotal += probability;
    }
    if (column >= last - reach) {
      right += probability * (x + distances[2 * plane + cell]);
      rightTotal += probability;
    }
  }
  const box = clippedBox(left / leftTotal, top, right / rightTotal, bottom, output);
  return {
    box,
    cells: component,
    score: total / component.length,
    spread: spreadOf(component, last - first + 1, { columns, stride }),
  };
}

/** In pixels, as if the kernel were a line one pixel high: long words count, not large ones. */
function spreadOf(component: Component, width: number, { columns, stride }: Cells): Spread {
  let [meanColumn, meanRow] = [0, 0];
  for (const cell of component) {
    meanColumn += (cell % columns) / component.length;
    meanRow += Math.floor(cell / columns) / component.length;
  }
  let [along, across] = [0, 0];
  for (const cell of component) {
    const fromMiddle = (cell % columns) - meanColumn;
    along += fromMiddle * fromMiddle;
    across += fromMiddle * (Math.floor(cell / columns) - meanRow);
  }
  const weight = (stride ** 3 * width) / component.length;
  return { along: weight * along, across: weight * across };
}

function clippedBox(
  left: number,
  top: number,
  right: number,
  bottom: number,
  { width, height }: DetectorOutput,
): Box {
  const x = Math.max(0, left);
  const y = Math.max(0, top);
  return [x, y, Math.max(0, Math.min(width, right) - x), Math.max(0, Math.min(height, bottom) - y)];
}

export function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

export function logit(probability: number): number {
  return Math.log(probability / (1 - probability));
}

/** A word or a part of one: writing without an uncertain gap. */
export interface Piece extends KernelRegion {
  /** Index of the kernel that contains it. */
  readonly kernel: number;
  /** Sides of the box around its cells, in input pixels. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The indexes of two neighbouring pieces. */
export interface PiecePair {
  readonly left: number;
  readonly right: number;
}

/** Cells above this probability are certainly in the middle of a word. Set by hand, as the limits below. */
const certainProbability = 0.75;
/** Fewer cells are noise. */
const fewestCells = 2;

/** Cuts kernels at uncertain cells; a kernel without a certain cell stays whole. */
export function piecesOf(kernels: readonly KernelRegion[], output: DetectorOutput): Piece[] {
  const columns = output.width / output.stride;
  const threshold = logit(certainProbability);
  const certain = new Uint8Array(output.kernel.length);
  const owners = new Int32Array(output.kernel.length);
  for (const [index, { cells }] of kernels.entries()) {
    for (const cell of cells) {
      owners[cell] = index;
      if (output.kernel[cell] > threshold) certain[cell] = 1;
    }
  }
  const found: KernelRegion[][] = kernels.map(() => []);
  for (const cells of takeComponents(certain, { columns, rows: output.height / output.stride })) {
    if (cells.length < fewestCells) continue;
    const region = regionOf(cells, output);
    if (boxArea(region.box) > 0) found[owners[cells[0]]]?.push(region);
  }
  return kernels.flatMap((kernel, index) => {
    const parts = found[index];
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

/** The overlap of neighbours, as a fraction of the smaller one's height. */
const leastShared = 0.3;
/** The gap between neighbours, in heights of the taller one. */
const widestGap = 1.6;

/** Pairs each piece with the nearest on its right and the nearest on its left. */
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

/** Infinite if the second piece is not a neighbour on the right of the first one. */
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

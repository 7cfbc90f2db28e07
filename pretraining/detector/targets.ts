import { boxOfQuad, intersectionArea, boxArea, type Box, type Quad } from '../../shared/geometry.ts';

/** A training crop; its words and masked regions, in input pixels, may lie outside it in part. */
export interface MarkedCrop {
  /** Rows and columns of the crop. */
  readonly size: number;
  /** Row-major, 0 to 1. */
  readonly ink: Float32Array;
  readonly words: readonly Quad[];
  /** Where no label says whether there is a word: no loss. */
  readonly ignored: readonly Box[];
}

/** What the network shall say about each cell of one crop, row-major. */
export interface DetectorTargets {
  /** 1 in the middle of a word, else 0. */
  readonly kernel: Float32Array;
  /** What the kernel's loss weighs; 0 where masked. */
  readonly weight: Float32Array;
  /** Left, top, right, bottom, interleaved; input pixels. 1 throughout where there is no word. */
  readonly distances: Float32Array;
  /** What the distances' loss weighs: 0 outside kernels and in words that the crop cuts. */
  readonly distanceWeight: Float32Array;
}

/** The kernel starts this share of the word's height after its ends, so that neighbours part. */
const endMargin = 0.17;
/** The kernel is this share of the word's height, about the middle. */
const kernelHeight = 0.56;
/** A word of so many kernel cells weighs 1 a cell; a smaller one more, up to the limit. */
const usualCells = 60;
const heaviest = 4;
const lightest = 0.5;
/** Background between kernel and box decides whether neighbours stay apart. */
const marginWeight = 2;
/** Cells between two words of a line decide whether they stay apart. */
const gapWeight = 6;
/** Words of a line no further apart than this share of the lower one's height can be taken for one. */
const narrowGap = 0.8;
/** Kernel cells without ink above or below them decide whether a word stays in one piece. */
const bridgeGain = 3;
/** Ink from this level on, 0 to 1, is a stroke. */
const strokeLevel = 0.25;
/** A word of which the crop shows less than this share is masked. */
const leastVisible = 0.5;

/** @param stride input pixels per cell, along each axis */
export function detectorTargets(crop: MarkedCrop, stride: number): DetectorTargets {
  const cells = Math.floor(crop.size / stride);
  const targets: DetectorTargets = {
    kernel: new Float32Array(cells * cells),
    weight: new Float32Array(cells * cells).fill(1),
    distances: new Float32Array(cells * cells * 4).fill(1),
    distanceWeight: new Float32Array(cells * cells),
  };

  // Large words first: where boxes overlap, the small word inside the large one wins.
  const words = [...crop.words].sort((a, b) => boxArea(boxOfQuad(b)) - boxArea(boxOfQuad(a)));
  for (const region of crop.ignored) fillBox(targets.weight, region, cells, stride, 0);
  for (const quad of words) {
    const visible = visibleShare(boxOfQuad(quad), crop.size);
    fillBox(targets.weight, boxOfQuad(quad), cells, stride, visible < leastVisible ? 0 : marginWeight);
  }
  for (const gap of narrowGaps(words.map(boxOfQuad))) {
    raiseWeight(targets.weight, gap, cells, stride);
  }
  for (const quad of words) {
    const visible = visibleShare(boxOfQuad(quad), crop.size);
    const grid = { cells, stride, isWhole: visible > 0.999 };
    if (visible >= leastVisible) markWord(targets, quad, crop, grid);
  }
  return targets;
}

interface Grid {
  readonly cells: number;
  readonly stride: number;
  readonly isWhole: boolean;
}

function markWord(targets: DetectorTargets, quad: Quad, crop: MarkedCrop, grid: Grid): void {
  const { cells, stride, isWhole } = grid;
  const inside = kernelCells(quad, cells, stride);
  const weight = Math.min(heaviest, Math.max(lightest, Math.sqrt(usualCells / Math.max(1, inside.length))));
  const box = boxOfQuad(quad);
  const [left, top, width, height] = box;
  const written = inkColumns(crop, box, grid);
  for (const cell of inside) {
    const x = ((cell % cells) + 0.5) * stride;
    const y = (Math.floor(cell / cells) + 0.5) * stride;
    targets.kernel[cell] = 1;
    targets.weight[cell] = written[cell % cells] === 1 ? weight : Math.min(heaviest, weight * bridgeGain);
    targets.distanceWeight[cell] = isWhole ? weight : 0;
    targets.distances[cell * 4] = Math.max(1, x - left);
    targets.distances[cell * 4 + 1] = Math.max(1, y - top);
    targets.distances[cell * 4 + 2] = Math.max(1, left + width - x);
    targets.distances[cell * 4 + 3] = Math.max(1, top + height - y);
  }
}

/** 1 at the columns of cells in which a word has a stroke. */
function inkColumns({ size, ink }: MarkedCrop, [left, top, width, height]: Box, grid: Grid): Uint8Array {
  const columns = new Uint8Array(grid.cells);
  const right = Math.min(size, Math.ceil(left + width));
  const bottom = Math.min(size, Math.ceil(top + height));
  for (let y = Math.max(0, Math.floor(top)); y < bottom; y += 1) {
    for (let x = Math.max(0, Math.floor(left)); x < right; x += 1) {
      if ((ink[y * size + x] ?? 0) >= strokeLevel) columns[Math.floor(x / grid.stride)] = 1;
    }
  }
  return columns;
}

/** Where two words stand close together on a line: from the end of one kernel to the other's start. */
function narrowGaps(boxes: readonly Box[]): Box[] {
  const gaps: Box[] = [];
  for (const [x, y, width, height] of boxes) {
    for (const [nextX, nextY, nextWidth, nextHeight] of boxes) {
      const lower = Math.min(height, nextHeight);
      const gap = nextX - (x + width);
      const isRight = nextX + nextWidth / 2 > x + width / 2;
      if (!isRight || Math.abs(gap) > narrowGap * lower) continue;
      const top = Math.max(y, nextY);
      const shared = Math.min(y + height, nextY + nextHeight) - top;
      if (shared < lower / 2) continue;
      const left = Math.min(x + width, nextX) - endMargin * lower;
      gaps.push([left, top, Math.abs(gap) + 2 * endMargin * lower, shared]);
    }
  }
  return gaps;
}

/** What is masked stays so. */
function raiseWeight(weight: Float32Array, box: Box, cells: number, stride: number): void {
  const [left, top, width, height] = box;
  const lastColumn = Math.min(cells, Math.ceil((left + width) / stride));
  const lastRow = Math.min(cells, Math.ceil((top + height) / stride));
  for (let row = Math.max(0, Math.floor(top / stride)); row < lastRow; row += 1) {
    for (let column = Math.max(0, Math.floor(left / stride)); column < lastColumn; column += 1) {
      const cell = row * cells + column;
      if ((weight[cell] ?? 0) > 0) weight[cell] = gapWeight;
    }
  }
}

/** Cells whose centre lies in the word's kernel; at least the one nearest to its middle. */
export function kernelCells(quad: Quad, cells: number, stride: number): number[] {
  const [topLeft, topRight, , bottomLeft] = quad;
  const along: [number, number] = [topRight[0] - topLeft[0], topRight[1] - topLeft[1]];
  const across: [number, number] = [bottomLeft[0] - topLeft[0], bottomLeft[1] - topLeft[1]];
  const width = Math.max(1, Math.hypot(...along));
  const height = Math.max(1, Math.hypot(...across));
  const determinant = along[0] * across[1] - along[1] * across[0];
  // A kernel one cell wide and high is the least that the grid can hold.
  const marginAlong = Math.min((endMargin * height) / width, Math.max(0, 0.5 - stride / (2 * width)));
  const marginAcross = Math.min((1 - kernelHeight) / 2, Math.max(0, 0.5 - stride / (2 * height)));

  const [left, top, boxWidth, boxHeight] = boxOfQuad(quad);
  const found: number[] = [];
  const lastRow = Math.min(cells - 1, Math.floor((top + boxHeight) / stride));
  const lastColumn = Math.min(cells - 1, Math.floor((left + boxWidth) / stride));
  for (let row = Math.max(0, Math.floor(top / stride)); row <= lastRow; row += 1) {
    for (let column = Math.max(0, Math.floor(left / stride)); column <= lastColumn; column += 1) {
      const x = (column + 0.5) * stride - topLeft[0];
      const y = (row + 0.5) * stride - topLeft[1];
      // Place in the parallelogram, 0 to 1 along and across the writing.
      const u = (x * across[1] - y * across[0]) / determinant;
      const v = (along[0] * y - along[1] * x) / determinant;
      const isInside = u >= marginAlong && u <= 1 - marginAlong && v >= marginAcross && v <= 1 - marginAcross;
      if (isInside) found.push(row * cells + column);
    }
  }
  if (found.length > 0) return found;
  const row = clampCell((top + boxHeight / 2) / stride, cells);
  return [row * cells + clampCell((left + boxWidth / 2) / stride, cells)];
}

function clampCell(place: number, cells: number): number {
  return Math.min(cells - 1, Math.max(0, Math.floor(place)));
}

function fillBox(map: Float32Array, box: Box, cells: number, stride: number, value: number): void {
  const [left, top, width, height] = box;
  const firstColumn = Math.max(0, Math.floor(left / stride));
  const lastColumn = Math.min(cells, Math.ceil((left + width) / stride));
  const lastRow = Math.min(cells, Math.ceil((top + height) / stride));
  if (lastColumn <= firstColumn) return;
  for (let row = Math.max(0, Math.floor(top / stride)); row < lastRow; row += 1) {
    map.fill(value, row * cells + firstColumn, row * cells + lastColumn);
  }
}

function visibleShare(box: Box, size: number): number {
  const area = boxArea(box);
  return area > 0 ? intersectionArea(box, [0, 0, size, size]) / area : 0;
}

import type { Random } from '../../shared/random.ts';
import { boxContains, boxOfQuad, type Box, type Quad } from '../../shared/geometry.ts';
import { directionStride } from './network/directions.ts';
import { augmentInk } from './clutter.ts';
import { drawSourceCrop, type CropOptions } from './drawCrops.ts';
import { kernelCells, type MarkedCrop } from './targets.ts';

/** A batch of crops, one after the other, and what the network shall say of each cell. */
export interface DirectionCrops {
  /** [batch, rows, columns], 0 to 1. */
  readonly ink: Float32Array;
  /** Cosine and sine, interleaved, [batch, rows, columns, 2]; 0 where there is no writing. */
  readonly vectors: Float32Array;
  /** What a cell weighs in the loss: 0 at the edges of words, and where no label says whether there is a word. */
  readonly weight: Float32Array;
}

/** How crops are turned: most any way, others as they stand, or by quarters of the circle and a little more. */
const turns = { any: 0.8, level: 0.05 } as const;
/** Radians either way. */
const nearQuarter = 0.1;
/** Share of crops with a part of a second crop in them, as a page may have writing of two directions. */
const mixedShare = 0.5;
/** Sides of that part, as shares of a crop's. */
const [leastPart, mostPart] = [0.2, 0.7];
/** A cell without writing weighs so much beside one with. */
const emptyWeight = 0.35;

/** Crops of random pages turned any way, augmented; half of them have a part that runs in another direction. */
export function drawDirectionCrops(random: Random, options: CropOptions): DirectionCrops {
  const { cropSize, batchSize } = options;
  const cells = (cropSize / directionStride) ** 2;
  const batch: DirectionCrops = {
    ink: new Float32Array(batchSize * cropSize * cropSize),
    vectors: new Float32Array(batchSize * cells * 2),
    weight: new Float32Array(batchSize * cells),
  };
  for (let index = 0; index < batchSize; index += 1) {
    const { ink, vectors, weight } = drawOne(random, options);
    if (random.chance(mixedShare))
      pastePart(random, { ink, vectors, weight }, drawOne(random, options), cropSize);
    augmentInk(random, ink, cropSize);
    batch.ink.set(ink, index * cropSize * cropSize);
    batch.vectors.set(vectors, index * cells * 2);
    batch.weight.set(weight, index * cells);
  }
  return batch;
}

function drawOne(random: Random, options: CropOptions): DirectionCrops {
  const crop = drawSourceCrop(random, options, drawTurn);
  return { ink: crop.ink, ...directionTargets(crop, directionStride) };
}

/** Radians clockwise. */
function drawTurn(random: Random): number {
  const choice = random.next();
  if (choice < turns.any) return random.between(0, 2 * Math.PI);
  if (choice < turns.any + turns.level) return 0;
  return (random.integer(1, 3) * Math.PI) / 2 + random.between(-nearQuarter, nearQuarter);
}

/** Puts a rectangle of whole cells of one crop into another. */
function pastePart(random: Random, into: DirectionCrops, from: DirectionCrops, size: number): void {
  const cells = size / directionStride;
  const side = (): number => Math.round(cells * random.between(leastPart, mostPart));
  const [columns, rows] = [side(), side()];
  const [left, top] = [random.integer(0, cells - columns), random.integer(0, cells - rows)];
  const copy = (a: Float32Array, b: Float32Array, scale: number, line: number): void => {
    for (let row = top * scale; row < (top + rows) * scale; row += 1) {
      const start = row * line + (left * line) / cells;
      const end = start + (columns * line) / cells;
      a.set(b.subarray(start, end), start);
    }
  };
  copy(into.ink, from.ink, directionStride, size);
  copy(into.vectors, from.vectors, 1, cells * 2);
  copy(into.weight, from.weight, 1, cells);
}

/** @param stride input pixels per cell, along each axis */
export function directionTargets(crop: MarkedCrop, stride: number): Omit<DirectionCrops, 'ink'> {
  const cells = Math.floor(crop.size / stride);
  const vectors = new Float32Array(cells * cells * 2);
  const weight = new Float32Array(cells * cells).fill(emptyWeight);
  const mask = (box: Box): void => {
    const [x, y, width, height] = box;
    const around: Box = [x - stride / 2, y - stride / 2, width + stride, height + stride];
    for (let cell = 0; cell < weight.length; cell += 1) {
      const middle = [((cell % cells) + 0.5) * stride, (Math.floor(cell / cells) + 0.5) * stride] as const;
      if (boxContains(around, middle)) weight[cell] = 0;
    }
  };
  for (const box of [...crop.words.map(boxOfQuad), ...crop.ignored]) mask(box);
  for (const quad of crop.words) {
    const [cosine, sine] = directionOf(quad);
    for (const cell of kernelCells(quad, cells, stride)) {
      vectors.set([cosine, sine], cell * 2);
      weight[cell] = 1;
    }
  }
  return { vectors, weight };
}

function directionOf([[x, y], [right, rightY]]: Quad): [cosine: number, sine: number] {
  const length = Math.max(Number.EPSILON, Math.hypot(right - x, rightY - y));
  return [(right - x) / length, (rightY - y) / length];
}

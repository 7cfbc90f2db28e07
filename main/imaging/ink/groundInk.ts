import type { CellGrid } from './backgroundGrid.ts';
import type { GroundRegions } from './groundRegions.ts';
import type { InkImage, RgbImage } from '../pixels.ts';

/** Ink of a channel's value v is offset + gain * v, both varying from cell to cell. */
export interface InkRamp {
  readonly offset: Float32Array;
  readonly gain: Float32Array;
}

// Set by hand on a wall of notes: .43 of 82 terms were found before, .76 with it (27 November 2026).
/** So many cells around an edge, the background may be of either side. */
const edgeRadius = 2;
/** Fainter ink, of 255, is as good as none. */
const leastInk = 8;

/** Cells of the grounds near a cell, of each ground the nearest: two or more at an edge. */
type Sides = readonly number[];

/** Corrects the ink of a photo of several grounds: at their edges, and where all ink of a ground is faint. */
export function correctGroundInk(
  image: RgbImage,
  grid: CellGrid,
  ramps: readonly InkRamp[],
  regions: GroundRegions,
  ink: InkImage,
): void {
  const sides = Array.from(regions.labels, (_, cell) => sidesOf(cell, grid, regions));
  clearEdges(image, grid, ramps, sides, ink);
  strengthenFaintGrounds(grid, regions, sides, ink);
}

/** At the edges of grounds, where a ramp would lead from one to the other, ink is what differs from both. */
function clearEdges(
  image: RgbImage,
  grid: CellGrid,
  ramps: readonly InkRamp[],
  sides: readonly Sides[],
  ink: InkImage,
): void {
  for (const [cell, grounds] of sides.entries()) {
    if (grounds.length < 2) continue;
    for (const ground of grounds) clearCell(image, grid, cell, ground, ramps, ink.data);
  }
}

/** Lowers the ink of a cell to what it is on the background of another cell. */
function clearCell(
  { width, height, data }: RgbImage,
  { columns, cell: side }: CellGrid,
  cell: number,
  ground: number,
  ramps: readonly InkRamp[],
  ink: Uint8Array,
): void {
  const [red, green, blue] = ramps;
  const [redOffset, redGain] = [red.offset[ground], red.gain[ground]];
  const [greenOffset, greenGain] = [green.offset[ground], green.gain[ground]];
  const [blueOffset, blueGain] = [blue.offset[ground], blue.gain[ground]];
  const left = (cell % columns) * side;
  const top = Math.floor(cell / columns) * side;
  const right = Math.min(width, left + side);
  for (let y = top; y < Math.min(height, top + side); y += 1) {
    for (let at = y * width + left; at < y * width + right; at += 1) {
      if (ink[at] < leastInk) continue;
      let strongest = redOffset + redGain * data[at * 3];
      const greenInk = greenOffset + greenGain * data[at * 3 + 1];
      const blueInk = blueOffset + blueGain * data[at * 3 + 2];
      if (greenInk > strongest) strongest = greenInk;
      if (blueInk > strongest) strongest = blueInk;
      if (strongest < ink[at]) ink[at] = strongest < 0 ? 0 : strongest;
    }
  }
}

/** A cell of each ground that is near a cell, the nearest of each. */
function sidesOf(cell: number, { columns, rows }: CellGrid, { labels }: GroundRegions): Sides {
  const [column, row] = [cell % columns, Math.floor(cell / columns)];
  const nearest = new Map<number, { readonly at: number; readonly distance: number }>();
  for (let y = Math.max(0, row - edgeRadius); y <= Math.min(rows - 1, row + edgeRadius); y += 1) {
    for (let x = Math.max(0, column - edgeRadius); x <= Math.min(columns - 1, column + edgeRadius); x += 1) {
      const at = y * columns + x;
      const distance = (x - column) ** 2 + (y - row) ** 2;
      if (distance < (nearest.get(labels[at])?.distance ?? Infinity))
        nearest.set(labels[at], { at, distance });
    }
  }
  return [...nearest.values()].map(({ at }) => at);
}

/**
 * Where the strongest ink of a ground, but for this share of its pixels, is fainter than this, of 255 (as the next two
 * chosen on the five walls to train on: found .627 before, .669 after), ...
 */
const strongest = { share: 0.005, ink: 120 } as const;
/** ... all its ink is multiplied, at most by this: a marker on a coloured note is as dark as one on a white board. */
const mostGain = 3;
/** A ground whose strongest ink is fainter has none. */
const leastStrong = 25;

/** Makes the ink of grounds stronger on which all ink is faint. */
function strengthenFaintGrounds(
  grid: CellGrid,
  regions: GroundRegions,
  sides: readonly Sides[],
  ink: InkImage,
): void {
  const levels = regions.boxes.map(() => new Uint32Array(256));
  for (let cell = 0; cell < regions.labels.length; cell += 1) {
    // At the edges there are shadows of notes.
    if (sides[cell].length > 1) continue;
    const counts = levels[regions.labels[cell]];
    eachPixel(cell, grid, ink, (at) => {
      counts[ink.data[at]] += 1;
    });
  }
  const gains = levels.map(gainOf);
  for (let cell = 0; cell < regions.labels.length; cell += 1) {
    const gain = gains[regions.labels[cell]];
    if (gain === 1) continue;
    eachPixel(cell, grid, ink, (at) => {
      ink.data[at] = Math.min(255, Math.round(ink.data[at] * gain));
    });
  }
}

/** @param counts how many pixels of a ground have each level of ink */
function gainOf(counts: Uint32Array): number {
  let left = strongest.share * counts.reduce((sum, count) => sum + count, 0);
  let level = 255;
  for (; level > 0 && left > counts[level]; level -= 1) left -= counts[level];
  return level < leastStrong ? 1 : Math.max(1, Math.min(mostGain, strongest.ink / level));
}

/** Calls `visit` with the place of each pixel of a cell. */
function eachPixel(
  cell: number,
  { columns, cell: side }: CellGrid,
  { width, height }: InkImage,
  visit: (at: number) => void,
): void {
  const left = (cell % columns) * side;
  const top = Math.floor(cell / columns) * side;
  const right = Math.min(width, left + side);
  for (let y = top; y < Math.min(height, top + side); y += 1) {
    for (let at = y * width + left; at < y * width + right; at += 1) visit(at);
  }
}

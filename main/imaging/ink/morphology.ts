import type { InkImage } from '../pixels.ts';

/**
 * Strokes thicker (amount > 0, grey-scale dilation) or thinner (amount < 0, erosion) by a 3 x 3
 * cross, mixed with what was there: |amount| up to 1 is the share of the changed image.
 */
export function changeStrokeWidth(ink: InkImage, amount: number): InkImage {
  const { width, height, data } = ink;
  const changed = new Uint8Array(data.length);
  const share = Math.min(1, Math.abs(amount));
  for (let y = 0, at = 0; y < height; y += 1) {
    const up = y > 0 ? -width : 0;
    const down = y + 1 < height ? width : 0;
    for (let x = 0; x < width; x += 1, at += 1) {
      const here = data[at];
      const left = data[x > 0 ? at - 1 : at];
      const right = data[x + 1 < width ? at + 1 : at];
      const above = data[at + up];
      const below = data[at + down];
      const extreme =
        amount > 0 ? greatest(here, left, right, above, below) : least(here, left, right, above, below);
      changed[at] = here + (extreme - here) * share + 0.5;
    }
  }
  return { width, height, data: changed };
}

/**
 * Strokes at least so wide on average: a thin pen's writing as a common pen would have left it.
 *
 * @param leastWidth in pixels
 * @param mostGrowth in pixels on each side: more would fill letters
 */
export function thickenStrokes(ink: InkImage, leastWidth: number, mostGrowth: number): InkImage {
  let thick = ink;
  let missing = Math.min(mostGrowth, (leastWidth - meanStrokeWidth(ink)) / 2);
  for (; missing > 0; missing -= 1) thick = changeStrokeWidth(thick, Math.min(1, missing));
  return thick;
}

/**
 * Mean width of the strokes in pixels: long and thin, they are twice their area over the length of
 * their edges. 0 where there is no ink.
 */
export function meanStrokeWidth({ width, data }: InkImage): number {
  let area = 0;
  let edge = 0;
  for (let at = 1; at < data.length - width; at += 1) {
    const here = data[at];
    const across = here - data[at - 1];
    const down = here - data[at + width];
    area += here;
    // Math.hypot is several times slower.
    edge += Math.sqrt(across * across + down * down);
  }
  return edge === 0 ? 0 : (2 * area) / edge;
}

/** The largest of its pixels, 0 to 255. */
export function strongestInk({ data }: InkImage): number {
  let strongest = 0;
  for (const value of data) {
    if (value > strongest) strongest = value;
  }
  return strongest;
}

// Math.max of five arguments is several times slower.
function greatest(a: number, b: number, c: number, d: number, e: number): number {
  let most = a;
  if (b > most) most = b;
  if (c > most) most = c;
  if (d > most) most = d;
  return e > most ? e : most;
}

function least(a: number, b: number, c: number, d: number, e: number): number {
  let fewest = a;
  if (b < fewest) fewest = b;
  if (c < fewest) fewest = c;
  if (d < fewest) fewest = d;
  return e < fewest ? e : fewest;
}

/** A row-major map of cells. */
export interface CellMap {
  readonly columns: number;
  readonly rows: number;
}

/** Cells that touch, given by their indices. */
export type Component = Int32Array;

/**
 * Groups the marked cells that share a side. Diagonal neighbours stay apart: kernels of neighbouring
 * words often touch at a corner.
 *
 * @param marked 1 where a cell counts; 0 afterwards everywhere
 */
export function takeComponents(marked: Uint8Array, { columns, rows }: CellMap): Component[] {
  const components: Component[] = [];
  const waiting = new Int32Array(columns * rows);
  for (let start = 0; start < marked.length; start += 1) {
    if (marked[start] === 0) continue;
    let count = 0;
    const reach = (cell: number): void => {
      if (marked[cell] !== 1) return;
      marked[cell] = 0;
      waiting[count] = cell;
      count += 1;
    };
    reach(start);
    // What was reached stays in the list: when it has been walked through, it is the component.
    for (let place = 0; place < count; place += 1) {
      const cell = waiting[place];
      const column = cell % columns;
      if (column > 0) reach(cell - 1);
      if (column < columns - 1) reach(cell + 1);
      if (cell >= columns) reach(cell - columns);
      if (cell < columns * (rows - 1)) reach(cell + columns);
    }
    components.push(waiting.slice(0, count));
  }
  return components;
}

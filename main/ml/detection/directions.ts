import {
  boxOfPoints,
  mapQuad,
  quadContains,
  quadOfBox,
  type Point,
  type Quad,
} from '../../../shared/geometry.ts';
import { median } from '../../../shared/median.ts';
import type { Rotation } from '../../../shared/rotation.ts';

/** Numbers that a detector gives for each cell: cosine and sine of an angle, and of twice the angle. */
export const directionPlanes = 4;

/** In which direction the writing of a page, or of a section of it, runs. */
export interface DirectionMap {
  readonly columns: number;
  readonly rows: number;
  /** Of a cell, in pixels of the page. */
  readonly side: number;
  /** Where the first cell begins, in pixels of the page. */
  readonly left: number;
  readonly top: number;
  /**
   * Four planes: cosine and sine of the angle, clockwise from the level, and of twice the angle, which is the same for writing that
   * is upside down. The vectors are as long as their answers are probable.
   */
  readonly vectors: Float32Array;
}

/** A cell with writing. */
interface Cell {
  readonly column: number;
  readonly row: number;
  /** Of its line, in radians clockwise, a right angle either way at most: as if it were the right way up. */
  readonly slope: number;
  /** How probably it is writing along that line, 0 to 1. */
  readonly belief: number;
  /** How much more probably it is the right way up than upside down, -1 to 1. */
  readonly forward: number;
}

// Set by hand on boards dev with a third of their lines leaning (`npm run measure -- leaning`; NOTEBOOK.md, "Pages"): .870 of all
// terms and .766 of those moved are found. Only of `leastWriting` another value is measured.
/** There is writing where it is at least so probable. */
const leastBelief = 0.5;
const degree = Math.PI / 180;
/** Radians: writing that leans less is on a tilted page, if it leans with the rest: boxes follow so much. */
const steepestTilt = 30 * degree;
/** Radians: words that lean less are read as they are. */
const leastLean = 12 * degree;
/** Radians: steeper writing runs up or down the page, or lines beside each other both ways; other is seldom upside down. */
const steep = 60 * degree;
/** Cells this near belong together: further than the gap between two words. */
const reach = 3;
/** Radians from the mean slope of those that belong together. */
const mostTurn = 20 * degree;
/** Less writing is no word of three letters, or drawings. With 5, a board takes 40 ms less and .759 of what is moved is found. */
const leastWriting = 2;
/** Cells around those of a region: they are in the middle of their words. */
const margin = 1.5;
/** Writing is upside down if its cells agree on that by this share. */
const leastAgreement = 0.3;

/** The angle by which the lines of a page run down to the right, in radians; 0 if most are not about level. */
export function tiltOf(maps: readonly DirectionMap[]): number {
  const slopes = cellsOf(maps).map(({ slope }) => slope);
  const level = slopes.filter((slope) => Math.abs(slope) <= steepestTilt);
  return 2 * level.length < slopes.length ? 0 : median(level);
}

/** Cells run along one slope if they agree on it by this share. So none of 126 turned boards is taken for one without writing. */
const commonShare = 0.8;

/** The angle by which all writing of a page runs down to the right, in radians, a right angle either way; 0 if it has not one. */
export function commonSlope(maps: readonly DirectionMap[]): number {
  const cells = cellsOf(maps);
  const [x, y] = doubledSum(cells);
  return Math.hypot(x, y) < commonShare * sumOf(cells) ? 0 : Math.atan2(y, x) / 2;
}

/**
 * By how much a page must be turned clockwise for most of its writing to stand upright, if it does not: by half the circle where
 * that runs across the page, and else by a quarter.
 *
 * @returns the likeliest first; none where there is no writing
 */
export function uprightTurns(maps: readonly DirectionMap[]): Rotation[] {
  const cells = cellsOf(maps);
  if (cells.length === 0) return [];
  const along = cells.filter(({ slope }) => Math.abs(slope) > 45 * degree);
  if (2 * along.length <= cells.length) return [180];
  return forwardOf(along, 90 * degree) > 0 ? [270, 90] : [90, 270];
}

/**
 * Where a page has writing that leans by more than 12 degrees beside its lines, or is upside down.
 *
 * @param tilt of the page's lines, in radians
 * @param known words that need no second pass, in pixels of the page
 * @returns a rectangle for each group, along its writing, in pixels of the page; for a steep one a second, the other way round
 */
export function leaningRegions(map: DirectionMap, tilt: number, known: readonly Quad[]): Quad[] {
  const unknown = cellsOf([map]).filter((cell) => {
    const middle = middleOf(cell, map);
    return !known.some((quad) => quadContains(quad, middle));
  });
  return groupsOf(unknown)
    .filter((cells) => sumOf(cells) >= leastWriting)
    .flatMap((cells): Quad[] => {
      const slope = slopeOf(cells);
      const forward = forwardOf(cells, slope);
      const isLevel = Math.abs(turnBetween(slope, tilt)) < leastLean;
      if (isLevel && forward > -leastAgreement) return [];
      const upright = rectangleAround(cells, map);
      const [a, b, c, d] = upright;
      const upsideDown: Quad = [c, d, a, b];
      if (Math.abs(slope) > steep) return [upright, upsideDown];
      return [forward > -leastAgreement ? upright : upsideDown];
    });
}

function cellsOf(maps: readonly DirectionMap[]): Cell[] {
  return maps.flatMap(({ columns, rows, vectors }) => {
    const plane = columns * rows;
    const cells: Cell[] = [];
    for (let cell = 0; cell < plane; cell += 1) {
      const [twiceCosine, twiceSine] = [vectors[2 * plane + cell], vectors[3 * plane + cell]];
      const belief = Math.hypot(twiceCosine, twiceSine);
      if (belief < leastBelief) continue;
      const slope = Math.atan2(twiceSine, twiceCosine) / 2;
      const forward = vectors[cell] * Math.cos(slope) + vectors[plane + cell] * Math.sin(slope);
      cells.push({ column: cell % columns, row: Math.floor(cell / columns), slope, belief, forward });
    }
    return cells;
  });
}

/** From one slope to another, in radians, at most a right angle either way. */
function turnBetween(a: number, b: number): number {
  return Math.atan2(Math.sin(2 * (a - b)), Math.cos(2 * (a - b))) / 2;
}

function sumOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, { belief }) => sum + belief, 0);
}

/** The mean slope of some cells. */
function slopeOf(cells: readonly Cell[]): number {
  const [x, y] = doubledSum(cells);
  return Math.atan2(y, x) / 2;
}

/** The sum of unit vectors at twice the slopes, weighed by belief. */
function doubledSum(cells: readonly Cell[]): Point {
  let [x, y] = [0, 0];
  for (const { slope, belief } of cells) {
    x += belief * Math.cos(2 * slope);
    y += belief * Math.sin(2 * slope);
  }
  return [x, y];
}

/** How much more probably cells run along a direction than against it, -1 to 1. */
function forwardOf(cells: readonly Cell[], direction: number): number {
  const along = ({ slope, forward }: Cell): number => (Math.cos(slope - direction) < 0 ? -forward : forward);
  return cells.reduce((sum, cell) => sum + along(cell), 0) / Math.max(1, cells.length);
}

/** Cells that are near each other and run along about the same slope. */
function groupsOf(cells: readonly Cell[]): Cell[][] {
  const left = new Map(cells.map((cell) => [keyOf(cell.column, cell.row), cell]));
  const groups: Cell[][] = [];
  for (const first of cells) {
    if (!left.delete(keyOf(first.column, first.row))) continue;
    const group = [first];
    let mean = first.slope;
    // Grows while it is gone through.
    for (const { column, row } of group) {
      for (let y = row - reach; y <= row + reach; y += 1) {
        for (let x = column - reach; x <= column + reach; x += 1) {
          const other = left.get(keyOf(x, y));
          const turn = other === undefined ? Infinity : turnBetween(other.slope, mean);
          if (other === undefined || Math.abs(turn) > mostTurn) continue;
          left.delete(keyOf(x, y));
          group.push(other);
          mean += turn / group.length;
        }
      }
    }
    groups.push(group);
  }
  return groups;
}

function keyOf(column: number, row: number): string {
  return `${column} ${row}`;
}

function middleOf({ column, row }: Cell, { side, left, top }: DirectionMap): Point {
  return [left + (column + 0.5) * side, top + (row + 0.5) * side];
}

/** The rectangle around cells along their mean slope, as if they were the right way up. */
function rectangleAround(cells: readonly Cell[], map: DirectionMap): Quad {
  const slope = slopeOf(cells);
  const [cosine, sine] = [Math.cos(slope), Math.sin(slope)];
  const along = cells.map((cell): Point => {
    const [u, v] = middleOf(cell, map);
    return [u * cosine + v * sine, v * cosine - u * sine];
  });
  const [left, top, width, height] = boxOfPoints(along);
  const around = margin * map.side;
  const frame = quadOfBox([left - around, top - around, width + 2 * around, height + 2 * around]);
  return mapQuad(frame, ([u, v]) => [u * cosine - v * sine, u * sine + v * cosine]);
}

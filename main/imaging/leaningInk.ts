import {
  type Box,
  boxOfPoints,
  boxOfQuad,
  mapQuad,
  type Point,
  type Quad,
  quadContains,
  quadOfBox,
} from '../../shared/geometry.ts';
import { cropQuad } from './crop.ts';
import { rotateInk } from './ink.ts';
import { extentOf, inkCells, samplesOf, sharpnessAlong, type InkCells, type InkSamples } from './tilt.ts';
import { takeComponents } from './morphology.ts';
import type { InkImage } from './pixels.ts';

/** A group of strokes that may be writing that leans, cut out of a page and made level. */
export interface LevelledInk {
  readonly ink: InkImage;
  /** Its corners on the page. */
  readonly quad: Quad;
}

/** Rows of cells in a word of the page's usual height. */
const cellsHigh = 7;
/** In heights of the page's words: larger strokes are frames and arrows, and smaller groups are no words. */
const largestStroke = 8;
const smallestGroup = 1.8;
/** Strokes at most this far apart form one group, in heights of the page's words. */
const widestGap = 0.9;
/** Paper around a group, in heights of the page's words. */
const margin = 0.5;
/** Degrees. Writing that leans less is read as it is; steeper writing may run up or down the page. */
const leastAngle = 12;
const steep = 60;
const [coarseStep, fineStep] = [6, 1.5];
/** By how much the profile along the angle must be sharper than along the level. */
const leastOverLevel = 1.1;
/** Width over height of a group once it is level: drawings and single signs have less. */
const leastAspect = 1.5;
/**
 * A page has writing that leans if one group is evident: it has the ink of a long word, the height of a line, in heights of the
 * page's words, and its profile is so many times sharper than along the level. Drawings, arrows and misread words of level boards
 * seldom are all of this; looking at their groups took a quarter of the time of a board. Chosen on pages made of boards dev.
 */
const evident = { cells: 70, lowest: 0.8, highest: 4, overLevel: 2.2 } as const;
/** Cells that share a row of the profile. */
const rowDepth = 1;

/**
 * The groups of strokes outside the words that are known whose rows lean: by 12 to 90 degrees, either way.
 *
 * @param known words that are read for sure, in pixels of the page
 * @param wordHeight of the page, in its pixels
 * @returns each group level; steep ones twice, because they may run up or down the page; none where no group is evident
 */
export function leaningInk(page: InkImage, known: readonly Quad[], wordHeight: number): LevelledInk[] {
  const side = Math.max(1, Math.round(wordHeight / cellsHigh));
  const grid = inkCells(page, side);
  for (const quad of known) eraseQuad(grid, quad, side);
  const groups = groupsOf(grid).flatMap((cells) => leaningGroup(cells, grid) ?? []);
  if (!groups.some(({ isEvident }) => isEvident)) return [];
  return groups.flatMap(({ cells, angle }) => {
    const angles = Math.abs(angle) < steep ? [angle] : [angle, angle + 180];
    const own = ownInk(page, cells, side);
    return angles.map((degrees) => levelled(own, cells, side, degrees));
  });
}

interface LeaningGroup {
  readonly cells: InkSamples;
  readonly angle: number;
  readonly isEvident: boolean;
}

/** A group along its angle; null if it does not lean, or is no line. */
function leaningGroup(cells: InkSamples, grid: InkCells): LeaningGroup | null {
  const { angle, overLevel } = angleOf(cells, grid);
  if (Math.abs(angle) < leastAngle) return null;
  const [, , width, height] = extentAlong(cells, 1, angle);
  if (width < leastAspect * height) return null;
  const isLine = height >= evident.lowest * cellsHigh && height <= evident.highest * cellsHigh;
  const isEvident = isLine && cells.inks.length >= evident.cells && overLevel >= evident.overLevel;
  return { cells, angle, isEvident };
}

/**
 * What a page has besides the words that are known, turned clockwise: by 90 degrees for writing that runs up the page, by
 * 270 for writing that runs down it. Groups of strokes miss some of that: where a rule of the paper joins its words, for
 * example.
 */
export function sidewaysInk(page: InkImage, known: readonly Quad[], turn: 90 | 270): LevelledInk {
  const { width, height } = page;
  const rest = { columns: width, rows: height, inks: Uint8Array.from(page.data) };
  for (const quad of known) eraseQuad(rest, quad, 1);
  const ink = rotateInk({ width, height, data: rest.inks }, turn);
  const [topLeft, topRight, bottomRight, bottomLeft] = quadOfBox([0, 0, width, height]);
  return turn === 90
    ? { ink, quad: [bottomLeft, topLeft, topRight, bottomRight] }
    : { ink, quad: [topRight, bottomRight, bottomLeft, topLeft] };
}

function eraseQuad({ columns, rows, inks }: InkCells, quad: Quad, side: number): void {
  const [x, y, width, height] = boxOfQuad(quad);
  const [left, top] = [Math.max(0, Math.floor(x / side)), Math.max(0, Math.floor(y / side))];
  const [right, bottom] = [
    Math.min(columns, Math.ceil((x + width) / side)),
    Math.min(rows, Math.ceil((y + height) / side)),
  ];
  for (let row = top; row < bottom; row += 1) {
    for (let column = left; column < right; column += 1) {
      if (quadContains(quad, [(column + 0.5) * side, (row + 0.5) * side])) inks[row * columns + column] = 0;
    }
  }
}

/** Strokes that are not too large, grouped by their distance. */
function groupsOf(grid: InkCells): InkSamples[] {
  const { columns, rows, inks } = grid;
  const strokes = takeComponents(
    inks.map((ink) => (ink > 0 ? 1 : 0)),
    grid,
  ).filter((cells) => extentOf(cells, columns) <= largestStroke * cellsHigh);
  const near = new Uint8Array(columns * rows);
  const reach = Math.round((widestGap * cellsHigh) / 2);
  const isStroke = new Uint8Array(columns * rows);
  for (const stroke of strokes) {
    for (const cell of stroke) {
      isStroke[cell] = 1;
      const [column, row] = [cell % columns, Math.floor(cell / columns)];
      const [from, to] = [Math.max(0, column - reach), Math.min(columns - 1, column + reach)];
      for (let y = Math.max(0, row - reach); y <= Math.min(rows - 1, row + reach); y += 1) {
        near.fill(1, y * columns + from, y * columns + to + 1);
      }
    }
  }
  return takeComponents(near, grid)
    .map((cells) => cells.filter((cell) => isStroke[cell] === 1))
    .filter((cells) => extentOf(cells, columns) >= smallestGroup * cellsHigh)
    .map((cells) => samplesOf([cells], grid));
}

/**
 * The angle along which a group's rows are sharpest, in degrees clockwise, -90 to 90; 0 where no angle stands out. And how many
 * times as sharp they are along it as along the level.
 */
function angleOf(group: InkSamples, grid: InkCells): { readonly angle: number; readonly overLevel: number } {
  const level = sharpnessAlong(group, 0, grid, rowDepth);
  let best = { angle: 0, sharpness: leastOverLevel * level };
  const consider = (angle: number): void => {
    const sharpness = sharpnessAlong(group, angle, grid, rowDepth);
    if (sharpness > best.sharpness) best = { angle, sharpness };
  };
  for (let angle = -90; angle < 90; angle += coarseStep) consider(angle);
  const middle = best.angle;
  for (let angle = middle - coarseStep; angle <= middle + coarseStep; angle += fineStep) consider(angle);
  return { angle: best.angle, overLevel: best.sharpness / level };
}

/** The rectangle around a group along an angle, in pixels: x runs along the angle. */
function extentAlong({ columns, rows }: InkSamples, side: number, degrees: number): Box {
  const { cosine, sine } = directionOf(degrees);
  return boxOfPoints(
    Array.from(columns, (column, index): Point => {
      const [x, y] = [(column + 0.5) * side, (rows[index] + 0.5) * side];
      return [x * cosine + y * sine, y * cosine - x * sine];
    }),
  );
}

function directionOf(degrees: number): { readonly cosine: number; readonly sine: number } {
  const radians = (degrees / 180) * Math.PI;
  return { cosine: Math.cos(radians), sine: Math.sin(radians) };
}

/** A group's own ink, level. */
function levelled(own: PartOfPage, group: InkSamples, side: number, degrees: number): LevelledInk {
  const { cosine, sine } = directionOf(degrees);
  const [left, top, width, height] = extentAlong(group, side, degrees);
  const around = (margin * cellsHigh + 0.5) * side;
  const frame: Box = [left - around, top - around, width + 2 * around, height + 2 * around];
  const quad = mapQuad(quadOfBox(frame), ([x, y]) => [x * cosine - y * sine, x * sine + y * cosine]);
  const onOwn = mapQuad(quad, ([x, y]) => [x - own.left, y - own.top]);
  return { quad, ink: cropQuad(own.ink, onOwn, { margin: 0 }) };
}

interface PartOfPage {
  readonly ink: InkImage;
  /** Where it is on the page, in pixels. */
  readonly left: number;
  readonly top: number;
}

/** The ink of a group without the strokes around it, which may run in other directions. */
function ownInk(page: InkImage, { columns, rows }: InkSamples, side: number): PartOfPage {
  const [x, y, across, down] = boxOfPoints(
    Array.from(columns, (column, index): Point => [column, rows[index]]),
  );
  const [left, top] = [x * side, y * side];
  const width = Math.min(page.width - left, (across + 1) * side);
  const height = Math.min(page.height - top, (down + 1) * side);
  const data = new Uint8Array(width * height);
  for (let index = 0; index < columns.length; index += 1) {
    const [startX, startY] = [columns[index] * side - left, rows[index] * side - top];
    const length = Math.min(side, width - startX);
    for (let line = startY; line < Math.min(height, startY + side); line += 1) {
      const from = (top + line) * page.width + left + startX;
      data.set(page.data.subarray(from, from + length), line * width + startX);
    }
  }
  return { ink: { width, height, data }, left, top };
}

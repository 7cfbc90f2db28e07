import type { Point, Quad } from '../../shared/geometry.ts';
import { cropQuad } from './crop.ts';
import type { InkImage } from './pixels.ts';
import { takeComponents, type CellMap, type Component } from './morphology.ts';

/** Lines that are steeper are levelled, in radians: the detector finds the words of others as well as they are. */
const leastTilt = (4 / 180) * Math.PI;

/** A page with its lines level. */
export interface LevelPage {
  readonly ink: InkImage;
  /** Where a point of it lies on the page, and the other way round. */
  readonly toPage: (point: Point) => Point;
  readonly toLevel: (point: Point) => Point;
}

/** Null where the lines of a page are level, or show no tilt. */
export function levelPage(page: InkImage): LevelPage | null {
  const tilt = tiltOf(page);
  if (Math.abs(tilt) < leastTilt) return null;
  const [cosine, sine] = [Math.cos(tilt), Math.sin(tilt)];
  const { width, height } = page;
  // The level rectangle around the turned page begins this far left of and above the page's first corner.
  const left = Math.min(0, height * sine);
  const top = Math.min(0, -width * sine);
  const across = width * cosine + height * Math.abs(sine);
  const down = height * cosine + width * Math.abs(sine);
  const toPage = ([x, y]: Point): Point => [
    (x + left) * cosine - (y + top) * sine,
    (x + left) * sine + (y + top) * cosine,
  ];
  const toLevel = ([x, y]: Point): Point => [x * cosine + y * sine - left, y * cosine - x * sine - top];
  const frame: Quad = [toPage([0, 0]), toPage([across, 0]), toPage([across, down]), toPage([0, down])];
  return { ink: cropQuad(page, frame, { margin: 0 }), toPage, toLevel };
}

/** Along the longer side of a page. */
const cellsAlong = 700;
/** Share of the longer side of a page: what is longer is no word. */
const longestWriting = 0.12;
/** Cells that share a row of the profile. */
const rowDepth = 2;
/** Degrees: the steepest tilt that is looked for, and the steps of a first and a second search. */
const steepest = 30;
const coarseStep = 2;
const fineStep = 0.5;
/** By how much the profile along a tilt must be sharper than along the level, and than along most tilts. */
const leastOverLevel = 1.05;
const leastOverMean = 1.2;

/**
 * The angle by which the lines of a page run down to the right: along it, rows through the page hold much ink or
 * little, but not as much as each other. Postl, "Detection of linear oblique structures and skew scan in digitized
 * documents", 1986.
 *
 * @returns radians, a third of a right angle either way at most; 0 where no angle stands out
 */
export function tiltOf(page: InkImage): number {
  const side = Math.max(1, Math.round(Math.max(page.width, page.height) / cellsAlong));
  const grid = inkCells(page, side);
  const samples = writingOf(grid);
  const at = (angle: number): Scored => ({
    angle,
    sharpness: sharpnessAlong(samples, angle, grid, rowDepth),
  });
  const coarse = anglesAround(0, steepest, coarseStep).map(at);
  const mean = coarse.reduce((sum, { sharpness }) => sum + sharpness, 0) / coarse.length;
  const best = sharpest(anglesAround(sharpest(peaksOf(coarse)).angle, coarseStep, fineStep).map(at));
  const isEvident = best.sharpness >= Math.max(leastOverLevel * at(0).sharpness, leastOverMean * mean);
  return isEvident ? (best.angle / 180) * Math.PI : 0;
}

interface Scored {
  /** Degrees. */
  readonly angle: number;
  readonly sharpness: number;
}

/** Angles that are sharper than both beside them: what grows towards the steepest is a tilt beyond it, or none. */
function peaksOf(scored: readonly Scored[]): Scored[] {
  return scored.filter(({ sharpness }, index) => {
    if (index === 0 || index === scored.length - 1) return false;
    return Math.max(scored[index - 1].sharpness, scored[index + 1].sharpness) <= sharpness;
  });
}

function sharpest(scored: readonly Scored[]): Scored {
  const level = { angle: 0, sharpness: 0 };
  return scored.reduce((best, one) => (one.sharpness > best.sharpness ? one : best), level);
}

function anglesAround(middle: number, reach: number, step: number): number[] {
  return Array.from(
    { length: 2 * Math.round(reach / step) + 1 },
    (_, index) => middle - reach + index * step,
  );
}

/** What could be writing: frames, arrows and edges of boards are longer than words, and run as they like. */
function writingOf(grid: InkCells): InkSamples {
  const longest = longestWriting * Math.max(grid.columns, grid.rows);
  const marked = grid.inks.map((ink) => (ink > 0 ? 1 : 0));
  const strokes = takeComponents(marked, grid).filter((stroke) => extentOf(stroke, grid.columns) <= longest);
  return samplesOf(strokes, grid);
}

/** Fainter ink says nothing. */
const leastInk = 60;

/** A page in square cells. */
export interface InkCells extends CellMap {
  /** The darkest pixel of each cell, so that thin strokes hold together; 0 without ink. */
  readonly inks: Uint8Array;
}

/** @param side of a cell, in pixels */
export function inkCells({ width, height, data }: InkImage, side: number): InkCells {
  const [columns, rows] = [Math.ceil(width / side), Math.ceil(height / side)];
  const inks = new Uint8Array(columns * rows);
  for (let y = 0; y < height; y += 1) {
    const row = Math.floor(y / side) * columns;
    for (let x = 0, at = y * width; x < width; x += 1, at += 1) {
      const ink = data[at];
      if (ink < leastInk) continue;
      const cell = row + Math.floor(x / side);
      if (ink > inks[cell]) inks[cell] = ink;
    }
  }
  return { columns, rows, inks };
}

/** Cells that a component covers, along its longer side. */
export function extentOf(component: Component, columns: number): number {
  let [left, right, top, bottom] = [Infinity, 0, Infinity, 0];
  for (const cell of component) {
    const [column, row] = [cell % columns, Math.floor(cell / columns)];
    left = Math.min(left, column);
    right = Math.max(right, column);
    top = Math.min(top, row);
    bottom = Math.max(bottom, row);
  }
  return Math.max(right - left, bottom - top) + 1;
}

/** Inked cells. */
export interface InkSamples {
  readonly columns: Float32Array;
  readonly rows: Float32Array;
  /** 0 to 1. */
  readonly inks: Float32Array;
}

export function samplesOf(components: readonly Component[], { columns, inks }: InkCells): InkSamples {
  const count = components.reduce((sum, { length }) => sum + length, 0);
  const samples = {
    columns: new Float32Array(count),
    rows: new Float32Array(count),
    inks: new Float32Array(count),
  };
  let place = 0;
  for (const component of components) {
    for (const cell of component) {
      samples.columns[place] = cell % columns;
      samples.rows[place] = Math.floor(cell / columns);
      samples.inks[place] = inks[cell] / 255;
      place += 1;
    }
  }
  return samples;
}

/**
 * Sum of the squared ink of rows that run at an angle: along lines of writing, rows hold much ink or little. Postl,
 * "Detection of linear oblique structures and skew scan in digitized documents", 1986.
 *
 * @param angle in degrees clockwise
 * @param grid that the samples are from
 * @param rowDepth cells that share a row
 */
export function sharpnessAlong(
  { columns, rows, inks }: InkSamples,
  angle: number,
  grid: CellMap,
  rowDepth: number,
): number {
  const radians = (angle / 180) * Math.PI;
  const [cosine, sine] = [Math.cos(radians) / rowDepth, Math.sin(radians) / rowDepth];
  const middle = Math.ceil((Math.ceil(Math.hypot(grid.columns, grid.rows)) + 1) / rowDepth);
  const profile = new Float64Array(2 * middle + 1);
  for (let index = 0; index < inks.length; index += 1) {
    const row = Math.floor(rows[index] * cosine - columns[index] * sine) + middle;
    profile[row] += inks[index];
  }
  let sum = 0;
  // A function for each row is several times slower.
  for (const ink of profile) sum += ink * ink;
  return sum;
}

import type { CellMap, Component } from './morphology.ts';
import type { InkImage } from './pixels.ts';

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
  return profile.reduce((sum, ink) => sum + ink * ink, 0);
}

import type { Point } from '../../shared/geometry.ts';
import type { InkImage } from '../../main/imaging/pixels.ts';
import type { TextLine } from './altoLines.ts';

/** A line of text alone, its baseline level. */
export interface LevelLine {
  readonly ink: InkImage;
  /** Row of the baseline. */
  readonly base: number;
}

/** Tangent: steeper lines would be sheared too much. */
const steepest = 0.2;
/** Outlines often cut off the ends of strokes: what is kept around them, as a share of the line's height. */
const around = 0.04;
const mostHeight = 600;

/**
 * The ink within a line's outline, each column moved so that the baseline is level.
 *
 * @param page the flattened page
 * @returns null for lines that are steep, empty or as high as no line
 */
export function levelLine(page: InkImage, { baseline, outline }: TextLine): LevelLine | null {
  const [first, last] = [baseline.at(0), baseline.at(-1)];
  if (first === undefined || last === undefined) return null;
  if (Math.abs(last[1] - first[1]) > steepest * (last[0] - first[0])) return null;
  const xs = outline.map(([x]) => x);
  const left = Math.max(0, Math.floor(Math.min(...xs)));
  const right = Math.min(page.width, Math.ceil(Math.max(...xs)) + 1);
  const columns = Array.from({ length: Math.max(0, right - left) }, (_, index) => {
    const base = Math.round(heightAt(baseline, left + index));
    const span = spanAt(outline, left + index + 0.5);
    return { base, up: span === null ? 0 : base - span.top, down: span === null ? 0 : span.bottom - base };
  });
  const up = Math.ceil(Math.max(...columns.map((column) => column.up)));
  const down = Math.ceil(Math.max(...columns.map((column) => column.down)));
  if (columns.length < 8 || up < 4 || down < 0 || up + down > mostHeight) return null;
  const pad = Math.ceil(around * (up + down));
  const [width, height, base] = [columns.length, up + down + 2 * pad + 1, up + pad];
  const data = new Uint8Array(width * height);
  for (const [x, column] of columns.entries()) {
    if (column.up === 0 && column.down === 0) continue;
    const top = Math.max(-base, Math.floor(-column.up) - pad, -column.base);
    const bottom = Math.min(height - 1 - base, Math.ceil(column.down) + pad, page.height - 1 - column.base);
    for (let y = top; y <= bottom; y += 1) {
      data[(base + y) * width + x] = page.data[(column.base + y) * page.width + left + x] ?? 0;
    }
  }
  return { ink: { width, height, data }, base };
}

/** Height of a polyline at a column; level beyond its ends. */
function heightAt(line: readonly Point[], x: number): number {
  let before = line[0] ?? [0, 0];
  for (const point of line) {
    if (point[0] >= x) {
      const run = point[0] - before[0];
      return run <= 0 ? point[1] : before[1] + ((x - before[0]) / run) * (point[1] - before[1]);
    }
    before = point;
  }
  return before[1];
}

/** Between the first and the last edge of a polygon that cross a column. */
function spanAt(polygon: readonly Point[], x: number): { top: number; bottom: number } | null {
  let [top, bottom] = [Infinity, -Infinity];
  let before = polygon.at(-1) ?? [0, 0];
  for (const point of polygon) {
    const [a, b] = before[0] < point[0] ? [before, point] : [point, before];
    if (a[0] <= x && b[0] > x) {
      const y = a[1] + ((x - a[0]) / (b[0] - a[0])) * (b[1] - a[1]);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
    before = point;
  }
  return top > bottom ? null : { top, bottom };
}

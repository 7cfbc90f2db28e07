import { type Box, boxOfQuad, type Quad } from '../../../shared/geometry.ts';
import { readingOrder } from '../../../shared/page/readingOrder.ts';
import { median } from '../../../shared/median.ts';
import type { InkImage } from '../../imaging/pixels.ts';
import type { LineCurve } from './lineMasks.ts';

// Set by hand with the line finders of lines drawn and of rows of ink; no other values are measured.
/** Ink of at least this strength, of 255, belongs to a word. */
const leastInk = 64;
/** The share of a line's height in which gaps are looked for: tails of other lines stay out of it. */
const middleShare = 0.4;
/** Gaps between words have at least and at most this many heights of their line; between these, the page decides. */
const [narrowest, widest] = [0.15, 0.6];
/** A line of fewer of the page's usual heights is a ruled line. */
const leastHeight = 0.4;
/** Ink that runs level for so many usual heights is one, too. */
const longestStroke = 1.5;
/** Pieces of a line are further apart than this many heights only if they are in two columns of the page. */
const widestPieceGap = 1.2;

/** A word of a line, in pixels of the page. */
export interface LineWord {
  readonly box: Box;
  /** Along its line. */
  readonly quad: Quad;
  /** Number of its line in reading order, from 0. */
  readonly line: number;
}

/**
 * The words of lines, column by column in reading order: the ink along each line, cut at its gaps. A line without ink has
 * none.
 *
 * @param found in pixels of the page
 */
export function wordsOfLines(ink: InkImage, found: readonly LineCurve[]): LineWord[] {
  const usual = median(found.map(({ height }) => height));
  const curves = found.filter(({ height }) => height >= leastHeight * usual);
  const page = withoutRules(ink, longestStroke * usual);
  const slope = slopeOf(curves);
  const level = curves.map(({ left, middles, height }): Box => {
    const [width, middle] = [middles.length, middles[middles.length >> 1]];
    return [left, middle - slope * (left + width / 2) - height / 2, width, height];
  });
  const strokes = curves.map((curve) => strokesOf(page, curve));
  const gap = wordGap(
    strokes.flatMap((runs, index) => gapsOf(runs).map((each) => each / curves[index].height)),
  );
  return readingOrder(level, widestPieceGap).flatMap(({ index, line }) => {
    const curve = curves[index];
    return joined(strokes[index], gap * curve.height).map((run) => {
      const quad = quadOfRun(page, curve, run);
      return { box: boxOfQuad(quad), quad, line };
    });
  });
}

/** Without ruled lines: without ink that is longer than so many pixels in one row. */
function withoutRules({ width, height, data }: InkImage, longest: number): InkImage {
  const strokes = data.slice();
  for (let row = 0; row < data.length; row += width) {
    let start = row;
    for (let at = row; at <= row + width; at += 1) {
      if (at < row + width && data[at] >= leastInk) continue;
      if (at - start > longest) strokes.fill(0, start, at);
      start = at + 1;
    }
  }
  return { width, height, data: strokes };
}

/** How much the lines of a page rise or fall, as a fraction of their width: longer ones count more. */
function slopeOf(curves: readonly LineCurve[]): number {
  const rise = curves.reduce((sum, { middles }) => sum + middles[middles.length - 1] - middles[0], 0);
  return (
    rise /
    Math.max(
      1,
      curves.reduce((sum, { middles }) => sum + middles.length - 1, 0),
    )
  );
}

/** Columns of a line, from one to before another. */
interface Run {
  readonly from: number;
  readonly to: number;
}

/** Columns with ink in the middle of a line. */
function strokesOf(page: InkImage, curve: LineCurve): Run[] {
  const reach = (curve.height * middleShare) / 2;
  const columns = curve.middles.flatMap((_, column) =>
    inkRows(page, curve, column, reach) === null ? [] : [{ from: column, to: column + 1 }],
  );
  return joined(columns, 0);
}

/** Joins runs that are no further apart. */
function joined(runs: readonly Run[], gap: number): Run[] {
  const words: Run[] = [];
  for (const run of runs) {
    const last = words.at(-1);
    if (last !== undefined && run.from - last.to <= gap) words[words.length - 1] = { ...last, to: run.to };
    else words.push(run);
  }
  return words;
}

function gapsOf(runs: readonly Run[]): number[] {
  return runs.slice(1).map(({ from }, index) => from - runs[index].to);
}

/**
 * The gap that separates gaps within words from those between them: their variances are least on either side of it (Otsu,
 * "A threshold selection method from gray-level histograms", 1979).
 */
function wordGap(gaps: readonly number[]): number {
  const sorted = gaps.toSorted((a, b) => a - b);
  const sum = sorted.reduce((total, gap) => total + gap, 0);
  let [below, best, threshold] = [0, -1, narrowest];
  for (const [index, gap] of sorted.slice(0, -1).entries()) {
    below += gap;
    const [few, many] = [index + 1, sorted.length - index - 1];
    const between = few * many * ((sum - below) / many - below / few) ** 2;
    if (between <= best) continue;
    best = between;
    threshold = (gap + sorted[index + 1]) / 2;
  }
  return Math.min(widest, Math.max(narrowest, threshold));
}

/** Around the ink of some columns, between the upper and the lower side of the line. */
function quadOfRun(page: InkImage, curve: LineCurve, { from, to }: Run): Quad {
  const { left, middles, height } = curve;
  let [top, bottom] = [0, 0];
  for (let column = from; column < to; column += 1) {
    const rows = inkRows(page, curve, column, height / 2);
    if (rows === null) continue;
    top = Math.min(top, rows.first - middles[column]);
    bottom = Math.max(bottom, rows.last + 1 - middles[column]);
  }
  const [first, last] = [middles[from], middles[to - 1]];
  return [
    [left + from, first + top],
    [left + to, last + top],
    [left + to, last + bottom],
    [left + from, first + bottom],
  ];
}

/** The first and the last row with ink in a column of a line; null where there is none. */
function inkRows(
  { width, height, data }: InkImage,
  { left, middles }: LineCurve,
  column: number,
  reach: number,
): { readonly first: number; readonly last: number } | null {
  const x = Math.round(left) + column;
  if (x < 0 || x >= width) return null;
  const to = Math.min(height - 1, Math.floor(middles[column] + reach));
  let [first, last] = [-1, -1];
  for (let y = Math.max(0, Math.ceil(middles[column] - reach)); y <= to; y += 1) {
    if (data[y * width + x] < leastInk) continue;
    if (first === -1) first = y;
    last = y;
  }
  return first === -1 ? null : { first, last };
}

import { inkExtent } from '../../main/imaging/ink/ink.ts';
import type { InkImage } from '../../main/imaging/pixels.ts';
import type { LevelLine } from './levelLine.ts';
import { withoutRules } from './rules.ts';

/** Places along a line in its slanted columns: x + slant (y - base). */
export interface Piece {
  /** First and last column with ink. */
  readonly from: number;
  readonly to: number;
  /** The middles of the gaps around it. */
  readonly start: number;
  readonly end: number;
  /** Width of the gap after it; infinite after the last. */
  readonly gap: number;
}

export interface CutLine {
  readonly line: LevelLine;
  /** Tangent by which its uprights lean to the right. */
  readonly slant: number;
  /** What counts as ink, of 255. */
  readonly threshold: number;
  /** The line without the rules it is written on. */
  readonly unruled: InkImage;
  readonly pieces: readonly Piece[];
}

/** Share of the line's strongest ink that makes a stroke, and the weakest stroke. */
const strokeShare = 0.35;
const weakestStroke = 36;
/** Ink is looked for in gaps in these shares of the line above and below the baseline: beyond is mostly the neighbours'. */
const band = { above: 0.85, below: 0.5 };
/** Candidate gaps for each space of the text: letters of print stand apart, too. */
const gapsPerSpace = 2;
const spareGaps = 3;
/** Narrower gaps, as a share of the line's height, are within letters. */
const narrowestGap = 0.03;
/** Pixels of stroke that fill a column. */
const leastStroke = 2;
/** A cut leaves this share of the line's height of paper at each side, at most. */
const mostMargin = 0.15;

/**
 * Cuts a line at its widest gaps: along its slant, where no stroke is met.
 *
 * @param spaces how many the text has
 */
export function cutAtGaps(line: LevelLine, spaces: number): CutLine {
  const threshold = strokeThreshold(line.ink);
  const marked = withoutRules(
    line.ink.data.map((value) => (value >= threshold ? 1 : 0)),
    line.ink,
  );
  const strokes = strokesOf(line, marked);
  const unruled = {
    ...line.ink,
    data: line.ink.data.map((value, at) => (value >= threshold && marked[at] === 0 ? 0 : value)),
  };
  const { slant, filled, offset } = clearest(strokes, line.ink);
  const runs = emptyRuns(filled);
  const first = filled.indexOf(1);
  const last = filled.lastIndexOf(1);
  if (first < 0) return { line, slant, threshold, unruled, pieces: [] };
  const wanted = gapsPerSpace * spaces + spareGaps;
  const gaps = runs
    .filter((run) => run.to - run.from >= narrowestGap * line.ink.height)
    .sort((a, b) => b.to - b.from - (a.to - a.from) || a.from - b.from)
    .slice(0, wanted)
    .sort((a, b) => a.from - b.from);
  const margin = mostMargin * line.ink.height;
  const pieces: Piece[] = [];
  let from = first;
  let before: number = margin;
  for (const gap of [...gaps, { from: last + 1, to: last + 1 + 2 * margin }]) {
    const room = Math.min(margin, (gap.to - gap.from) / 2);
    pieces.push({
      from: from - offset,
      to: gap.from - 1 - offset,
      start: from - before - offset,
      end: gap.from + room - offset,
      gap: gap.from > last ? Infinity : gap.to - gap.from,
    });
    from = gap.to;
    before = room;
  }
  return { line, slant, threshold, unruled, pieces };
}

/** The word on the pieces from one up to but not including another, with the strokes beside it left out. */
export function wordInk(
  { line, slant, threshold, pieces }: CutLine,
  { width, height, data }: InkImage,
  first: number,
  end: number,
): InkImage {
  const start = pieces[first]?.start ?? 0;
  const stop = pieces[end - 1]?.end ?? 0;
  const shifts = [slant * -line.base, slant * (height - 1 - line.base)];
  const left = Math.max(0, Math.floor(start - Math.max(...shifts)));
  const right = Math.min(width, Math.ceil(stop - Math.min(...shifts)) + 1);
  const word = {
    width: Math.max(1, right - left),
    height,
    data: new Uint8Array(Math.max(1, right - left) * height),
  };
  for (let y = 0; y < height; y += 1) {
    const shift = slant * (y - line.base);
    const begin = Math.max(left, Math.ceil(start - shift));
    const limit = Math.min(right - 1, Math.floor(stop - shift));
    for (let x = begin; x <= limit; x += 1) word.data[y * word.width + x - left] = data[y * width + x] ?? 0;
  }
  return trimmed(word, threshold);
}

/** Pixels of paper left around a word. */
const trimMargin = 4;

function trimmed(ink: InkImage, threshold: number): InkImage {
  const extent = inkExtent(ink, threshold);
  if (extent === null) return ink;
  const left = Math.max(0, extent.left - trimMargin);
  const top = Math.max(0, extent.top - trimMargin);
  const width = Math.min(ink.width, extent.right + 1 + trimMargin) - left;
  const height = Math.min(ink.height, extent.bottom + 1 + trimMargin) - top;
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const from = (top + y) * ink.width + left;
    data.set(ink.data.subarray(from, from + width), y * width);
  }
  return { width, height, data };
}

function strokeThreshold({ data }: InkImage): number {
  const histogram = new Uint32Array(256);
  for (const value of data) histogram[value] = (histogram[value] ?? 0) + 1;
  let left = data.length * 0.005;
  let peak = 255;
  for (; peak > 0 && left > 0; peak -= 1) left -= histogram[peak] ?? 0;
  return Math.max(weakestStroke, Math.round(strokeShare * peak));
}

interface Strokes {
  readonly xs: Int32Array;
  /** Rows below the baseline. */
  readonly ys: Int32Array;
}

function strokesOf({ ink, base }: LevelLine, marked: Uint8Array): Strokes {
  const top = Math.round(base * (1 - band.above));
  const bottom = Math.round(base + (ink.height - base) * band.below);
  const xs: number[] = [];
  const ys: number[] = [];
  for (let y = top; y < bottom; y += 1) {
    for (let x = 0; x < ink.width; x += 1) {
      if (marked[y * ink.width + x] !== 1) continue;
      xs.push(x);
      ys.push(y - base);
    }
  }
  return { xs: Int32Array.from(xs), ys: Int32Array.from(ys) };
}

interface Projection {
  readonly slant: number;
  /** 1 where a slanted column meets strokes. */
  readonly filled: Uint16Array;
  /** Index of column 0 in `filled`. */
  readonly offset: number;
}

/** The slant along which the most columns between the ends of a line meet no stroke. */
function clearest(strokes: Strokes, { width, height }: InkImage): Projection {
  let best: Projection | null = null;
  let mostEmpty = -1;
  for (let step = -3; step <= 12; step += 1) {
    const slant = step / 10;
    const offset = Math.ceil(Math.abs(slant) * height);
    const counts = new Uint16Array(width + 2 * offset + 1);
    for (let at = 0; at < strokes.xs.length; at += 1) {
      const column = Math.round((strokes.xs[at] ?? 0) + slant * (strokes.ys[at] ?? 0)) + offset;
      counts[column] = (counts[column] ?? 0) + 1;
    }
    const filled = counts.map((count) => (count >= leastStroke ? 1 : 0));
    const inside = filled.subarray(filled.indexOf(1), filled.lastIndexOf(1) + 1);
    const empty = inside.reduce((sum, value) => sum + 1 - value, 0);
    if (empty <= mostEmpty) continue;
    mostEmpty = empty;
    best = { slant, filled, offset };
  }
  return best ?? { slant: 0, filled: new Uint16Array(width), offset: 0 };
}

/** Runs of empty columns between the first and the last filled one, `to` excluded. */
function emptyRuns(filled: Uint16Array): { from: number; to: number }[] {
  const runs: { from: number; to: number }[] = [];
  let last = -1;
  for (let at = 0; at < filled.length; at += 1) {
    if (filled[at] === 0) continue;
    if (last >= 0 && at - last > 1) runs.push({ from: last + 1, to: at });
    last = at;
  }
  return runs;
}

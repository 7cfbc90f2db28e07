import type { Point } from '../../../shared/geometry.ts';
import type { Random } from '../../../shared/random.ts';
import { traceCentreLines, type CentreLine, paintPenStroke } from '../../imaging/ink/strokes.ts';
import { strongestInk } from '../../imaging/ink/morphology.ts';
import type { InkImage } from '../../imaging/pixels.ts';

/** A pen with strokes of constant width: a ball pen, or a stylus on an electronic whiteboard. */
export type EvenPen = ReturnType<typeof createEvenPen>;

/** A random pen with constant width. */
export function createEvenPen(random: Random) {
  return {
    /** Smoothing of its path, in pixels. */
    smoothing: random.between(0.5, 2),
    /** Pixels between sampled points, as on a tablet; the path is straight between them. */
    sampling: random.chance(0.4) ? random.between(3, 6) : 2,
    /** Amplitude of the tremor, in em. */
    tremor: random.chance(0.5) ? random.between(0.002, 0.014) : 0,
    /** Probability that a stroke ends before the stroke that it should touch. */
    missing: random.chance(0.4) ? random.between(0.02, 0.25) : 0,
  };
}

/** Threshold of stroke pixels, as a fraction of the darkest ink. */
const edgeShare = 0.42;
/** In pixels; thinner lines would be grey. */
const thinnestLine = 1.3;
/** Maximum length of a dot, in stroke widths. */
const longestDot = 1.3;
/** Fraction of dots that are drawn as points; the others are short strokes. */
const tapped = 0.75;

/**
 * Redraws a word with constant stroke width, along the centre lines of its strokes.
 *
 * @param strokeWidth pixels, as the word was drawn
 * @param width pixels, of the new pen
 * @param em pixels
 */
export function redrawEvenly(
  word: InkImage,
  pen: EvenPen,
  strokeWidth: number,
  width: number,
  em: number,
  random: Random,
): InkImage {
  const ink = { width: word.width, height: word.height, data: new Uint8Array(word.data.length) };
  // Thinning shortens free ends by about half the stroke width.
  const extension = Math.max(0, 0.45 * (strokeWidth - width));
  for (const line of traceCentreLines(word, edgeShare * Math.max(1, strongestInk(word)), 0.8 * strokeWidth)) {
    const tap = isDot(line, longestDot * strokeWidth) && random.chance(tapped) ? middleOf(line) : undefined;
    if (tap !== undefined) {
      paintPenStroke(ink, [tap], Math.max(thinnestLine, width) * random.between(1, 1.6));
      continue;
    }
    const path = tremble(smoothed(line.points, pen.smoothing), pen.tremor * em, random);
    const shortened = path.slice(
      line.startsFree ? 0 : pointsMissed(pen, path.length, em, random),
      path.length - (line.endsFree ? 0 : pointsMissed(pen, path.length, em, random)),
    );
    const lengthened = withEnds(
      thinnedOut(shortened, pen.sampling),
      line.startsFree ? extension : 0,
      line.endsFree ? extension : 0,
    );
    paintPenStroke(ink, lengthened, Math.max(thinnestLine, width));
  }
  return ink;
}

function isDot({ points, startsFree, endsFree }: CentreLine, longest: number): boolean {
  return startsFree && endsFree && points.length <= longest;
}

function middleOf({ points }: CentreLine): Point | undefined {
  return points[Math.floor(points.length / 2)];
}

/** Smooths a path by repeated averaging over neighbours, over about `reach` points; the ends do not move. */
function smoothed(points: readonly Point[], reach: number): readonly Point[] {
  let path = points;
  for (let pass = 0; pass < 2 * reach * reach; pass += 1) {
    path = path.map((point, index): Point => {
      if (index === 0 || index === path.length - 1) return point;
      const [before, after] = [path[index - 1], path[index + 1]];
      return [(before[0] + 2 * point[0] + after[0]) / 4, (before[1] + 2 * point[1] + after[1]) / 4];
    });
  }
  return path;
}

const tremorPeriod = 7;

function tremble(points: readonly Point[], amount: number, random: Random): readonly Point[] {
  if (amount === 0 || points.length < tremorPeriod) return points;
  const knots = Array.from({ length: Math.ceil(points.length / tremorPeriod) + 1 }, (_, index): Point =>
    index === 0 ? [0, 0] : [amount * random.normal(), amount * random.normal()],
  );
  return points.map(([x, y], index): Point => {
    const knot = Math.floor(index / tremorPeriod);
    const part = index / tremorPeriod - knot;
    const [fromX, fromY] = knots[knot];
    const [toX, toY] = knots[knot + 1];
    return [x + fromX + (toX - fromX) * part, y + fromY + (toY - fromY) * part];
  });
}

/** Every `step`-th point and the last. */
function thinnedOut(points: readonly Point[], step: number): readonly Point[] {
  const stride = Math.max(1, Math.round(step));
  return points.filter((_, index) => index % stride === 0 || index === points.length - 1);
}

/** Number of points that are missing before a crossing. */
function pointsMissed(pen: EvenPen, length: number, em: number, random: Random): number {
  if (!random.chance(pen.missing)) return 0;
  return Math.floor(Math.min(length / 4, em * random.between(0.03, 0.1)));
}

/** Extends both ends in the direction of the stroke, by lengths in pixels. */
function withEnds(points: readonly Point[], startLength: number, endLength: number): readonly Point[] {
  if (points.length < 2) return points;
  const [first, second] = points;
  const [beforeLast, last] = points.slice(-2);
  return [movedOn(second, first, startLength), ...points.slice(1, -1), movedOn(beforeLast, last, endLength)];
}

function movedOn([fromX, fromY]: Point, [toX, toY]: Point, length: number): Point {
  const factor = length / Math.max(1, Math.hypot(toX - fromX, toY - fromY));
  return [toX + (toX - fromX) * factor, toY + (toY - fromY) * factor];
}

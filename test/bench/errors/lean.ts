import type { InkImage } from '../../../main/imaging/pixels.ts';

/** Ink weaker than this says nothing of a stroke's direction. */
const weakestInk = 64;
/** A word has to be this much longer than high to show which way its line runs. */
const longWord = 2.5;

/**
 * How far a word's upright strokes lean: columns to the right per row upwards, -1 to 1. It is the shear
 * whose undoing stacks the ink highest in its columns.
 *
 * Vinciarelli and Luettin, "A new normalization technique for cursive handwritten words", 2001.
 */
export function leanOf(image: InkImage): number {
  return stackingShear(inkPoints(image, false), image.width, image.height, { steepest: 1, step: 0.1 });
}

/**
 * How far a word's line climbs: rows upwards per column to the right, -0.6 to 0.6, found like the lean.
 *
 * @returns null for a word too short to tell
 */
export function slopeOf(image: InkImage): number | null {
  if (image.width < longWord * image.height) return null;
  return stackingShear(inkPoints(image, true), image.height, image.width, { steepest: 0.6, step: 0.05 });
}

/** Points of ink as triples: where they may pile up, how far along the shear they are, how strong. */
function inkPoints({ width, height, data }: InkImage, alongLine: boolean): Int32Array {
  const points: number[] = [];
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const ink = data[row * width + column] ?? 0;
      if (ink < weakestInk) continue;
      // Upwards a leaning stroke goes right; to the right a climbing line goes up.
      if (alongLine) points.push(height - 1 - row, column, ink);
      else points.push(column, height - 1 - row, ink);
    }
  }
  return Int32Array.from(points);
}

function stackingShear(
  points: Int32Array,
  across: number,
  along: number,
  { steepest, step }: { readonly steepest: number; readonly step: number },
): number {
  const reach = Math.ceil(steepest * along);
  const piles = new Float64Array(across + 2 * reach + 1);
  let best = 0;
  let highest = -1;
  const steps = Math.round(steepest / step);
  for (let index = -steps; index <= steps; index += 1) {
    const shear = index * step;
    piles.fill(0);
    for (let point = 0; point < points.length; point += 3) {
      const pile = (points[point] ?? 0) + reach - Math.round(shear * (points[point + 1] ?? 0));
      piles[pile] = (piles[pile] ?? 0) + (points[point + 2] ?? 0);
    }
    const stacked = piles.reduce((sum, value) => sum + value * value, 0);
    if (stacked > highest) {
      highest = stacked;
      best = shear;
    }
  }
  return best;
}

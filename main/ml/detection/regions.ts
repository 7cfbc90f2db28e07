import { z } from 'zod';
import { type Box, boxArea, intersectionArea, intersectionOverUnion } from '../../../shared/geometry.ts';
import { InkdexError } from '../../../shared/result.ts';
import { takeComponents } from '../../imaging/ink/morphology.ts';
import { type DetectorOutput, type KernelRegion, logit, regionOf, type WordRegion } from './kernels.ts';
import { regrouped, type WordsAndRuns } from './wordsOfPieces.ts';

const share = z.number().min(0).max(1);

const thresholdsSchema = z.object({
  /** Cells from this probability on belong to a word's kernel. */
  kernel: share,
  /** A word whose kernel is less probable on average is dropped. */
  score: share,
  /** A word fainter than this fraction of the page's strong words is bleed-through or a rest of wiped writing. */
  faint: share,
  /** Of two boxes that overlap more (intersection over union), the less probable is dropped. */
  overlap: share,
});

/** The thresholds that turn the network's output into words. */
export type Thresholds = z.infer<typeof thresholdsSchema>;

/** Of a detector that names none: chosen on boards dev (pretraining/HISTORY.md, "What each change brought (boards dev)"). */
export const defaultThresholds: Thresholds = { kernel: 0.45, score: 0.7, faint: 0.3, overlap: 0.3 };

/**
 * The thresholds in a model's metadata.
 *
 * @throws InkdexError `model-damaged` if one is missing or not between 0 and 1
 */
export function parseThresholds(record: Readonly<Record<string, number>>): Thresholds {
  const parsed = thresholdsSchema.safeParse(record);
  if (parsed.success) return parsed.data;
  throw new InkdexError(
    'model-damaged',
    `The detector's thresholds cannot be used: ${z.prettifyError(parsed.error)}. Export the model again.`,
    { cause: parsed.error },
  );
}

/** More than any page has: texture that the network mistakes for words must not take minutes. */
const mostRegions = 2000;
/** Fewer cells are noise. This and those below were set by hand with the first detector. */
const fewestCells = 2;
/** A box whose overlap with another is a larger fraction of its area is a part of that box. */
const mostContained = 0.7;
/** The strength of a word's strokes is this quantile of the ink in its box, which is mostly paper. */
const strokeQuantile = 0.92;
/** Quantile of the words' strengths that counts as a strong word of the page. */
const strongQuantile = 0.7;

/** Word boxes of an image, by descending probability, and their uncertain gaps. */
export function findRegions(output: DetectorOutput): WordsAndRuns<WordRegion> {
  const { words, runs } = regrouped(kernelsOf(output), output);
  const sorted = words.toSorted((a, b) => b.score - a.score);
  return { words: dropFaint(suppressOverlapping(sorted, output.thresholds.overlap), output), runs };
}

/** Word boxes of an image, by descending probability. */
export function regionsOf(output: DetectorOutput): readonly WordRegion[] {
  return findRegions(output).words;
}

/** Groups of cells that are probably in the middle of a word, by descending probability. */
export function kernelsOf(output: DetectorOutput): KernelRegion[] {
  const { kernel, width, height, stride, thresholds } = output;
  const map = { columns: width / stride, rows: height / stride };
  return takeComponents(cellsAbove(kernel, logit(thresholds.kernel)), map)
    .filter((component) => component.length >= fewestCells)
    .map((component) => regionOf(component, output))
    .filter(({ score, box }) => score >= thresholds.score && boxArea(box) > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, mostRegions);
}

/** 1 where a value is larger. A plain loop: `Uint8Array.from` took half of the whole time. */
function cellsAbove(values: Float32Array, threshold: number): Uint8Array {
  const marked = new Uint8Array(values.length);
  for (let cell = 0; cell < values.length; cell += 1) {
    if (values[cell] > threshold) marked[cell] = 1;
  }
  return marked;
}

/** @param regions by descending probability */
function suppressOverlapping(regions: readonly WordRegion[], overlap: number): WordRegion[] {
  const kept: WordRegion[] = [];
  for (const region of regions) {
    const area = boxArea(region.box);
    const isDouble = kept.some(({ box }) => {
      const shared = intersectionArea(box, region.box);
      if (shared === 0) return false;
      const keptArea = boxArea(box);
      return (
        shared > overlap * (area + keptArea - shared) || shared > mostContained * Math.min(area, keptArea)
      );
    });
    if (!isDouble) kept.push(region);
  }
  return kept;
}

function dropFaint(regions: readonly WordRegion[], output: DetectorOutput): WordRegion[] {
  const strengths = regions.map(({ box }) => strokeStrength(box, output));
  const sorted = [...strengths].sort((a, b) => a - b);
  const strong = sorted.at(strongQuantile * (sorted.length - 1)) ?? 0;
  return regions.filter((_, index) => strengths[index] >= output.thresholds.faint * strong);
}

const levels = 64;

/** A high quantile of the ink in a box, 0 to 1. */
function strokeStrength([x, y, boxWidth, boxHeight]: Box, { ink, width, height }: DetectorOutput): number {
  const histogram = new Uint32Array(levels + 1);
  const left = Math.floor(x);
  const right = Math.min(width, Math.ceil(x + boxWidth));
  const bottom = Math.min(height, Math.ceil(y + boxHeight));
  let count = 0;
  for (let row = Math.floor(y); row < bottom; row += 1) {
    for (let place = row * width + left; place < row * width + right; place += 1) {
      const level = (ink[place] * levels + 0.5) | 0;
      histogram[level] += 1;
      count += 1;
    }
  }
  let above = count * (1 - strokeQuantile);
  for (let level = levels; level > 0; level -= 1) {
    above -= histogram[level];
    if (above < 0) return level / levels;
  }
  return 0;
}

/**
 * Other thresholds find other words: lower ones find faint or unusual words, higher ones words that were merged.
 * Chosen on the development boards by `npm run measure -- search`.
 */
const otherCuts: readonly Pick<Thresholds, 'kernel' | 'score'>[] = [
  { kernel: 0.2, score: 0.3 },
  { kernel: 0.7, score: 0.6 },
];
/** Boxes with a larger intersection over union are the same word. */
const sameWord = 0.6;

/**
 * Possible words of a page beside the known ones, with their probabilities: what the detector misses if it is too
 * strict or too lenient.
 *
 * @param known in pixels of the detector's input, as the regions are
 */
export function overlookedRegions(output: DetectorOutput, known: readonly Box[]): WordRegion[] {
  const taken = [...known];
  const found: WordRegion[] = [];
  for (const cut of otherCuts) {
    const regions = regionsOf({ ...output, thresholds: { ...output.thresholds, ...cut } });
    for (const region of regions) {
      if (taken.some((box) => intersectionOverUnion(box, region.box) >= sameWord)) continue;
      taken.push(region.box);
      found.push(region);
    }
  }
  return found;
}

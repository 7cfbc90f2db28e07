import { boxArea, intersectionArea, type Box } from '../../../shared/geometry.ts';
import { takeComponents } from '../../imaging/components.ts';
import { logit, regionOf, type DetectorOutput, type KernelRegion, type WordRegion } from './kernelRegion.ts';
import { regrouped } from './regroup.ts';

/** More words than any page has: texture that the network takes for words must not cost minutes. */
const mostRegions = 2000;
/** Fewer cells are noise. */
const fewestCells = 2;
/** A box inside another one by this share is a part of it, found twice. */
const mostContained = 0.7;
/** The strength of a word's strokes is this quantile of the ink in its box: most of it is paper. */
const strokeQuantile = 0.92;
/** The page's strong words are at this quantile of them. */
const strongQuantile = 0.7;

/** Word boxes of an image, the most probable first. */
export function regionsOf(output: DetectorOutput): WordRegion[] {
  const words = regrouped(kernelsOf(output), output).sort((a, b) => b.score - a.score);
  return dropFaint(suppressOverlapping(words, output.thresholds.overlap), output);
}

/** Groups of cells that are probably in the middle of a word, the most probable first. */
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
    if ((values[cell] ?? 0) > threshold) marked[cell] = 1;
  }
  return marked;
}

/** @param regions the most probable first */
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
  const strong = sorted[Math.floor(strongQuantile * (sorted.length - 1))] ?? 0;
  return regions.filter((_, index) => (strengths[index] ?? 0) >= output.thresholds.faint * strong);
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
      const level = ((ink[place] ?? 0) * levels + 0.5) | 0;
      histogram[level] = (histogram[level] ?? 0) + 1;
      count += 1;
    }
  }
  let above = count * (1 - strokeQuantile);
  for (let level = levels; level > 0; level -= 1) {
    above -= histogram[level] ?? 0;
    if (above < 0) return level / levels;
  }
  return 0;
}

import { boxArea, intersectionArea, type Box } from '../../../shared/geometry.ts';
import { takeComponents, type Component } from './components.ts';
import type { Thresholds } from './thresholds.ts';

/** What the network said of one image, and the image itself. */
export interface DetectorOutput {
  /** Logits, one a cell, row-major. */
  readonly kernel: Float32Array;
  /** Four planes: input pixels to the left, top, right and bottom side. */
  readonly distances: Float32Array;
  /** Of the input, in pixels; multiples of the stride. */
  readonly width: number;
  readonly height: number;
  /** Input pixels per cell, along each axis. */
  readonly stride: number;
  /** The input: row-major, 0 to 1. */
  readonly ink: Float32Array;
  readonly thresholds: Thresholds;
}

/** A word, in pixels of the detector's input. */
export interface WordRegion {
  readonly box: Box;
  /** Mean probability of its kernel, 0 to 1. */
  readonly score: number;
}

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
  const { kernel, width, height, stride, thresholds } = output;
  const map = { columns: width / stride, rows: height / stride };
  const found = takeComponents(cellsAbove(kernel, logit(thresholds.kernel)), map)
    .filter((component) => component.length >= fewestCells)
    .map((component) => regionOf(component, output))
    .filter(({ score, box }) => score >= thresholds.score && boxArea(box) > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, mostRegions);
  return dropFaint(suppressOverlapping(found, thresholds.overlap), output);
}

/** 1 where a value is larger. A plain loop: `Uint8Array.from` took half of the whole time. */
function cellsAbove(values: Float32Array, threshold: number): Uint8Array {
  const marked = new Uint8Array(values.length);
  for (let cell = 0; cell < values.length; cell += 1) {
    if ((values[cell] ?? 0) > threshold) marked[cell] = 1;
  }
  return marked;
}

/**
 * Each side of the box is the mean of what cells near that side say, weighted by their probability:
 * a cell knows the near end of a long word better than the far one.
 */
function regionOf(component: Component, output: DetectorOutput): WordRegion {
  const { kernel, distances, stride } = output;
  const columns = output.width / stride;
  const plane = kernel.length;
  let first = columns;
  let last = 0;
  let total = 0;
  let top = 0;
  let bottom = 0;
  for (const cell of component) {
    const column = cell % columns;
    if (column < first) first = column;
    if (column > last) last = column;
    const probability = sigmoid(kernel[cell] ?? 0);
    const y = (Math.floor(cell / columns) + 0.5) * stride;
    total += probability;
    top += probability * (y - (distances[plane + cell] ?? 0));
    bottom += probability * (y + (distances[3 * plane + cell] ?? 0));
  }
  top /= total;
  bottom /= total;

  const reach = Math.max(1, Math.round((bottom - top) / stride / 2));
  let left = 0;
  let leftTotal = 0;
  let right = 0;
  let rightTotal = 0;
  for (const cell of component) {
    const column = cell % columns;
    const probability = sigmoid(kernel[cell] ?? 0);
    const x = (column + 0.5) * stride;
    if (column <= first + reach) {
      left += probability * (x - (distances[cell] ?? 0));
      leftTotal += probability;
    }
    if (column >= last - reach) {
      right += probability * (x + (distances[2 * plane + cell] ?? 0));
      rightTotal += probability;
    }
  }
  const box = clippedBox(left / leftTotal, top, right / rightTotal, bottom, output);
  return { box, score: total / component.length };
}

function clippedBox(
  left: number,
  top: number,
  right: number,
  bottom: number,
  { width, height }: DetectorOutput,
): Box {
  const x = Math.max(0, left);
  const y = Math.max(0, top);
  return [x, y, Math.max(0, Math.min(width, right) - x), Math.max(0, Math.min(height, bottom) - y)];
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

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

function logit(probability: number): number {
  return Math.log(probability / (1 - probability));
}

import type { Box } from '../../../shared/geometry.ts';
import type { Component } from '../../imaging/components.ts';
import type { Spread } from './quads.ts';
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
  /** Weights that judge the gaps between pieces of writing; without them each kernel is a word. */
  readonly gaps?: readonly number[];
}

/** A word, in pixels of the detector's input. */
export interface WordRegion {
  readonly box: Box;
  /** Mean probability of its kernel, 0 to 1. */
  readonly score: number;
  readonly spread: Spread;
}

/** A word with the cells of its kernel. */
export interface KernelRegion extends WordRegion {
  readonly cells: Component;
}

interface Cells {
  readonly columns: number;
  readonly stride: number;
}

/**
 * Each side of the box is the mean of what cells near that side say, weighted by their probability:
 * a cell knows the near end of a long word better than the far one.
 */
export function regionOf(component: Component, output: DetectorOutput): KernelRegion {
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
  return {
    box,
    cells: component,
    score: total / component.length,
    spread: spreadOf(component, last - first + 1, { columns, stride }),
  };
}

/** In pixels, as if the kernel were a line one pixel high: long words count, not large ones. */
function spreadOf(component: Component, width: number, { columns, stride }: Cells): Spread {
  let [meanColumn, meanRow] = [0, 0];
  for (const cell of component) {
    meanColumn += (cell % columns) / component.length;
    meanRow += Math.floor(cell / columns) / component.length;
  }
  let [along, across] = [0, 0];
  for (const cell of component) {
    const fromMiddle = (cell % columns) - meanColumn;
    along += fromMiddle * fromMiddle;
    across += fromMiddle * (Math.floor(cell / columns) - meanRow);
  }
  const weight = (stride ** 3 * width) / component.length;
  return { along: weight * along, across: weight * across };
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

export function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

export function logit(probability: number): number {
  return Math.log(probability / (1 - probability));
}

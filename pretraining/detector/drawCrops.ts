import { pickWeighted, type Random } from '../../shared/random.ts';
import { detectorStride } from './network/network.ts';
import { augmentInk, drawClutter, drawRules } from './clutter.ts';
import { drawCrop } from './crop.ts';
import type { MarkedPage } from './markedPage.ts';
import { detectorTargets, type DetectorTargets, type MarkedCrop } from './targets.ts';

/** Pages of one kind and the share of all crops that they give. */
export interface PageSource {
  readonly name: string;
  readonly pages: readonly MarkedPage[];
  readonly share: number;
  /** Share of the crops that get lines, boxes and arrows drawn in: for pages that have few of their own. */
  readonly clutter: number;
  /** Share of the crops that get the rules of paper drawn over them. */
  readonly rules: number;
}

export interface CropOptions {
  readonly sources: readonly PageSource[];
  /** Rows and columns of a crop in pixels. */
  readonly cropSize: number;
  readonly batchSize: number;
}

/** A batch of crops, one after the other: ink [batch, rows, columns], 0 to 1, and their targets. */
export interface DrawnCrops extends DetectorTargets {
  readonly ink: Float32Array;
}

/**
 * A crop of a random page with clutter and rules.
 *
 * @param drawTurn radians by which it is turned clockwise
 */
export function drawSourceCrop(
  random: Random,
  { sources, cropSize }: CropOptions,
  drawTurn: (random: Random) => number = () => 0,
): MarkedCrop {
  const source = pickWeighted(sources, ({ share }) => share, random);
  if (source === undefined) throw new RangeError('There are no pages to draw crops from.');
  const crop = drawCrop(random, random.pick(source.pages), cropSize, drawTurn(random));
  if (random.chance(source.clutter)) drawClutter(random, crop.ink, cropSize);
  if (random.chance(source.rules)) drawRules(random, crop.ink, cropSize);
  return crop;
}

/** Crops of random pages, augmented. */
export function drawCrops(random: Random, options: CropOptions): DrawnCrops {
  const { cropSize, batchSize } = options;
  const cells = (cropSize / detectorStride) ** 2;
  const batch: DrawnCrops = {
    ink: new Float32Array(batchSize * cropSize * cropSize),
    kernel: new Float32Array(batchSize * cells),
    weight: new Float32Array(batchSize * cells),
    distances: new Float32Array(batchSize * cells * 4),
    distanceWeight: new Float32Array(batchSize * cells),
  };
  for (let index = 0; index < batchSize; index += 1) {
    const crop = drawSourceCrop(random, options);
    augmentInk(random, crop.ink, cropSize);
    batch.ink.set(crop.ink, index * cropSize * cropSize);
    const targets = detectorTargets(crop, detectorStride);
    batch.kernel.set(targets.kernel, index * cells);
    batch.weight.set(targets.weight, index * cells);
    batch.distances.set(targets.distances, index * cells * 4);
    batch.distanceWeight.set(targets.distanceWeight, index * cells);
  }
  return batch;
}

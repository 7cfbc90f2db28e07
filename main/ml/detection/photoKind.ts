import { z } from 'zod';
import { type PhotoKind, photoKindSchema } from '../../../shared/contract/photo.ts';
import type { Box, Size } from '../../../shared/geometry.ts';
import { median } from '../../../shared/median.ts';
import type { InkImage, RgbImage } from '../../imaging/pixels.ts';
import type { DetectorOutput } from './kernels.ts';
import { kernelsOf } from './regions.ts';

/** How features are weighed: a row for each kind. Fitted by `npm --prefix pretraining run kinds`. */
export const kindRulesSchema = z.object({
  /** SHA-256 of the detector whose output they weigh. */
  detector: z.string(),
  /** Of each feature, what it is taken from, and by what it is then divided. */
  means: z.array(z.number()),
  spreads: z.array(z.number().positive()),
  /** The first of a row stands alone. */
  weights: z.record(photoKindSchema, z.array(z.number())),
});
export type KindRules = z.infer<typeof kindRulesSchema>;

/** A photo has no writing from this probability on: to read one in vain costs less than to leave one out. By hand, as those below. */
const surelyNone = 0.8;
/** A feature that differs by more from those of all photos that the rules were fitted on says no more. */
const mostSpreads = 3;

/** What is seen of a photo, as `evidenceOfPage` gives it. */
export interface KindEvidence {
  readonly asItStands: readonly number[];
  /** With the writing level, where all of it runs along another slope; null elsewhere. */
  readonly levelled: readonly number[] | null;
}

/**
 * What a photo is. Multinomial logistic regression on `evidenceOfPage`. A photo that shows no writing as it
 * stands has some if the levelled one surely has.
 */
export function kindOf({ asItStands, levelled }: KindEvidence, rules: KindRules): PhotoKind {
  const [best, second] = sharesOf(asItStands, rules);
  if (best.kind !== 'none') return best.kind;
  if (best.share < surelyNone) return second.kind;
  if (levelled === null) return 'none';
  const shares = sharesOf(levelled, rules);
  const none = shares.find(({ kind }) => kind === 'none');
  return none !== undefined && none.share > 1 - surelyNone ? 'none' : shares[0].kind;
}

/** How probable each kind is, the likeliest first. */
function sharesOf(evidence: readonly number[], rules: KindRules): { kind: PhotoKind; share: number }[] {
  const standard = standardized(evidence, rules);
  const scores = photoKindSchema.options.map((kind) => {
    const [bias = 0, ...weights] = rules.weights[kind];
    return { kind, odds: Math.exp(weights.reduce((sum, weight, at) => sum + weight * standard[at], bias)) };
  });
  const total = scores.reduce((sum, { odds }) => sum + odds, 0);
  return scores.map(({ kind, odds }) => ({ kind, share: odds / total })).sort((a, b) => b.share - a.share);
}

/** Features as they are weighed. */
export function standardized(
  evidence: readonly number[],
  { means, spreads }: Pick<KindRules, 'means' | 'spreads'>,
): number[] {
  return evidence.map((value, at) =>
    Math.max(-mostSpreads, Math.min(mostSpreads, (value - means[at]) / spreads[at])),
  );
}

/**
 * What says whether a small picture of a photo shows writing, and which.
 *
 * @param page its ink, which may be turned
 * @param output of the detector for the ink
 * @param scale pixels of the detector's input per pixel of the page
 */
export function evidenceOfPage(
  image: RgbImage,
  page: InkImage,
  output: DetectorOutput,
  scale: number,
): number[] {
  const boxes = kernelsOf(output).map(({ box }) => box);
  const seen = { width: page.width * scale, height: page.height * scale };
  return [
    ...evidenceOfBoxes(boxes, seen),
    sureShare(output.kernel),
    meanInk(page),
    ...evidenceOfColours(image),
  ];
}

/** Squares of a page, along each axis, of which some have writing. */
const squares = 8;

/** How many words there are, how wide for their height, how evenly high, and over how much of the page. */
function evidenceOfBoxes(boxes: readonly Box[], { width, height }: Size): number[] {
  const heights = boxes.map((box) => box[3]).sort((a, b) => a - b);
  const quantile = (share: number): number => heights.at(share * (heights.length - 1)) ?? 1;
  const placeOf = ([x, y, boxWidth, boxHeight]: Box): number =>
    Math.floor(((x + boxWidth / 2) / width) * squares) +
    squares * Math.floor(((y + boxHeight / 2) / height) * squares);
  const aspects = boxes.map(([, , boxWidth, boxHeight]) => boxWidth / boxHeight);
  return [
    Math.log1p(boxes.length),
    Math.log(median(aspects, 1)),
    Math.log((quantile(0.75) + 1) / (quantile(0.25) + 1)),
    new Set(boxes.map(placeOf)).size / squares ** 2,
  ];
}

/** Log odds of .6: a cell is then in the middle of a word. */
const sureLogit = 0.4;

function sureShare(kernel: Float32Array): number {
  let sure = 0;
  for (const logit of kernel) if (logit > sureLogit) sure += 1;
  return sure / kernel.length;
}

function meanInk({ data }: InkImage): number {
  let total = 0;
  for (const ink of data) total += ink;
  return total / data.length / 255;
}

/** Levels that are one ground, on each side of the commonest. */
const groundLevels = 10;

/** How much of a photo is of one brightness, dark, or white, how bright its bright parts are, how rough and how colourful it is. */
function evidenceOfColours({ width, height, data }: RgbImage): number[] {
  const pixels = width * height;
  const histogram = new Float64Array(256);
  let saturation = 0;
  let roughness = 0;
  for (let y = 0, at = 0; y < height; y += 1) {
    let before = 0;
    for (let x = 0; x < width; x += 1, at += 3) {
      const [red, green, blue] = [data[at], data[at + 1], data[at + 2]];
      const greatest = Math.max(red, green, blue);
      const luminance = (red * 77 + green * 151 + blue * 28) >> 8;
      histogram[luminance] += 1 / pixels;
      saturation += (greatest - Math.min(red, green, blue)) / (greatest + 16);
      if (x > 0) roughness += Math.abs(luminance - before);
      before = luminance;
    }
  }
  const shareOf = (from: number, to: number): number =>
    histogram.subarray(Math.max(0, from), to + 1).reduce((sum, share) => sum + share, 0);
  const grounds = Array.from(histogram, (_, level) => shareOf(level - groundLevels, level + groundLevels));
  let bright = 0;
  for (let share = 0; bright < 255 && share + histogram[bright] < 0.9; bright += 1)
    share += histogram[bright];
  return [
    Math.max(...grounds),
    shareOf(0, 59),
    shareOf(249, 255),
    bright / 255,
    roughness / pixels / 255,
    saturation / pixels,
  ];
}

import type { Box } from '../../../shared/geometry.ts';
import { inkExtent, shrinkInk } from '../ink/ink.ts';
import { thickenStrokes } from '../ink/morphology.ts';
import type { InkImage } from '../pixels.ts';
import { resampleInk, type SourceBox } from './resample.ts';

/** What a recogniser takes, from its model's metadata. */
export interface WordShape {
  /** Rows in pixels. */
  readonly height: number;
  /** The widest word it takes, in pixels; longer ones are squeezed. */
  readonly maxWidth: number;
}

/** Pixels of paper left around the ink. */
export const margin = 2;
/** A dot or a dash is shown as small as it is: the ink box counts as at least this share of a crop. */
export const smallestShare = 0.35;
/** Ink above this share of the strongest makes a stroke. */
export const strokeShare = 0.35;
/** Strokes weaker than this (of 255) are not amplified to full ink: they are bleed-through or noise. */
export const weakestStroke = 48;
/** What typical ink of the fitted word is brought to. */
export const fullInk = 240;
/** Strokes are this share of the rows wide at least, as far as a pixel goes: thinner ones are seldom learned. */
export const thinnestStroke = 0.058;

/** A crop whose ink is weaker than this (of 255) is empty. */
export const faintestPeak = 16;
/** Paper is at most so dark after flattening; half of the pixels are paper. */
export const highestFloor = 40;
export const floorShare = 0.5;
/** Nearly the strongest ink is that of this share of the pixels. */
export const peakShare = 0.996;
/** Typical ink is that of the stronger part of the strokes, of this share. */
export const strongShare = 0.4;

/**
 * Brings the crop of one word to the form that recognisers learn and read: the ink box scaled to
 * `height` less its margins with its aspect kept, ink of full strength, and no stroke thinner than most
 * pens'. A larger crop is first shrunk to `height`, so that all are as sharp. Specks stay: a thin pen's
 * full stop is a pixel.
 *
 * @returns exactly `height` rows and as many columns as the word needs, at most `maxWidth`; a crop
 *   without ink gives an empty square
 */
export function fitWord(word: InkImage, shape: WordShape): InkImage {
  return fitAtPlace(word, shape).fitted;
}

export interface FittedInk {
  readonly fitted: InkImage;
  /** The part of the crop that it shows, in shares of the crop's sides; with the margins it may reach beyond them. */
  readonly part: Box;
}

/** `fitWord`, and where the fitted word is in the crop. */
export function fitAtPlace(word: InkImage, shape: WordShape): FittedInk {
  const crop = shrinkInk(word, shape.height);
  const levels = inkLevels(crop);
  const box = levels.peak < faintestPeak ? null : inkBox(crop, levels);
  if (box === null) {
    const width = Math.min(shape.height, shape.maxWidth);
    const data = new Uint8Array(width * shape.height);
    return { fitted: { width, height: shape.height, data }, part: [0, 0, 1, 1] };
  }
  const inner = shape.height - 2 * margin;
  const scale = inner / box.height;
  const width = Math.max(1, Math.min(shape.maxWidth - 2 * margin, Math.round(box.width * scale)));
  const fitted = resampleInk(crop, box, { width, height: inner, margin });
  stretchContrast(fitted.data, levels.floor);
  const [across, down] = [box.width / width / crop.width, box.height / inner / crop.height];
  return {
    fitted: thickenStrokes(fitted, thinnestStroke * fitted.height, 1),
    part: [
      box.left / crop.width - margin * across,
      box.top / crop.height - margin * down,
      fitted.width * across,
      fitted.height * down,
    ],
  };
}

interface Levels {
  /** What paper still shows after flattening. */
  readonly floor: number;
  /** Nearly the strongest ink. */
  readonly peak: number;
}

function inkLevels({ data }: InkImage): Levels {
  const histogram = histogramOf(data);
  const floor = Math.min(highestFloor, percentile(histogram, data.length * floorShare));
  return { floor, peak: percentile(histogram, data.length * peakShare) - floor };
}

/** The box around all strokes, stretched where it is only that of a small mark. */
function inkBox(crop: InkImage, levels: Levels): SourceBox | null {
  const strokes = inkExtent(crop, levels.floor + strokeShare * levels.peak);
  if (strokes === null) return null;
  const left = Math.max(0, strokes.left - 1);
  const width = Math.min(crop.width, strokes.right + 2) - left;
  const inkTop = Math.max(0, strokes.top - 1);
  const inkHeight = Math.min(crop.height, strokes.bottom + 2) - inkTop;
  const height = Math.max(inkHeight, Math.round(smallestShare * crop.height));
  // A small mark keeps its place, low or high in the crop: it tells a full stop from an apostrophe.
  const place = crop.height > inkHeight ? inkTop / (crop.height - inkHeight) : 0;
  const top = Math.round(inkTop - (height - inkHeight) * place);
  return { left, top, width, height };
}

/** Takes the paper's remainder away and brings typical ink to full strength, in place. */
function stretchContrast(data: Uint8Array, floor: number): void {
  const histogram = histogramOf(data);
  let peak = 255;
  while (peak > 0 && histogram[peak] === 0) peak -= 1;
  const strokeLevel = floor + strokeShare * (peak - floor);
  let strokes = 0;
  for (let value = Math.ceil(strokeLevel); value < 256; value += 1) strokes += histogram[value];
  const typical = percentile(histogram, data.length - strokes * strongShare) - floor;
  const gain = fullInk / Math.max(typical, weakestStroke);
  const curve = new Uint8ClampedArray(256);
  for (let value = 0; value < 256; value += 1) curve[value] = Math.round((value - floor) * gain);
  for (let index = 0; index < data.length; index += 1) data[index] = curve[data[index]];
}

function histogramOf(data: Uint8Array): Uint32Array {
  const histogram = new Uint32Array(256);
  for (const value of data) histogram[value] = histogram[value] + 1;
  return histogram;
}

/** The value that `rank` entries of the histogram do not exceed. */
function percentile(histogram: Uint32Array, rank: number): number {
  let below = 0;
  for (let value = 0; value < 256; value += 1) {
    below += histogram[value];
    if (below >= rank) return value;
  }
  return 255;
}

import { createRandom, type Random } from '../../../shared/random.ts';
import { addClutter } from './clutter.ts';
import { distortWord, createSmoothNoise } from '../geometry/distort.ts';
import { changeStrokeWidth, meanStrokeWidth } from './morphology.ts';
import type { InkImage } from '../pixels.ts';
import { resampleInk } from '../geometry/resample.ts';

/** Rows that a larger word is first brought to: recognisers see no more. */
const workingHeight = { low: 48, high: 62 } as const;
const leastWarpScale = 0.6;
/** Stroke widths over heights of words written with pens and markers: measured, log-normal. */
const realStroke = { median: 0.036, spread: 0.38 } as const;
/** Share of words that a scanner or a stylus gave: their strokes stay as thin and sharp as they are. */
const crispShare = 0.3;
/** An augmented word whose strongest pixel is below this shows nothing any more. */
const leastInk = 40;

/**
 * The same word as another hand, pen, paper and camera would have given it: slant, rotation,
 * aspect, letters bent one by one, stroke width, fading, rules, neighbours' ink, blur, noise, low
 * resolution and loose or tight cropping, each with a probability.
 *
 * @param ink one word, drawn or cut from a photo
 * @param strength 0 changes nothing, 1 is the spread of real photos, 1.5 the most that is sensible
 * @returns a new image of another size; the given one where nothing was to be changed
 */
export function augmentWord(ink: InkImage, random: Random, strength: number): InkImage {
  if (strength <= 0) return ink;
  const rows = Math.round(random.between(workingHeight.low, workingHeight.high));
  // A little smaller is a matter of the warp; much smaller needs the mean of the pixels.
  const source = rows < leastWarpScale * ink.height ? scaleToHeight(ink, rows) : ink;
  const word = distortWord(source, Math.min(1, rows / source.height), random, strength);
  const augmented = degrade(word, random, strength);
  return augmented.data.some((value) => value >= leastInk) ? augmented : source;
}

function degrade(word: InkImage, random: Random, strength: number): InkImage {
  let image = word;
  if (random.chance(0.9 * strength)) image = takeAnotherPen(image, random);
  const isCrisp = random.chance(crispShare);
  if (!isCrisp && random.chance(0.15 * strength)) {
    image = changeStrokeWidth(image, random.between(-0.5, 0.75));
  }
  addClutter(image, random, strength);
  if (random.chance(0.25 * strength)) fade(image, random, image.height * 0.8, random.between(0.3, 0.9));
  if (random.chance(0.12 * strength)) fade(image, random, 3, random.between(0.2, 0.7));
  if (!isCrisp && random.chance(0.25 * strength)) image = lowerResolution(image, random);
  if (!isCrisp && random.chance(0.5 * strength)) image = blurInk(image, random.between(0.4, 1.3));
  if (random.chance(0.5 * strength)) changeContrast(image, random);
  if (random.chance(0.3 * strength)) addTexture(image, random);
  if (random.chance(0.45 * strength)) addNoise(image, random.between(1, 14), random);
  return image;
}

/** Towards the stroke width that a pen has on real words of this height, as far as a pixel goes. */
function takeAnotherPen(image: InkImage, random: Random): InkImage {
  const wanted = image.height * realStroke.median * Math.exp(realStroke.spread * random.normal());
  const change = (wanted - meanStrokeWidth(image)) / 2;
  return changeStrokeWidth(image, Math.max(-1, Math.min(0.75, change)));
}

function scaleToHeight(ink: InkImage, rows: number): InkImage {
  const box = { left: 0, top: 0, width: ink.width, height: ink.height };
  const width = Math.max(1, Math.round((ink.width * rows) / ink.height));
  return resampleInk(ink, box, { width, height: rows, margin: 0 });
}

/** A pen running dry, chalk on a rough board: strokes lose ink in patches of `cell` pixels. */
function fade({ width, height, data }: InkImage, random: Random, cell: number, least: number): void {
  const field = createSmoothNoise(random, width, height, cell, least, 1.1);
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 1) {
      const value = data[at];
      if (value > 0) data[at] = Math.min(255, value * field.at(x, y));
    }
  }
}

/** As photographed from far away: scaled down, then up again. */
function lowerResolution(image: InkImage, random: Random): InkImage {
  const rows = Math.max(12, Math.round(image.height * random.between(0.35, 0.75)));
  if (rows >= image.height) return image;
  const small = scaleToHeight(image, rows);
  const box = { left: 0, top: 0, width: small.width, height: small.height };
  return resampleInk(small, box, { width: image.width, height: image.height, margin: 0 });
}

/** Paler or darker ink, softer or harder edges. */
function changeContrast({ data }: InkImage, random: Random): void {
  const gain = random.between(0.5, 1.3);
  const gamma = Math.exp(0.35 * random.normal());
  const curve = Uint8Array.from({ length: 256 }, (_, value) =>
    Math.min(255, 255 * gain * (value / 255) ** gamma),
  );
  for (let at = 0; at < data.length; at += 1) data[at] = curve[data[at]];
}

/** What flattening leaves of a paper's grain and of shadows. */
function addTexture({ width, height, data }: InkImage, random: Random): void {
  const grain = createSmoothNoise(random, width, height, random.between(2, 9), -30, random.between(5, 55));
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 1) {
      const added = grain.at(x, y);
      if (added > 0) data[at] = Math.min(255, data[at] + added);
    }
  }
}

/** Standard normal values, read from a random place on: far cheaper than drawing each. */
const normalTable = ((): Float32Array => {
  const random = createRandom(1);
  return Float32Array.from({ length: 1 << 14 }, () => random.normal());
})();

function addNoise({ data }: InkImage, sigma: number, random: Random): void {
  const mask = normalTable.length - 1;
  const start = random.integer(0, mask);
  // An odd step visits the whole table before it repeats.
  const step = 2 * random.integer(0, 50) + 1;
  for (let at = 0; at < data.length; at += 1) {
    const noisy = data[at] + sigma * normalTable[(start + at * step) & mask];
    data[at] = noisy < 0 ? 0 : noisy > 255 ? 255 : noisy;
  }
}

/**
 * Gaussian blur by a separable kernel of 3, 5 or 7 taps; the edge pixels are repeated outwards.
 *
 * @param sigma pixels, 0 to 2; 0 gives the image itself
 */
export function blurInk(ink: InkImage, sigma: number): InkImage {
  if (sigma <= 0) return ink;
  const radius = Math.max(1, Math.min(3, Math.ceil(1.6 * sigma)));
  const weights = Float32Array.from({ length: 2 * radius + 1 }, (_, tap) =>
    Math.exp(-((tap - radius) ** 2) / (2 * sigma * sigma)),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  for (let tap = 0; tap < weights.length; tap += 1) weights[tap] = weights[tap] / sum;

  const { width, height } = ink;
  const across = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0, at = y * width; x < width; x += 1, at += 1) {
      const isInside = x >= radius && x < width - radius;
      let sum = 0;
      for (let tap = -radius; tap <= radius; tap += 1) {
        const column = isInside ? tap : Math.max(-x, Math.min(width - 1 - x, tap));
        sum += weights[tap + radius] * ink.data[at + column];
      }
      across[at] = sum;
    }
  }
  return { width, height, data: blurColumns(across, width, height, weights) };
}

/** Row by row, so that memory is read in order. */
function blurColumns(image: Float32Array, width: number, height: number, weights: Float32Array): Uint8Array {
  const radius = (weights.length - 1) / 2;
  const data = new Uint8Array(image.length);
  const line = new Float32Array(width);
  for (let y = 0; y < height; y += 1) {
    line.fill(0.5);
    for (let tap = -radius; tap <= radius; tap += 1) {
      const weight = weights[tap + radius];
      const from = width * Math.max(0, Math.min(height - 1, y + tap));
      for (let x = 0; x < width; x += 1) line[x] = line[x] + weight * image[from + x];
    }
    data.set(line, y * width);
  }
  return data;
}

import type { Random } from '../../shared/random.ts';
import { createSmoothNoise } from '../../main/imaging/geometry/distort.ts';
import type { RgbImage } from '../../main/imaging/pixels.ts';

/** How much light falls, or is mirrored, at a pixel of the page. */
export interface LightField {
  at(x: number, y: number): number;
}

/** Pixels between the places where light is worked out: it changes slowly. */
const lightCell = 12;

/**
 * A photo of a flat page, in place: uneven light, shadows, vignette, reflections of lamps on a shiny
 * board, tint, and a camera's blur and noise.
 *
 * @param isShiny whether lamps are mirrored
 * @returns the reflections: 0 where there is none, 1 where nothing else is seen
 */
export function photograph(image: RgbImage, random: Random, isShiny: boolean): LightField {
  const light = createLight(random, image);
  const glare = createGlare(random, image, isShiny);
  const warmth = random.between(-0.06, 0.12);
  const tint = [1 + warmth, 1 + 0.025 * random.normal(), 1 - warmth] as const;
  if (random.chance(0.6)) blurRgb(image, random.between(0.15, 1));
  expose(image, light, glare, tint);
  addSensorNoise(image, random, random.between(0.8, random.chance(0.3) ? 11 : 5));
  return glare;
}

function createLight(random: Random, { width, height }: RgbImage): LightField {
  const exposure = random.between(0.7, 1.04);
  const gradientX = random.between(-0.35, 0.35);
  const gradientY = random.between(-0.35, 0.35);
  const vignette = random.chance(0.5) ? random.between(0.05, 0.4) : 0;
  const uneven = random.between(0, 0.12);
  const patches = createSmoothNoise(
    random,
    width,
    height,
    Math.max(width, height) / 4,
    1 - uneven,
    1 + uneven,
  );
  const shadows = Array.from({ length: random.chance(0.4) ? random.integer(1, 2) : 0 }, () => {
    const direction = random.between(0, 2 * Math.PI);
    const middle: readonly [number, number] = [random.between(0, width), random.between(0, height)];
    return {
      x: Math.cos(direction),
      y: Math.sin(direction),
      middle,
      softness: random.between(5, 90),
      depth: random.between(0.1, 0.45),
    };
  });
  return {
    at(x, y) {
      const across = x / width - 0.5;
      const down = y / height - 0.5;
      let level = exposure * (1 + gradientX * across + gradientY * down) * patches.at(x, y);
      level *= 1 - vignette * 2 * (across * across + down * down);
      for (const shadow of shadows) {
        const inside = (x - shadow.middle[0]) * shadow.x + (y - shadow.middle[1]) * shadow.y;
        level *= 1 - shadow.depth / (1 + Math.exp(-inside / shadow.softness));
      }
      return level;
    },
  };
}

function createGlare(random: Random, { width, height }: RgbImage, isShiny: boolean): LightField {
  const lamps = Array.from({ length: isShiny && random.chance(0.55) ? random.integer(1, 3) : 0 }, () => ({
    x: random.between(0, width),
    y: random.between(-0.1, 0.9) * height,
    radiusX: width * random.between(0.03, 0.16),
    radiusY: height * random.between(0.02, 0.12),
    strength: random.between(0.25, 0.95),
  }));
  return {
    at(x, y) {
      let clear = 1;
      for (const lamp of lamps) {
        const distance = ((x - lamp.x) / lamp.radiusX) ** 2 + ((y - lamp.y) / lamp.radiusY) ** 2;
        clear *= 1 - lamp.strength * Math.exp(-distance);
      }
      return 1 - clear;
    },
  };
}

function expose(
  { width, height, data }: RgbImage,
  light: LightField,
  glare: LightField,
  tint: readonly [number, number, number],
): void {
  const columns = Math.ceil(width / lightCell) + 1;
  const row = (from: LightField, y: number): Float32Array =>
    Float32Array.from({ length: columns }, (_, column) => from.at(column * lightCell, y));
  for (let top = 0; top < height; top += lightCell) {
    const [lightAbove, lightBelow] = [row(light, top), row(light, top + lightCell)];
    const [glareAbove, glareBelow] = [row(glare, top), row(glare, top + lightCell)];
    for (let y = top; y < Math.min(height, top + lightCell); y += 1) {
      const down = (y - top) / lightCell;
      for (let x = 0, at = 3 * y * width; x < width; x += 1, at += 3) {
        const column = Math.floor(x / lightCell);
        const right = x / lightCell - column;
        const level = between(lightAbove, lightBelow, column, right, down);
        const lamp = 255 * between(glareAbove, glareBelow, column, right, down);
        const kept = 1 - lamp / 255;
        for (let channel = 0; channel < 3; channel += 1) {
          const value = (data[at + channel] ?? 0) * level * (tint[channel] ?? 1) * kept + lamp;
          data[at + channel] = value > 255 ? 255 : value;
        }
      }
    }
  }
}

function between(
  above: Float32Array,
  below: Float32Array,
  column: number,
  right: number,
  down: number,
): number {
  const upper = (above[column] ?? 0) * (1 - right) + (above[column + 1] ?? 0) * right;
  const lower = (below[column] ?? 0) * (1 - right) + (below[column + 1] ?? 0) * right;
  return upper + (lower - upper) * down;
}

/** Three taps across, then three down: `amount` 1 is a kernel of 1 2 1. */
function blurRgb({ width, height, data }: RgbImage, amount: number): void {
  const side = amount / 4;
  const middle = 1 - 2 * side;
  const stride = 3 * width;
  for (const step of [3, stride]) {
    const source = data.slice();
    const first = step === 3 ? 3 : stride;
    const last = step === 3 ? data.length - 3 : stride * (height - 1);
    for (let at = first; at < last; at += 1) {
      data[at] =
        middle * (source[at] ?? 0) + side * ((source[at - step] ?? 0) + (source[at + step] ?? 0)) + 0.5;
    }
  }
}

/** Noise of the same brightness in all three channels, and a little of its own in each. */
function addSensorNoise({ data }: RgbImage, random: Random, sigma: number): void {
  const size = 1 << 13;
  const table = Float32Array.from({ length: size }, () => sigma * random.normal());
  let shared = 0;
  let place = random.integer(0, size - 1);
  for (let at = 0; at < data.length; at += 1) {
    if (at % 3 === 0) {
      shared = table[place & (size - 1)] ?? 0;
      // Another place in each round, so that the table's pattern is not seen.
      place += 1 + ((at >> 13) & 7);
    }
    const value = (data[at] ?? 0) + shared + 0.4 * (table[(place + 911 * (at % 3)) & (size - 1)] ?? 0);
    data[at] = value < 0 ? 0 : value > 255 ? 255 : value + 0.5;
  }
}

const side = 8;

/** Rows are frequencies, columns places: the orthonormal cosine basis of 8 samples. */
const basis = Float32Array.from({ length: side * side }, (_, index) => {
  const frequency = Math.floor(index / side);
  const place = index % side;
  const scale = Math.sqrt((frequency === 0 ? 1 : 2) / side);
  return scale * Math.cos((Math.PI * (2 * place + 1) * frequency) / (2 * side));
});

/**
 * What JPEG leaves of an image, in place: brightness rounded in the frequencies of blocks of 8 x 8.
 * Colours keep their distance from it.
 *
 * @param coarseness step of the rounding over its usual one at quality 75: 1 is hardly seen, 5 is
 *   coarse
 */
export function compressAsJpeg({ width, height, data }: RgbImage, coarseness: number): void {
  const block = new Float32Array(side * side);
  const middle = new Float32Array(side * side);
  for (let top = 0; top + side <= height; top += side) {
    for (let left = 0; left + side <= width; left += side) {
      for (let index = 0; index < block.length; index += 1) {
        const at = 3 * ((top + (index >> 3)) * width + left + (index & 7));
        block[index] = 0.3 * (data[at] ?? 0) + 0.59 * (data[at + 1] ?? 0) + 0.11 * (data[at + 2] ?? 0);
      }
      const before = block.slice();
      transform(block, middle, false);
      for (let index = 0; index < block.length; index += 1) {
        const step = coarseness * (5 + 2.6 * ((index >> 3) + (index & 7)));
        block[index] = step * Math.round((block[index] ?? 0) / step);
      }
      transform(block, middle, true);
      for (let index = 0; index < block.length; index += 1) {
        const change = (block[index] ?? 0) - (before[index] ?? 0);
        const at = 3 * ((top + (index >> 3)) * width + left + (index & 7));
        for (let channel = at; channel < at + 3; channel += 1) {
          data[channel] = Math.max(0, Math.min(255, (data[channel] ?? 0) + change));
        }
      }
    }
  }
}

/** The cosine transform of a block along both axes, or back again. */
function transform(block: Float32Array, middle: Float32Array, isInverse: boolean): void {
  multiply(block, middle, isInverse);
  multiply(middle, block, isInverse);
}

/** Transforms the rows and turns the block, so that doing it twice does the columns too. */
function multiply(from: Float32Array, to: Float32Array, isInverse: boolean): void {
  const along = isInverse ? side : 1;
  const across = isInverse ? 1 : side;
  for (let row = 0; row < side; row += 1) {
    for (let out = 0; out < side; out += 1) {
      let sum = 0;
      for (let place = 0; place < side; place += 1) {
        sum += (basis[out * across + place * along] ?? 0) * (from[row * side + place] ?? 0);
      }
      to[out * side + row] = sum;
    }
  }
}

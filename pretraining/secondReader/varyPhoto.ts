import { type Point, type Quad, quadSize } from '../../shared/geometry.ts';
import type { Random } from '../../shared/random.ts';
import { between, cropMargin, cropQuadRgb } from '../../main/imaging/geometry/crop.ts';
import { stretchPhoto } from '../../main/imaging/geometry/fitPhoto.ts';
import type { RgbImage } from '../../main/imaging/pixels.ts';
import { compressAsJpeg } from '../pages/photograph.ts';

/** Rows of a crop, at most, and of one as small writing gives it. */
const mostRows = 86;
const leastRows = 15;

/**
 * A crop of a word as another box, another pen, another light and another camera would give it: turned and slanted a little, cut
 * looser or tighter, wider or narrower, coarser, paler as pencil is, in other colours, with uneven light, noise and JPEG's rounding.
 *
 * @param quad of the word on the photo
 */
export function varyPhoto(photo: RgbImage, quad: Quad, random: Random): RgbImage {
  const moved = moveQuad(quad, random);
  const rows = Math.min(mostRows, quadSize(moved).height * (1 + 2 * cropMargin));
  const coarse = random.chance(0.4) ? rows * random.between(0.3, 1) : rows;
  const crop = cropQuadRgb(photo, moved, { margin: cropMargin, height: Math.max(leastRows, coarse) });
  const width = Math.max(4, Math.round(crop.width * Math.exp(0.14 * random.normal())));
  const image = stretchPhoto(crop, width, crop.height);
  if (random.chance(0.2)) spread(image, random.chance(0.5));
  relight(image, random);
  if (random.chance(0.5)) addNoise(image, random, random.between(1, 11));
  if (random.chance(0.3)) compressAsJpeg(image, random.between(1, 4));
  return image;
}

/** Turns, slants and moves the edges of a word. */
function moveQuad(quad: Quad, random: Random): Quad {
  const { width, height } = quadSize(quad);
  const [above, below, left, right] = [0.05, 0.05, 0.09, 0.09].map((size) => size * random.normal());
  const across = height / Math.max(1, width);
  const slant = (random.chance(0.6) ? 0.12 * random.normal() : 0) * across;
  const turn = random.chance(0.6) ? 0.03 * random.normal() * (width / Math.max(1, height)) : 0;
  const at = (u: number, v: number): Point => {
    const x = u + slant * (0.5 - v);
    const y = v + Math.max(-0.2, Math.min(0.2, turn)) * (u - 0.5);
    return between(between(quad[0], quad[1], x), between(quad[3], quad[2], x), y);
  };
  const [from, to] = [-(left ?? 0) * across, 1 + (right ?? 0) * across];
  const [top, bottom] = [-(above ?? 0), 1 + (below ?? 0)];
  return [at(from, top), at(to, top), at(to, bottom), at(from, bottom)];
}

/** The lightest or the darkest of each pixel and its neighbours: a finer or a broader pen. */
function spread({ width, height, data }: RgbImage, isLight: boolean): void {
  const pick = isLight ? Math.max : Math.min;
  for (const step of [3, 3 * width]) {
    const before = data.slice();
    for (let at = 0; at < data.length; at += 1) {
      const next = before[at + step];
      const isLast = step === 3 ? (Math.floor(at / 3) + 1) % width === 0 : at >= 3 * width * (height - 1);
      if (!isLast && next !== undefined) data[at] = pick(before[at] ?? 0, next);
    }
  }
}

/** Contrast to the ground, brightness, gamma, colours, and light that falls from one side. */
function relight({ width, height, data }: RgbImage, random: Random): void {
  const ground = [0, 1, 2].map((channel) => medianOf(data, channel));
  const contrast = random.chance(0.25)
    ? random.between(0.2, 0.6)
    : random.chance(0.5)
      ? random.between(0.6, 1.35)
      : 1;
  const isGrey = random.chance(0.15);
  const order = random.chance(0.25) ? random.shuffle([0, 1, 2]) : [0, 1, 2];
  const isInverted = random.chance(0.04);
  const gamma = random.chance(0.6) ? Math.exp(0.3 * random.normal()) : 1;
  const brightness = random.chance(0.6) ? random.between(0.65, 1.1) : 1;
  const tint = [0, 1, 2].map(() => (random.chance(0.6) ? 1 + 0.06 * random.normal() : 1));
  const [right, down] = random.chance(0.3) ? [random.between(-0.4, 0.4), random.between(-0.3, 0.3)] : [0, 0];
  const curve = Float32Array.from({ length: 256 }, (_, level) => 255 * brightness * (level / 255) ** gamma);
  for (let y = 0, at = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, at += 3) {
      const light = 1 + right * (x / width - 0.5) + down * (y / height - 0.5);
      const pixel = order.map((channel) => {
        const paper = ground[channel] ?? 0;
        const value = paper + contrast * ((data[at + channel] ?? 0) - paper);
        return isInverted ? 255 - value : value;
      });
      const grey = isGrey ? pixel.reduce((sum, value) => sum + value / 3, 0) : null;
      for (let channel = 0; channel < 3; channel += 1) {
        const level = Math.max(0, Math.min(255, Math.round(grey ?? pixel[channel] ?? 0)));
        const value = (curve[level] ?? 0) * (tint[channel] ?? 1) * light;
        data[at + channel] = Math.max(0, Math.min(255, value + 0.5));
      }
    }
  }
}

/** Most of a word's crop is ground. */
function medianOf(data: Uint8Array, channel: number): number {
  const counts = new Uint32Array(256);
  for (let at = channel; at < data.length; at += 3) counts[data[at] ?? 0] = (counts[data[at] ?? 0] ?? 0) + 1;
  let left = data.length / 6;
  for (const [level, count] of counts.entries()) {
    left -= count;
    if (left <= 0) return level;
  }
  return 255;
}

/** Noise of the same brightness in all channels, and a little of its own in each. */
function addNoise({ data }: RgbImage, random: Random, sigma: number): void {
  for (let at = 0; at < data.length; at += 3) {
    const shared = sigma * random.normal();
    for (let channel = at; channel < at + 3; channel += 1) {
      const value = (data[channel] ?? 0) + shared + 0.4 * sigma * random.normal();
      data[channel] = Math.max(0, Math.min(255, value + 0.5));
    }
  }
}

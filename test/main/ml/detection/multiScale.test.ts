import { describe, expect, it } from 'vitest';
import { meanStrokeWidth } from '../../../../main/imaging/ink/morphology.ts';
import type { InkImage } from '../../../../main/imaging/pixels.ts';
import { detectorInput, type DetectorInput, toImage } from '../../../../main/ml/detection/input.ts';
import { fartherInput, detectPage, detectFromAfar } from '../../../../main/ml/detection/multiScale.ts';
import { regionsOf } from '../../../../main/ml/detection/regions.ts';
import { inkImage } from '../../../support/images.ts';
import { tinyDetectorMetadata as metadata } from '../../../support/tinyModels.ts';

/** Two bars of ink on a page whose longer side is given. */
function page(longSide: number): InkImage {
  const height = longSide / 2;
  const data = new Uint8Array(longSide * height);
  for (let y = Math.round(0.45 * height); y < 0.55 * height; y += 1) {
    for (let x = 0; x < longSide; x += 1) {
      const place = x / longSide;
      if ((place > 0.1 && place < 0.4) || (place > 0.6 && place < 0.9)) data[y * longSide + x] = 255;
    }
  }
  return { width: longSide, height, data };
}

/** A network that takes ink for words and says that each side is `reach` input pixels away. */
function network(reach: number): {
  sides: number[];
  run: (input: DetectorInput) => Promise<{ kernel: Float32Array; distances: Float32Array }>;
} {
  const sides: number[] = [];
  return {
    sides,
    run({ ink, width, height }) {
      sides.push(width);
      const columns = width / 4;
      const kernel = Float32Array.from({ length: columns * (height / 4) }, (_, cell) => {
        const [x, y] = [4 * (cell % columns) + 2, 4 * Math.floor(cell / columns) + 2];
        return (ink[y * width + x] ?? 0) > 0.5 ? 6 : -6;
      });
      return Promise.resolve({ kernel, distances: new Float32Array(4 * kernel.length).fill(reach) });
    },
  };
}

describe('detectPage', () => {
  it('looks once where the writing is large enough', async () => {
    const { sides, run } = network(10);
    await detectPage(page(1000), { ...metadata, closer: { longSide: 640, below: 12 } }, run);
    expect(sides).toEqual([320]);
  });

  it('looks again at small writing, and the two looks are one answer in cells of the first', async () => {
    const { sides, run } = network(10);
    const small = { ...metadata, closer: { longSide: 640, below: 40 } };
    const { input, output } = await detectPage(page(1000), small, run);
    expect(sides).toEqual([320, 640]);
    expect([output.width, output.kernel.length]).toEqual([input.width, 80 * 40]);
    // 10 pixels of the second look are 5 of the first one's.
    expect(output.distances[80 * 20 + 20]).toBeCloseTo(Math.sqrt(10 * 5), 3);
    const words = regionsOf(output).map(({ box: [x, , width] }) => [x, x + width]);
    expect(words).toHaveLength(2);
    for (const [start = 0, end = 0] of words) expect(end - start).toBeGreaterThan(0.3 * 320 - 8);
  });

  it('looks at large writing from farther away, and that is the answer', async () => {
    const { sides, run } = network(42);
    const { input, output } = await detectPage(page(1000), metadata, run);
    // Words of 84 pixels are to be 28.
    expect(sides).toEqual([320, 128]);
    expect(output.width).toBe(128);
    expect(input.scale).toBeCloseTo(0.107, 3);
  });

  it('does not look closer than the photo has pixels', async () => {
    const small = { ...metadata, closer: { longSide: 640, below: 40 } };
    const tiny = network(10);
    await detectPage(page(340), small, tiny.run);
    expect(tiny.sides).toEqual([320]);
    const middling = network(10);
    await detectPage(page(480), small, middling.run);
    expect(middling.sides).toEqual([320, 480]);
  });
});

describe('detectFromAfar', () => {
  it('sees a page so small that what fills it is as large as a word', async () => {
    const { sides, run } = network(5);
    const looks = await detectFromAfar(page(1000), { ...metadata, longSide: 1280 }, run);
    expect(sides).toEqual([256, 128]);
    expect(looks.map(({ input }) => input.scale)).toEqual([0.256, 0.102]);
    expect(looks.map(({ output }) => regionsOf(output).length)).toEqual([2, 2]);
  });
});

/** A pen of two pixels, as it writes letters of eighty. */
const largePage = inkImage({ width: 1600, height: 800 }, [
  { left: 300, top: 200, width: 2, height: 80 },
  { left: 360, top: 200, width: 2, height: 80 },
  { left: 300, top: 240, width: 60, height: 2 },
]);
const input = detectorInput(largePage, 1280, 32);
const height = 80 * input.scale;

function strokesOf({ ink, width, height: rows }: typeof input): number {
  return meanStrokeWidth({ width, height: rows, data: Uint8Array.from(ink, (share) => 255 * share) });
}

describe('fartherInput', () => {
  it('is none for writing of the usual size, and where no word was found to tell', () => {
    expect(fartherInput(input, 30, 32)).toBeNull();
    expect(fartherInput(input, Infinity, 32)).toBeNull();
  });

  it('makes large writing as high as the network finds it best, with strokes to match', () => {
    const farther = fartherInput(input, height, 32);
    if (farther === null) throw new Error('Nothing to look at.');
    expect(80 * farther.scale).toBeCloseTo(28, 0);
    expect(strokesOf(input) / height).toBeLessThan(0.05);
    expect(strokesOf(farther) / 28).toBeGreaterThan(0.08);
    expect([farther.width % 32, farther.height % 32]).toEqual([0, 0]);
  });

  it('keeps every place where it is on the page', () => {
    const farther = fartherInput(input, height, 32);
    if (farther === null) throw new Error('Nothing to look at.');
    const columns = Array.from({ length: farther.width }, (_, x) =>
      Math.max(...Array.from({ length: farther.height }, (__, y) => farther.ink[y * farther.width + x] ?? 0)),
    );
    const first = columns.findIndex((share) => share > 0.5);
    const last = columns.findLastIndex((share) => share > 0.5);
    const [left, , width] = toImage([first, 0, last + 1 - first, 1], farther);
    expect(left).toBeGreaterThan(290);
    expect(left).toBeLessThan(303);
    expect(left + width).toBeGreaterThan(359);
    expect(left + width).toBeLessThan(372);
  });

  it('never goes so far that a page holds nothing', () => {
    expect(fartherInput(input, 1200, 32)?.width).toBe(384);
  });
});

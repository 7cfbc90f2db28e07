import { describe, expect, it } from 'vitest';
import { detectorInput, toImage } from '../../../../main/ml/detector/input.ts';

describe('detectorInput', () => {
  const [width, height] = [200, 100];
  const image = { width, height, data: new Uint8Array(width * height) };
  for (let row = 40; row < 60; row += 1) image.data.fill(255, row * width + 100, row * width + 180);

  it.each([
    { longSide: 100, size: [128, 64] },
    { longSide: 320, size: [320, 160] },
  ])('scales the longer side to $longSide and pads both sides to a multiple', ({ longSide, size }) => {
    const input = detectorInput(image, longSide, 32);
    expect([input.width, input.height]).toEqual(size);
    expect(input.ink).toHaveLength(input.width * input.height);
    expect(input.scale).toBeCloseTo(longSide / 200);
  });

  it('keeps ink at its place, between 0 and 1, and gives places back in pixels of the image', () => {
    const input = detectorInput(image, 100, 32);
    const inkAt = (x: number, y: number): number | undefined => input.ink[y * input.width + x];
    expect(inkAt(70, 25)).toBeCloseTo(1);
    expect(inkAt(30, 25)).toBe(0);
    expect(inkAt(120, 25)).toBe(0);
    expect(toImage([50, 20, 40, 10], input)).toEqual([100, 40, 80, 20]);
  });
});

import { describe, expect, it } from 'vitest';
import { cutSection, detectorInput, sectionsOf, toImage } from '../../../../main/ml/detection/input.ts';
import { createRandom } from '../../../../shared/random.ts';

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

const longSide = 1280;

describe('sectionsOf', () => {
  it('sees as a whole what is no longer than pages are, and what the detector enlarges in any case', () => {
    for (const [width, height] of [
      [4000, 3000],
      [3000, 4000],
      [2000, 968],
      [1800, 120],
      [44, 35],
      [600, 40],
    ] as const) {
      const [section, ...others] = sectionsOf({ width, height }, longSide);
      expect(others).toEqual([]);
      expect(section).toMatchObject({ left: 0, top: 0, width, height });
    }
  });

  it('cuts what is longer across its longer side, into parts as long as pages, none smaller than they are seen', () => {
    const random = createRandom(3);
    for (let round = 0; round < 300; round += 1) {
      const short = random.integer(40, 3000);
      const long = Math.round(short * random.between(2.2, 40));
      for (const [width, height] of [
        [long, short],
        [short, long],
      ] as const) {
        const sections = sectionsOf({ width, height }, longSide);
        const lengths = sections.map((section) => Math.max(section.width, section.height));
        if (sections.length > 1) {
          for (const length of lengths) {
            expect(length).toBeLessThanOrEqual(Math.max(longSide, Math.ceil(1.5 * short)) + 1);
            expect(length).toBeGreaterThan(Math.max(longSide, 1.5 * short) / 2);
          }
        }
        for (const { left, top, ...size } of sections) {
          expect(left).toBeGreaterThanOrEqual(0);
          expect(top).toBeGreaterThanOrEqual(0);
          expect(left + size.width).toBeLessThanOrEqual(width);
          expect(top + size.height).toBeLessThanOrEqual(height);
        }
      }
    }
  });

  it('cuts a strip that holds no writing into no more than can be looked at', () => {
    // As long as a picture of 200 million pixels is when it is read.
    const height = 24_000_000;
    const sections = sectionsOf({ width: 1, height }, longSide);
    expect(sections).toHaveLength(500);
    const [last] = sections.slice(-1);
    expect((last?.top ?? 0) + (last?.height ?? 0)).toBe(height);
  });

  it('has each word be found in one section, which holds it whole', () => {
    for (const [width, height] of [
      [1000, 9528],
      [5656, 1414],
    ] as const) {
      const sections = sectionsOf({ width, height }, longSide);
      expect(sections.length).toBeGreaterThan(2);
      const isTall = height > width;
      for (let at = 0; at + 150 <= Math.max(width, height); at += 7) {
        const word = isTall ? ([20, at, 80, 150] as const) : ([at, 20, 150, 80] as const);
        const owners = sections.filter(({ owns }) => owns(word));
        expect(owners).toHaveLength(1);
        const [{ left, top, ...size } = { left: 0, top: 0, width: 0, height: 0 }] = owners;
        expect(word[0]).toBeGreaterThanOrEqual(left);
        expect(word[1]).toBeGreaterThanOrEqual(top);
        expect(word[0] + word[2]).toBeLessThanOrEqual(left + size.width);
        expect(word[1] + word[3]).toBeLessThanOrEqual(top + size.height);
      }
    }
  });
});

describe('cutSection', () => {
  it('gives the ink of that part of the page', () => {
    const page = { width: 3, height: 4, data: Uint8Array.from({ length: 12 }, (_, at) => at) };
    const section = { left: 1, top: 2, width: 2, height: 2, owns: () => true };
    expect(cutSection(page, section)).toEqual({ width: 2, height: 2, data: Uint8Array.of(7, 8, 10, 11) });
    expect(cutSection(page, { ...section, left: 0, top: 0, width: 3, height: 4 })).toBe(page);
  });
});

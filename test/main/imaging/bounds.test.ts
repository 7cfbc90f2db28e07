import { describe, expect, it } from 'vitest';
import { blurInk } from '../../../main/imaging/ink/augment.ts';
import { traceCentreLines, paintPenStroke } from '../../../main/imaging/ink/strokes.ts';
import { cutLetters, letterInk } from '../../../main/imaging/ink/cutLetters.ts';
import { cropQuad, cropQuadRgb } from '../../../main/imaging/geometry/crop.ts';
import { fitWord } from '../../../main/imaging/geometry/fitWord.ts';
import { flattenBackground } from '../../../main/imaging/ink/flatten.ts';
import { crossOf } from '../../../main/imaging/ink/crosses.ts';
import { inkExtent, shrinkInk } from '../../../main/imaging/ink/ink.ts';
import { leanWord, createWarpMesh, warpInk } from '../../../main/imaging/geometry/warp.ts';
import { photoHashOf } from '../../../main/imaging/hashes/photoHash.ts';
import { pictureHashOf } from '../../../main/imaging/hashes/pictureHash.ts';
import { changeStrokeWidth, meanStrokeWidth, thickenStrokes } from '../../../main/imaging/ink/morphology.ts';
import type { InkImage, RgbImage } from '../../../main/imaging/pixels.ts';
import { resampleInk } from '../../../main/imaging/geometry/resample.ts';
import { levelPage } from '../../../main/imaging/geometry/tilt.ts';
import { quadOfBox } from '../../../shared/geometry.ts';
import { guarded } from '../../support/guarded.ts';

const sizes = [
  [1, 1],
  [1, 9],
  [9, 1],
  [2, 2],
  [7, 5],
] as const;

/** A dark pixel, a bright one, and so on. */
function values(count: number): Uint8Array {
  return guarded(Uint8Array.from({ length: count }, (_, at) => (at * 151) % 256));
}

function ink([width, height]: readonly [number, number]): InkImage {
  return { width, height, data: values(width * height) };
}

function picture([width, height]: readonly [number, number]): RgbImage {
  return { width, height, data: values(3 * width * height) };
}

describe.each(sizes)('an image of %d x %d pixels is never read outside of its pixels', (width, height) => {
  const size = [width, height] as const;
  const beyond = quadOfBox([-2, -2, width + 4, height + 4]);
  const wholeBox = { left: 0, top: 0, width, height };
  const shifted = createWarpMesh(width, height, 4, (x, y) => [x - 1.5, y + 1.5]);
  const cutLines = [-0.5, 0.5].map((slope) => ({ x: width / 2, slope }));
  const kernels: Readonly<Record<string, () => InkImage>> = {
    'is blurred': () => blurInk(ink(size), 2),
    'has thicker strokes': () => changeStrokeWidth(ink(size), 1),
    'has thinner strokes': () => changeStrokeWidth(ink(size), -1),
    'has strokes of a width': () => thickenStrokes(ink(size), 3, 2),
    'is enlarged': () => resampleInk(ink(size), wholeBox, { width: 13, height: 11, margin: 2 }),
    'is made smaller': () => resampleInk(ink(size), wholeBox, { width: 1, height: 1, margin: 0 }),
    'is shrunk': () => shrinkInk(ink(size), 1),
    'is cropped beyond its edges': () => cropQuad(ink(size), beyond, { margin: 0.5, height: 6 }),
    'is warped': () => warpInk(ink(size), shifted, width, height),
    'is levelled': () => levelPage(ink(size), 0.3).ink,
    'is slanted': () => leanWord(ink(size), { slant: 0.3, stretch: 1.1 }),
    'is fitted as a word': () => fitWord(ink(size), { height: 48, maxWidth: 504 }),
    'is cut into letters': () => letterInk(cutLetters(ink(size), ['a', 'b', 'c'], cutLines), 1),
    'is flattened': () => flattenBackground(picture(size)),
  };

  it.each(Object.entries(kernels))('%s', (_name, run) => {
    const result = run();
    expect(result.data).toHaveLength(result.width * result.height);
    expect(result.data.length).toBeGreaterThan(0);
  });

  it('is measured', () => {
    expect(meanStrokeWidth(ink(size))).toBeGreaterThanOrEqual(0);
    expect(crossOf(ink(size))?.covered ?? 1).toBeLessThanOrEqual(1);
    expect(inkExtent(ink(size), 300)).toBeNull();
    expect(pictureHashOf(picture(size)).length).toBeGreaterThan(0);
    expect(photoHashOf(picture(size)).length).toBeGreaterThan(0);
    expect(traceCentreLines(ink(size), 1, 2).every(({ points }) => points.length > 0)).toBe(true);
    expect(cropQuadRgb(picture(size), beyond, { margin: 0, height: 6 }).height).toBe(6);
  });

  it('takes a stroke that leaves it, one of a single point, and one of none', () => {
    const page = ink(size);
    paintPenStroke(page, [[-3, -3], [width + 3, height + 3]], 3); // prettier-ignore
    paintPenStroke(page, [[0, 0]], 3);
    paintPenStroke(page, [], 3);
    expect(page.data).toHaveLength(width * height);
  });
});

import { beforeAll, expect, test } from 'vitest';
import sharp from 'sharp';
import { boxArea, intersectionArea, type Box } from '../../../shared/geometry.ts';
import type { InkImage } from '../../../main/imaging/pixels.ts';
import { flattenBackground } from '../../../main/imaging/ink/flatten.ts';
import { detectOverlooked, detectWords } from '../../../main/reader/detectWords.ts';
import { openStarterDetector } from '../../../main/reader/kindOfPhoto.ts';

type Detector = Awaited<ReturnType<typeof openStarterDetector>>;

let detector: Detector;
/** Of a board: four lines of capitals. */
let board: Buffer;

beforeAll(async () => {
  detector = await openStarterDetector();
  board = await sharp('resources/samples/leaf-count.jpg')
    .autoOrient()
    .extract({ left: 0, top: 0, width: 760, height: 320 })
    .png()
    .toBuffer();
});

/** A page of 2,000 x 1,500 pixels with the board at some places, each so many times as large. */
async function pageWith(
  places: readonly { readonly left: number; readonly top: number; readonly scale: number }[],
): Promise<InkImage> {
  const parts = await Promise.all(
    places.map(async ({ left, top, scale }) => ({
      input: await sharp(board)
        .resize({ width: Math.round(760 * scale) })
        .toBuffer(),
      ...{ left, top },
    })),
  );
  const { dominant: background } = await sharp(board).stats();
  const { data, info } = await sharp({ create: { width: 2000, height: 1500, channels: 3, background } })
    .composite(parts)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return flattenBackground({ width: info.width, height: info.height, data });
}

test('notes below a large heading are found as well as the heading', async () => {
  const page = await pageWith([
    { left: 40, top: 40, scale: 2.4 },
    { left: 60, top: 1100, scale: 0.32 },
    { left: 700, top: 1150, scale: 0.32 },
  ]);
  const alone = await detectWords(detector, await pageWith([{ left: 600, top: 500, scale: 1 }]));
  const { words } = await detectWords(detector, page);
  const [heading, ...notes] = [
    words.filter(({ box }) => box[1] < 1000),
    words.filter(({ box }) => box[1] > 1000 && box[0] < 600),
    words.filter(({ box }) => box[1] > 1000 && box[0] > 600),
  ].map((found) => found.length);
  expect(heading).toBeGreaterThanOrEqual(0.8 * alone.words.length);
  for (const found of notes) expect(found).toBeGreaterThanOrEqual(0.7 * alone.words.length);
});

test('notes beside the lines of large writing are found, and none of its words is found twice', async () => {
  const page = await pageWith([
    { left: 40, top: 40, scale: 2.4 },
    { left: 1280, top: 400, scale: 0.3 },
    // So many that most words of the page are small.
    ...[60, 400, 740, 1080, 1420].map((left) => ({ left, top: 1100, scale: 0.3 })),
  ]);
  const { words } = await detectWords(detector, page);
  const notes = words.filter(({ box: [x, y, , height] }) => x > 1270 && y > 390 && y < 500 && height < 30);
  const below = words.filter(({ box }) => box[1] > 1100 && box[0] < 300);
  expect(below.length).toBeGreaterThan(10);
  expect(notes.length).toBeGreaterThanOrEqual(0.8 * below.length);
  expect(overlaps(words)).toEqual([]);
  const known = words.map(({ quad }) => quad);
  const overlooked = await detectOverlooked(detector, page, known);
  expect(overlaps(overlooked)).toEqual([]);
});

test('a word at the seam of a panorama stands in one of its sections', async () => {
  const line = await sharp(board)
    .extract({ left: 15, top: 128, width: 480, height: 64 })
    .resize({ width: 960 })
    .toBuffer();
  const { dominant: background } = await sharp(board).stats();
  // The first two sections share the columns from 780 to 1,040; the middle of the second of three words is at about 910.
  for (let left = 345; left <= 425; left += 10) {
    const { data } = await sharp({ create: { width: 2600, height: 400, channels: 3, background } })
      .composite([{ input: line, left, top: 100 }])
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { words } = await detectWords(detector, flattenBackground({ width: 2600, height: 400, data }));
    expect(overlaps(words)).toEqual([]);
    expect(words.filter(({ box: [x, , width] }) => x < 900 && x + width > 920)).toHaveLength(1);
  }
});

/** Boxes of which another one covers half. */
function overlaps(words: readonly { readonly box: Box }[]): Box[] {
  return words.flatMap(({ box }, index) =>
    words
      .slice(0, index)
      .map((other) => other.box)
      .filter((other) => intersectionArea(box, other) > 0.5 * Math.min(boxArea(box), boxArea(other))),
  );
}

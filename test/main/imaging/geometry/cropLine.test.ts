import { expect, it } from 'vitest';
import { cropLine } from '../../../../main/imaging/geometry/cropLine.ts';
import { cropInk, inkExtent } from '../../../../main/imaging/ink/ink.ts';
import { type Box, boxOfQuad, middleOfBox, quadOfBox } from '../../../../shared/geometry.ts';
import type { InkImage } from '../../../../main/imaging/pixels.ts';
import { inkImage } from '../../../support/images.ts';

const size = { width: 800, height: 400 };

/** Words of 60 x 24 pixels along a curve. */
function words(middle: (x: number) => number): Box[] {
  return Array.from({ length: 9 }, (_, word) => {
    const left = 20 + word * 85;
    return [left, Math.round(middle(left + 30)) - 12, 60, 24];
  });
}

function cut(middle: (x: number) => number) {
  const boxes = words(middle);
  const page = inkImage(
    size,
    boxes.map(([left, top, width, height]) => ({ left, top, width, height })),
  );
  return { boxes, line: cropLine(page, boxes.map(quadOfBox), 24) };
}

/** Where the ink of an image is, from one column without ink to the next. */
function inkBoxes(ink: InkImage): Box[] {
  const boxes: Box[] = [];
  let start = 0;
  for (let column = 0; column <= ink.width; column += 1) {
    const isInk = column < ink.width && inkExtent(cropInk(ink, column, 0, 1, ink.height), 128) !== null;
    if (isInk) continue;
    const extent = column > start ? inkExtent(cropInk(ink, start, 0, column - start, ink.height), 128) : null;
    if (extent !== null) boxes.push([start, extent.top, column - start, extent.bottom + 1 - extent.top]);
    start = column + 1;
  }
  return boxes;
}

it('a curved line is cut straight, and a box of it is where it stands on the page', () => {
  const { boxes, line } = cut((x) => 200 + 30 * ((x - 400) / 400) ** 2);
  const { ink, quadOf } = line;
  // As high as its words, with paper around them: not as the curve.
  expect(ink.height).toBeLessThan(24 * 1.8);
  const found = inkBoxes(ink).map(([x, y, width, height]) =>
    boxOfQuad(quadOf([x / ink.width, y / ink.height, width / ink.width, height / ink.height])),
  );
  expect(found).toHaveLength(boxes.length);
  for (const [index, box] of boxes.entries()) {
    const [x, y] = middleOfBox(box);
    const [foundX, foundY] = middleOfBox(found[index] ?? [0, 0, 0, 0]);
    expect(Math.abs(foundX - x), `word ${index}`).toBeLessThan(3);
    expect(Math.abs(foundY - y), `word ${index}`).toBeLessThan(3);
  }
});

it('a straight line is cut as it is, also of one word', () => {
  const { line } = cut(() => 200);
  expect(boxOfQuad(line.quadOf([0, 0, 1, 1]))[3]).toBeCloseTo(24 * 1.32);
  const one = cropLine(inkImage(size, []), [quadOfBox([20, 20, 60, 24])], 24);
  expect(boxOfQuad(one.quadOf([0, 0, 1, 1]))[3]).toBeCloseTo(24 * 1.32);
});

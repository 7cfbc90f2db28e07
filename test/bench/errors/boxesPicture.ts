import { quadOfBox, scaleQuad, type Box } from '../../../shared/geometry.ts';
import { cropQuadRgb } from '../../../main/imaging/geometry/crop.ts';
import type { RgbImage } from '../../../main/imaging/pixels.ts';
import type { PageDetection } from '../../../main/ml/evaluation/matchBoxes.ts';
import type { OpenPage } from '../report/wordSamples.ts';

type Colour = readonly [red: number, green: number, blue: number];

const colours = { truths: [0, 150, 60], ignored: [130, 130, 130], found: [220, 30, 30] } as const;
/** Around the box in question, as a share of its height. */
const around = 1.2;
const mostRows = 220;

/** A box with its surroundings: marked words green, ignored regions grey, found boxes red. */
export function boxesPicture({ image, scale }: OpenPage, box: Box, page: PageDetection): RgbImage {
  const margin = around * box[3];
  const height = Math.min(mostRows, box[3] * (1 + 2 * around) * scale);
  const picture = cropQuadRgb(image, scaleQuad(quadOfBox(box), scale), { margin: around, height });
  const zoom = picture.height / (box[3] + 2 * margin);
  const place = ([x, y, width, rows]: Box): Box => [
    (x - box[0] + margin) * zoom,
    (y - box[1] + margin) * zoom,
    width * zoom,
    rows * zoom,
  ];
  for (const kind of ['ignored', 'truths', 'found'] as const) {
    for (const other of page[kind]) outline(picture, place(other), colours[kind]);
  }
  return picture;
}

/** Draws the outline of a box into a picture, as far as it lies there. */
function outline(picture: RgbImage, [x, y, width, height]: Box, colour: Colour): void {
  const [left, top] = [Math.round(x), Math.round(y)];
  const [right, bottom] = [Math.round(x + width), Math.round(y + height)];
  for (let column = Math.max(0, left); column <= Math.min(right, picture.width - 1); column += 1) {
    dot(picture, column, top, colour);
    dot(picture, column, bottom, colour);
  }
  for (let row = Math.max(0, top); row <= Math.min(bottom, picture.height - 1); row += 1) {
    dot(picture, left, row, colour);
    dot(picture, right, row, colour);
  }
}

function dot({ width, height, data }: RgbImage, x: number, y: number, colour: Colour): void {
  if (x < 0 || y < 0 || x >= width || y >= height) return;
  data.set(colour, (y * width + x) * 3);
}

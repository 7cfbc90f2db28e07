import { rotatedSize, type Rotation } from '../../shared/rotation.ts';
import type { InkImage } from './pixels.ts';

/** An image turned clockwise; its pixels are the same ones. */
export function rotateInk(image: InkImage, turn: Rotation): InkImage {
  if (turn === 0) return image;
  const { data } = image;
  const { width, height } = rotatedSize(image, turn);
  const { origin, right, down } = walkOf(image, turn);
  const turned = new Uint8Array(data.length);
  for (let y = 0, to = 0; y < height; y += 1) {
    for (let x = 0, from = origin + y * down; x < width; x += 1, to += 1, from += right) {
      turned[to] = data[from];
    }
  }
  return { width, height, data: turned };
}

/** How the pixels of the turned image lie in the data of the one before. */
interface Walk {
  /** Place of the first pixel. */
  readonly origin: number;
  /** Steps to the neighbours on the right and below. */
  readonly right: number;
  readonly down: number;
}

function walkOf({ width, height }: InkImage, turn: Exclude<Rotation, 0>): Walk {
  switch (turn) {
    case 90:
      return { origin: width * (height - 1), right: -width, down: 1 };
    case 180:
      return { origin: width * height - 1, right: -1, down: -width };
    case 270:
      return { origin: width - 1, right: width, down: -1 };
  }
}

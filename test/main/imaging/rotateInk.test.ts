import { expect, it } from 'vitest';
import { rotateInk } from '../../../main/imaging/rotateInk.ts';
import { rotatePoint, rotations, rotatedSize } from '../../../shared/rotation.ts';

const image = { width: 3, height: 2, data: Uint8Array.of(1, 2, 3, 4, 5, 6) };

it('every pixel goes where the turn of its middle leads', () => {
  for (const turn of rotations) {
    const turned = rotateInk(image, turn);
    expect(turned).toMatchObject(rotatedSize(image, turn));
    for (const [index, value] of image.data.entries()) {
      const middle = [(index % image.width) + 0.5, Math.floor(index / image.width) + 0.5] as const;
      const [x, y] = rotatePoint(middle, image, turn);
      expect(turned.data[Math.floor(y) * turned.width + Math.floor(x)]).toBe(value);
    }
  }
});

it('an image that is not turned is the same one', () => {
  expect(rotateInk(image, 0)).toBe(image);
});

import { createCanvas, type Canvas } from '@napi-rs/canvas';
import type { InkImage, RgbImage } from '../../../main/imaging/pixels.ts';

/** What a recogniser saw, for people: dark ink on white. */
export function inkPicture({ width, height, data }: InkImage): RgbImage {
  const colours = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < data.length; pixel += 1) {
    colours.fill(255 - (data[pixel] ?? 0), pixel * 3, pixel * 3 + 3);
  }
  return { width, height, data: colours };
}

export function canvasOf({ width, height, data }: RgbImage): Canvas {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const pixels = context.createImageData(width, height);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    pixels.data.set(data.subarray(pixel * 3, pixel * 3 + 3), pixel * 4);
    pixels.data[pixel * 4 + 3] = 255;
  }
  context.putImageData(pixels, 0, 0);
  return canvas;
}

import { deflateSync, crc32 } from 'node:zlib';
import type { InkImage, RgbImage } from '../../main/imaging/pixels.ts';

export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

type Colour = readonly [number, number, number];

/** A plain picture with rectangles painted over it, later ones on top. */
export function paintedImage(
  size: { readonly width: number; readonly height: number },
  paper: Colour,
  marks: readonly (Rectangle & { readonly colour: Colour })[],
): RgbImage {
  const data = new Uint8Array(size.width * size.height * 3);
  const fill = (rectangle: Rectangle, colour: Colour): void => {
    for (let y = rectangle.top; y < rectangle.top + rectangle.height; y += 1) {
      for (let x = rectangle.left; x < rectangle.left + rectangle.width; x += 1) {
        data.set(colour, (y * size.width + x) * 3);
      }
    }
  };
  fill({ left: 0, top: 0, ...size }, paper);
  for (const mark of marks) fill(mark, mark.colour);
  return { ...size, data };
}

/** Ink of the given strength (0 to 255) in rectangles on empty paper. */
export function inkImage(
  size: { readonly width: number; readonly height: number },
  marks: readonly (Rectangle & { readonly ink?: number })[],
): InkImage {
  const data = new Uint8Array(size.width * size.height);
  for (const { left, top, width, height, ink = 255 } of marks) {
    for (let y = top; y < top + height; y += 1) {
      data.fill(ink, y * size.width + left, y * size.width + left + width);
    }
  }
  return { ...size, data };
}

/** The ink at a place, 0 to 255; 0 outside the image. */
export function inkAt(image: InkImage, x: number, y: number): number {
  return image.data[y * image.width + x] ?? 0;
}

/** Places where images of one size differ, with both values, three at most: of a large image all of them take minutes to print. */
export function differing(found: InkImage, wanted: InkImage): number[][] {
  const places = [...wanted.data.keys()].filter((at) => found.data[at] !== wanted.data[at]);
  return places.slice(0, 3).map((at) => [at, found.data[at] ?? -1, wanted.data[at] ?? -1]);
}

/** A valid black-and-white PNG of any size, written without holding its pixels. */
export function blankPng(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 1;
  const pixels = deflateSync(Buffer.alloc(height * (1 + Math.ceil(width / 8))));
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([
    signature,
    pngChunk('IHDR', header),
    pngChunk('IDAT', pixels),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A part of a PNG. */
export function pngChunk(type: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, checksum]);
}

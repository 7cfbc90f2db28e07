import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodePhoto, encodeInk } from '../imaging/formats/decode.ts';
import type { InkImage } from '../imaging/pixels.ts';

export interface GlyphsRequest {
  readonly lines: readonly {
    /** Name of the PNG to write in the folder. */
    readonly file: string;
    /** Paths of square pictures from left to right; null for a space. */
    readonly pictures: readonly (string | null)[];
    /** Distance of the left edges of neighbours, in pixels. */
    readonly step: number;
  }[];
  /** Width and height of a picture, in pixels. */
  readonly side: number;
  readonly folder: string;
}

/** Writes lines composed of pictures of characters as PNG files, dark on white. */
export async function drawGlyphs({ lines, side, folder }: GlyphsRequest, signal: AbortSignal): Promise<void> {
  const known = new Map<string, Uint8Array>();
  const inkAt = async (path: string): Promise<Uint8Array> => {
    const ink = known.get(path) ?? (await readInk(path, side));
    known.set(path, ink);
    return ink;
  };
  for (const { file, pictures, step } of lines) {
    signal.throwIfAborted();
    const inks: (Uint8Array | null)[] = [];
    for (const path of pictures) inks.push(path === null ? null : await inkAt(path));
    await writeFile(join(folder, file), await encodeInk(composeLine(inks, side, step)));
  }
}

/** Pictures side by side; where they overlap, their ink adds up. */
export function composeLine(inks: readonly (Uint8Array | null)[], side: number, step: number): InkImage {
  const width = step * Math.max(0, inks.length - 1) + side;
  const data = new Uint8ClampedArray(width * side);
  for (const [index, ink] of inks.entries()) {
    if (ink === null) continue;
    for (const [at, value] of ink.entries()) {
      const target = Math.floor(at / side) * width + step * index + (at % side);
      data[target] = (data[target] ?? 0) + value;
    }
  }
  return { width, height: side, data: new Uint8Array(data.buffer) };
}

/** The ink of a picture, whether it is light on dark, as in EMNIST, or dark on light. */
async function readInk(path: string, side: number): Promise<Uint8Array> {
  const { image } = await decodePhoto(path, { maxPixels: side * side });
  const grey = Uint8Array.from({ length: side * side }, (_, at) => image.data[3 * at] ?? 0);
  const isLight = grey.reduce((sum, value) => sum + value, 0) > 127 * grey.length;
  return isLight ? grey.map((value) => 255 - value) : grey;
}

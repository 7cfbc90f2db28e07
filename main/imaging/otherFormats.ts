import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Size } from '../../shared/geometry.ts';
import type { PhotoFormat } from './photoFile.ts';
import { bmpSize, jp2Size, jxlSize } from './pictureHeaders.ts';

/** Interleaved samples of 8 bits. */
export interface RawPixels extends Size {
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly channels: 1 | 3 | 4;
}

/** A format that sharp does not decode. Its functions throw any error for a damaged file. */
export interface OtherFormat {
  /** Pixels of the upright picture, by the header alone. */
  size(bytes: Buffer): Size | Promise<Size>;
  /** Upright. */
  decode(bytes: Buffer): Promise<RawPixels>;
  /** Whether some of it may be transparent. Cameras and scanners write none that is. */
  readonly hasAlpha: boolean;
}

export const otherFormats: Readonly<Partial<Record<PhotoFormat, OtherFormat>>> = {
  heic: {
    size: (bytes) => withHeic(bytes, ({ width, height }) => ({ width, height })),
    decode: (bytes) =>
      withHeic(bytes, async (picture) => {
        const { data } = await picture.decode();
        return { width: picture.width, height: picture.height, data, channels: 4 };
      }),
    hasAlpha: false,
  },
  bmp: { size: bmpSize, decode: decodeWithSkia, hasAlpha: false },
  jxl: {
    size: jxlSize,
    // Skia is five times as fast, but reads no grey ones.
    decode: async (bytes) => await decodeWithSkia(bytes).catch(() => decodeJxl(bytes)),
    hasAlpha: true,
  },
  jp2: { size: jp2Size, decode: decodeJp2, hasAlpha: false },
};

interface HeicPicture {
  readonly width: number;
  readonly height: number;
  decode(): Promise<{ readonly data: Uint8ClampedArray }>;
}

/** libheif turns the picture upright itself. */
async function withHeic<Value>(
  bytes: Buffer,
  use: (picture: HeicPicture) => Value | Promise<Value>,
): Promise<Value> {
  // A decoder of a megabyte of WebAssembly: loaded when the first such photo comes.
  const { all } = await import('heic-decode');
  const pictures = await all({ buffer: bytes });
  try {
    const first = pictures.at(0);
    if (first === undefined) throw new Error('it holds no picture');
    return await use(first);
  } finally {
    pictures.dispose();
  }
}

async function decodeWithSkia(bytes: Buffer): Promise<RawPixels> {
  const { createCanvas, loadImage } = await import('@napi-rs/canvas');
  const image = await loadImage(bytes);
  const { width, height } = image;
  const context = createCanvas(width, height).getContext('2d');
  context.drawImage(image, 0, 0);
  return { width, height, data: context.getImageData(0, 0, width, height).data, channels: 4 };
}

async function wasmOf(specifier: string): Promise<Buffer> {
  return await readFile(fileURLToPath(import.meta.resolve(specifier)));
}

async function decodeJxl(bytes: Buffer): Promise<RawPixels> {
  const { default: createDecoder } = await import('@jsquash/jxl/codec/dec/jxl_dec.js');
  const { ImageData } = await import('@napi-rs/canvas');
  // The decoder makes one, as it does in a browser.
  Object.assign(globalThis, { ImageData });
  const wasmBinary = await wasmOf('@jsquash/jxl/codec/dec/jxl_dec.wasm');
  const decoder = await createDecoder({ noInitialRun: true, wasmBinary });
  const picture = decoder.decode(bytes);
  if (picture === null) throw new Error('it is not a whole JPEG XL');
  const { width, height, data } = picture;
  return { width, height, data, channels: 4 };
}

const silent = (): void => undefined;

async function decodeJp2(bytes: Buffer): Promise<RawPixels> {
  const { width, height, components, bits } = jp2Size(bytes);
  const { default: createCodec } = await import('@cornerstonejs/codec-openjpeg/decodewasmjs');
  const wasmBinary = await wasmOf('@cornerstonejs/codec-openjpeg/decodewasm');
  const { J2KDecoder } = await createCodec({ wasmBinary, print: silent, printErr: silent });
  const decoder = new J2KDecoder();
  try {
    decoder.getEncodedBuffer(bytes.length).set(bytes);
    decodeSoundly(decoder);
    const samples = decoder.getDecodedBuffer();
    const count = width * height * components;
    if (samples.length !== count * (bits > 8 ? 2 : 1)) throw new Error('it is cut short or changed');
    // The samples lie in the decoder's memory.
    return {
      width,
      height,
      channels: components,
      data: bits === 8 ? samples.slice() : scaled(samples, bits),
    };
  } finally {
    decoder.delete();
  }
}

/** It throws a number, which says nothing. */
function decodeSoundly(decoder: { decode(): void }): void {
  try {
    decoder.decode();
  } catch (cause) {
    throw new Error('its codestream is damaged', { cause });
  }
}

/** Samples of other depths as 8 bits; those of more than 8 have two bytes, the lower one first. */
function scaled(samples: Uint8Array, bits: number): Uint8Array {
  const most = 2 ** bits - 1;
  if (bits < 8) return samples.map((sample) => Math.round((sample / most) * 255));
  const wide = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  return Uint8Array.from({ length: samples.length / 2 }, (_, index) =>
    Math.round((wide.readUInt16LE(index * 2) / most) * 255),
  );
}

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { HeifImage } from 'libheif-js/wasm-bundle.js';
import type { Size } from '../../../shared/geometry.ts';
import type { PhotoFormat } from './photoFile.ts';

/** Interleaved samples of 8 bits. */
export interface RawPixels extends Size {
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly channels: 1 | 3 | 4;
}

interface OneOfSeveral extends Size {
  /** From 0 on; default: 0. */
  readonly page?: number;
  /** Default: 1. */
  readonly pictures?: number;
}

/** A format that sharp does not decode. Its functions throw any error for a damaged file. */
export interface OtherFormat {
  /** Pixels of the upright picture, by the header alone, and of several, which one it is of how many. */
  size(bytes: Buffer, page?: number): OneOfSeveral | Promise<OneOfSeveral>;
  /** Upright. */
  decode(bytes: Buffer, page?: number): Promise<RawPixels>;
  /** Whether some of it may be transparent. Cameras and scanners write none that is. */
  readonly hasAlpha: boolean;
}

export const otherFormats: Readonly<Partial<Record<PhotoFormat, OtherFormat>>> = {
  heic: {
    size: (bytes, page) => withHeic(bytes, page, (size) => Promise.resolve(size)),
    decode: (bytes, page) =>
      withHeic(bytes, page, async ({ width, height }, picture) => {
        const size = { width, height };
        const data = new Uint8ClampedArray(size.width * size.height * 4);
        const pixels = await new Promise((resolve) => {
          picture.display({ ...size, data }, resolve);
        });
        if (pixels === null) throw new Error('its picture cannot be decoded');
        return { ...size, data, channels: 4 };
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

/**
 * Uses a picture of a HEIC, by default the primary one. It may hold others: a burst, the photo before it was edited. libheif
 * turns the picture upright itself.
 */
async function withHeic<Value>(
  bytes: Buffer,
  asked: number | undefined,
  use: (size: Required<OneOfSeveral>, picture: HeifImage) => Promise<Value>,
): Promise<Value> {
  // A decoder of a megabyte of WebAssembly: loaded when the first such photo comes.
  const { default: libheif } = await import('libheif-js/wasm-bundle.js');
  await libheif.ready;
  const decoder = new libheif.HeifDecoder();
  const pictures = decoder.decode(bytes);
  try {
    const page =
      asked ??
      Math.max(
        0,
        pictures.findIndex((each) => each.is_primary()),
      );
    const picture = pictures.at(page);
    if (picture === undefined) throw new Error('it holds no picture');
    const size = { width: picture.get_width(), height: picture.get_height() };
    return await use({ ...size, page, pictures: pictures.length }, picture);
  } finally {
    for (const picture of pictures) picture.free();
    decoder.decoder?.delete();
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

/** Sizes of pictures by their headers alone, for formats that sharp does not know. All throw Error for a damaged header. */

/** Of a BMP (Windows, and OS/2 with 12 bytes of header). @throws Error also for a file that ends too early */
export function bmpSize(bytes: Buffer): Size {
  if (bytes.readUInt32LE(14) === 12) return { width: bytes.readUInt16LE(18), height: bytes.readUInt16LE(20) };
  const [width, height] = [bytes.readInt32LE(18), Math.abs(bytes.readInt32LE(22))];
  const [bits, compression] = [bytes.readUInt16LE(28), bytes.readUInt32LE(30)];
  const rowBytes = 4 * Math.ceil((width * bits) / 32);
  // 1 and 2 are run-length encoded.
  const isPlain = compression !== 1 && compression !== 2;
  if (isPlain && bytes.length < bytes.readUInt32LE(10) + rowBytes * height)
    throw new Error('it ends too early');
  return { width, height };
}

/** A codestream of JPEG 2000 begins with these markers, SOC and SIZ (ITU-T T.800, A.4 and A.5). */
const jp2Start = Buffer.from([0xff, 0x4f, 0xff, 0x51]);

/** @throws Error also for what is not grey or red, green and blue of full size, 16 bits at most */
export function jp2Size(bytes: Buffer): Size & { readonly components: 1 | 3; readonly bits: number } {
  const start = bytes.indexOf(jp2Start);
  if (start < 0) throw new Error('it has no codestream');
  const siz = bytes.subarray(start + 4);
  const width = siz.readUInt32BE(4) - siz.readUInt32BE(12);
  const height = siz.readUInt32BE(8) - siz.readUInt32BE(16);
  const components = siz.readUInt16BE(36);
  if (components !== 1 && components !== 3) {
    throw new Error(`it has ${components} components; grey, or red, green and blue are read`);
  }
  const parts = Array.from({ length: components }, (_, index) =>
    siz.subarray(38 + 3 * index, 41 + 3 * index),
  );
  const [first] = parts;
  const isAlike = parts.every((part) => part.equals(first) && part[1] === 1 && part[2] === 1 && part[0] < 16);
  if (!isAlike) throw new Error('its components are not unsigned, of one size and of 16 bits at most');
  return { width, height, components, bits: first[0] + 1 };
}

/** Reads bits, the lowest of each byte first. */
function bitsOf(bytes: Buffer): (count: number) => number {
  let at = 0;
  return (count) => {
    let value = 0;
    for (let bit = 0; bit < count; bit += 1, at += 1) {
      const byte = bytes.at(at >> 3);
      if (byte === undefined) throw new Error('it ends in its header');
      value += ((byte >> (at & 7)) & 1) * 2 ** bit;
    }
    return value;
  };
}

/** Width over height, by the number that stands for it; for 0, the width follows (ISO/IEC 18181-1, table F.2). */
const ratios = [null, [1, 1], [12, 10], [4, 3], [3, 2], [16, 9], [5, 4], [2, 1]] as const;

/** Of a JPEG XL, upright (ISO/IEC 18181-1, F.2 and D.3). */
export function jxlSize(bytes: Buffer): Size {
  const bits = bitsOf(jxlCodestream(bytes).subarray(2));
  const isSmall = bits(1) === 1;
  const side = (): number => {
    if (isSmall) return 8 * (bits(5) + 1);
    return bits([9, 13, 18, 30][bits(2)] ?? 30) + 1;
  };
  const height = side();
  const ratio = ratios[bits(3)];
  const width = ratio === null ? side() : Math.floor((height * ratio[0]) / ratio[1]);
  const isAllDefault = bits(1) === 1;
  const orientation = isAllDefault || bits(1) === 0 ? 1 : bits(3) + 1;
  return orientation > 4 ? { width: height, height: width } : { width, height };
}

/** The codestream, or its first part: in a container, it is in the box jxlc or jxlp (ISO/IEC 18181-2). */
function jxlCodestream(bytes: Buffer): Buffer {
  if (bytes.readUInt16BE(0) === 0xff0a) return bytes;
  for (let at = 0; at + 16 <= bytes.length;) {
    const [short, kind] = [bytes.readUInt32BE(at), bytes.toString('latin1', at + 4, at + 8)];
    const head = short === 1 ? 16 : 8;
    if (kind === 'jxlc') return bytes.subarray(at + head);
    if (kind === 'jxlp') return bytes.subarray(at + head + 4);
    const length = short === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : short;
    if (length < head) break;
    at += length;
  }
  throw new Error('it has no codestream');
}

import { open, type FileHandle } from 'node:fs/promises';
import { z } from 'zod';
import { InkdexError, isNotFound } from '../../../shared/result.ts';
import { formatCount } from '../../../shared/text.ts';
import type { InkImage } from '../../imaging/pixels.ts';
import { parseJson } from '../../../shared/json.ts';
import { jsonHeader } from './jsonHeader.ts';
import { writeWhole } from '../../files/writeWhole.ts';

/**
 * Many small ink images with their texts in shared memory, so that a thread uses them without a copy: 100,000 words
 * take about a gigabyte.
 */
export interface WordBank {
  readonly texts: readonly string[];
  /** Width and height of word i at 2 i and 2 i + 1. */
  readonly sizes: Int32Array;
  /** Index of the first pixel of word i in `pixels`. */
  readonly starts: Float64Array;
  readonly pixels: Uint8Array;
}

export interface LabelledInk {
  readonly ink: InkImage;
  readonly text: string;
}

export function wordAt(bank: WordBank, index: number): LabelledInk {
  if (!(index in bank.texts)) throw new RangeError(`Word ${index} is not in a bank of ${bank.texts.length}.`);
  const [width, height] = bank.sizes.subarray(2 * index);
  const start = bank.starts[index];
  return {
    text: bank.texts[index],
    ink: { width, height, data: bank.pixels.subarray(start, start + width * height) },
  };
}

export function packWords(words: readonly LabelledInk[]): WordBank {
  const sizes = new Int32Array(2 * words.length);
  const starts = new Float64Array(words.length);
  let bytes = 0;
  for (const [index, { ink }] of words.entries()) {
    sizes[2 * index] = ink.width;
    sizes[2 * index + 1] = ink.height;
    starts[index] = bytes;
    bytes += ink.data.length;
  }
  const pixels = new Uint8Array(new SharedArrayBuffer(bytes));
  for (const [index, { ink }] of words.entries()) pixels.set(ink.data, starts[index]);
  return { texts: words.map(({ text }) => text), sizes, starts, pixels };
}

const headerSchema = z
  .object({
    format: z.literal(1),
    texts: z.array(z.string()),
    sizes: z.array(z.number().int().positive()),
  })
  .refine(({ texts, sizes }) => sizes.length === 2 * texts.length, 'each text needs a width and a height');

/**
 * Writes a bank atomically. Layout: uint32 header length, header as JSON, pixels.
 *
 * @throws InkdexError `disk-full`
 */
export async function saveBank(path: string, bank: WordBank): Promise<void> {
  const header = jsonHeader({ format: 1, texts: bank.texts, sizes: [...bank.sizes] });
  await writeWhole(path, [...header, bank.pixels]);
}

/**
 * @returns undefined if there is no such file
 * @throws InkdexError `data-invalid` if its length does not match its header
 */
export async function loadBank(path: string): Promise<WordBank | undefined> {
  const file = await open(path).catch((error: unknown) => {
    if (isNotFound(error)) return undefined;
    throw error;
  });
  if (file === undefined) return undefined;
  try {
    const { size } = await file.stat();
    const requireBytes = (expected: number, isWhole: boolean): void => {
      if (isWhole ? size === expected : size >= expected) return;
      throw new InkdexError(
        'data-invalid',
        `${path} has ${formatCount(size)} bytes; expected ${formatCount(expected)}. It was truncated or changed. ` +
          'Delete it, so that it is created again.',
      );
    };
    requireBytes(4, false);
    const headerEnd = 4 + (await read(file, Buffer.alloc(4), 0)).readUInt32LE();
    requireBytes(headerEnd, false);
    const header = await read(file, Buffer.alloc(headerEnd - 4), 4);
    const parsed = headerSchema.safeParse(parseJson(header.toString('utf8')));
    if (!parsed.success) {
      throw new InkdexError(
        'data-invalid',
        `${path} has an invalid header: ${z.prettifyError(parsed.error)}. Delete it, so that it is created again.`,
      );
    }
    const { texts, sizes } = parsed.data;
    const starts = new Float64Array(texts.length);
    let bytes = 0;
    for (let index = 0; index < texts.length; index += 1) {
      starts[index] = bytes;
      bytes += sizes[2 * index] * sizes[2 * index + 1];
    }
    requireBytes(headerEnd + bytes, true);
    const pixels = await read(file, new Uint8Array(new SharedArrayBuffer(bytes)), headerEnd);
    return { texts, sizes: Int32Array.from(sizes), starts, pixels };
  } finally {
    await file.close();
  }
}

/** Node cannot read 2 GiB or more at once. */
const mostAtOnce = 2 ** 30;

/** Fills `bytes` from a position in a file. @throws RangeError if the file ends before */
async function read<Bytes extends Uint8Array>(file: FileHandle, bytes: Bytes, from: number): Promise<Bytes> {
  for (let at = 0; at < bytes.length;) {
    const { bytesRead } = await file.read(bytes, at, Math.min(bytes.length - at, mostAtOnce), from + at);
    if (bytesRead === 0) throw new RangeError(`The file ends after ${from + at} bytes.`);
    at += bytesRead;
  }
  return bytes;
}

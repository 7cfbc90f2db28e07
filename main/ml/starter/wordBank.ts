import { open, readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { InkImage } from '../../imaging/pixels.ts';

/**
 * Many small ink images with their texts in one piece of shared memory, so that a worker draws from
 * the same bytes: 100,000 words are about a gigabyte.
 */
export interface WordBank {
  readonly texts: readonly string[];
  /** Width and height of word i at 2 i and 2 i + 1. */
  readonly sizes: Int32Array;
  /** Where word i begins in `pixels`. */
  readonly starts: Float64Array;
  readonly pixels: Uint8Array;
}

export interface LabelledInk {
  readonly ink: InkImage;
  readonly text: string;
}

export function wordAt(bank: WordBank, index: number): LabelledInk {
  const width = bank.sizes[2 * index];
  const height = bank.sizes[2 * index + 1];
  const start = bank.starts[index];
  const text = bank.texts[index];
  if (width === undefined || height === undefined || start === undefined || text === undefined) {
    throw new RangeError(`Word ${String(index)} is not in a bank of ${String(bank.texts.length)}.`);
  }
  return { text, ink: { width, height, data: bank.pixels.subarray(start, start + width * height) } };
}

/** Packs words into one bank. */
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
  for (const [index, { ink }] of words.entries()) pixels.set(ink.data, starts[index] ?? 0);
  return { texts: words.map(({ text }) => text), sizes, starts, pixels };
}

const headerSchema = z.object({
  format: z.literal(1),
  texts: z.array(z.string()),
  sizes: z.array(z.number().int().positive()),
});

/** Layout: uint32 header length, header as JSON, pixels. */
export async function saveBank(path: string, bank: WordBank): Promise<void> {
  const header = Buffer.from(JSON.stringify({ format: 1, texts: bank.texts, sizes: [...bank.sizes] }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  const file = await open(path, 'w');
  try {
    await file.writev([length, header, bank.pixels]);
  } finally {
    await file.close();
  }
}

/** @returns undefined when there is no such file */
export async function loadBank(path: string): Promise<WordBank | undefined> {
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined) return undefined;
  const headerEnd = 4 + bytes.readUInt32LE(0);
  const { texts, sizes } = headerSchema.parse(JSON.parse(bytes.subarray(4, headerEnd).toString('utf8')));
  const starts = new Float64Array(texts.length);
  let start = 0;
  for (let index = 0; index < texts.length; index += 1) {
    starts[index] = start;
    start += (sizes[2 * index] ?? 0) * (sizes[2 * index + 1] ?? 0);
  }
  const pixels = new Uint8Array(new SharedArrayBuffer(start));
  pixels.set(bytes.subarray(headerEnd));
  return { texts, sizes: Int32Array.from(sizes), starts, pixels };
}

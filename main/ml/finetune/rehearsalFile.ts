import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { z } from 'zod';
import { InkdexError } from '../../../shared/result.ts';
import type { LabelledInk } from '../training/wordBank.ts';

/**
 * A sample of the words that the pretrained recogniser was trained on. The file ships with Inkdex and contains the
 * licences.
 */
export interface RehearsalGroup {
  readonly name: string;
  /** rehearse: trained on together with new words. check: only evaluated, to measure forgetting. */
  readonly use: 'rehearse' | 'check';
  /** Margin around each word, as a fraction of its height. */
  readonly margin: number;
  /** Strength of the augmentation. */
  readonly strength: number;
  readonly licence: string;
  readonly words: readonly LabelledInk[];
}

export const headerSchema = z.object({
  groups: z.array(
    z.object({
      name: z.string(),
      use: z.enum(['rehearse', 'check']),
      margin: z.number().min(0).max(1),
      strength: z.number().min(0).max(1.5),
      licence: z.string(),
      texts: z.array(z.string()),
      /** Width and height of word i at 2 i and 2 i + 1. */
      sizes: z.array(z.number().int().positive()),
    }),
  ),
});

/** Layout: 8 bytes magic, then brotli of: uint32 header length, header as JSON, pixels in half bytes. */
export const magic = 'INKREH01';
/** Ink is stored in 16 levels, two pixels per byte: a quarter of the size, without a change of any reading. */
export const step = 17;

/** @throws InkdexError `file-missing`, `data-invalid` */
export async function readRehearsal(path: string): Promise<RehearsalGroup[]> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new InkdexError(
      'file-missing',
      `${path}, which ships with Inkdex, is missing. Install Inkdex again.`,
      { cause },
    );
  });
  try {
    if (bytes.subarray(0, 8).toString('latin1') !== magic) throw new Error(`it does not start with ${magic}`);
    return unpack(await promisify(brotliDecompress)(bytes.subarray(8)));
  } catch (cause) {
    throw new InkdexError(
      'data-invalid',
      `${path}, which ships with Inkdex, is damaged (${cause instanceof Error ? cause.message : String(cause)}). Install Inkdex again.`,
      { cause },
    );
  }
}

function unpack(bytes: Buffer): RehearsalGroup[] {
  let at = 4 + bytes.readUInt32LE(0);
  const { groups } = headerSchema.parse(JSON.parse(bytes.subarray(4, at).toString('utf8')));
  return groups.map(({ texts, sizes, ...about }) => ({
    ...about,
    words: texts.map((text, index): LabelledInk => {
      const width = sizes[2 * index];
      const height = sizes[2 * index + 1];
      const end = at + Math.ceil((width * height) / 2);
      if (end > bytes.length) throw new Error('it ends too early');
      const data = wholeBytes(bytes.subarray(at, end), width * height);
      at = end;
      return { text, ink: { width, height, data } };
    }),
  }));
}

function wholeBytes(halves: Uint8Array, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => ((halves[at >> 1] >> (at % 2 === 0 ? 0 : 4)) & 15) * step);
}

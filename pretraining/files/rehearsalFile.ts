import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import type { z } from 'zod';
import { magic, step, type headerSchema, type RehearsalGroup } from '../../main/ml/finetune/rehearsalFile.ts';
import { jsonHeader } from '../../main/ml/training/jsonHeader.ts';

/** Layout: 8 bytes magic, then brotli of: uint32 header length, header as JSON, pixels in half bytes. */
export async function writeRehearsal(path: string, groups: readonly RehearsalGroup[]): Promise<number> {
  const header: z.infer<typeof headerSchema> = {
    groups: groups.map(({ words, ...about }) => ({
      ...about,
      texts: words.map(({ text }) => text),
      sizes: words.flatMap(({ ink }) => [ink.width, ink.height]),
    })),
  };
  const pixels = groups.flatMap(({ words }) => words.map(({ ink }) => halfBytes(ink.data)));
  const packed = await promisify(brotliCompress)(Buffer.concat([...jsonHeader(header), ...pixels]), {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
  });
  const bytes = Buffer.concat([Buffer.from(magic), packed]);
  await writeFile(path, bytes);
  return bytes.length;
}

function halfBytes(data: Uint8Array): Uint8Array {
  const halves = new Uint8Array(Math.ceil(data.length / 2));
  for (const [at, value] of data.entries()) {
    halves[at >> 1] = halves[at >> 1] | (Math.round(value / step) << (at % 2 === 0 ? 0 : 4));
  }
  return halves;
}

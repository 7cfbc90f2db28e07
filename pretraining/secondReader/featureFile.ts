import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';

/** What the trunk of the second reader says of a word. */
export interface WordFeatures {
  readonly text: string;
  readonly source: string;
  /** Time steps. */
  readonly steps: number;
  /** float16, [steps, features] row by row. */
  readonly features: Float16Array;
}

const rowSchema = z.object({ text: z.string(), source: z.string(), steps: z.number() });
/** Of the trunk. */
export const featureCount = 120;

/** Writes features word by word: the numbers into `PATH.f16`, what they are of, a line of JSON for each word, into `PATH.jsonl`. */
export function writeFeatures(path: string) {
  const stream = createWriteStream(`${path}.part`);
  const rows: string[] = [];
  return {
    async add({ features, ...row }: WordFeatures): Promise<void> {
      rows.push(JSON.stringify(row));
      const bytes = new Uint8Array(features.buffer, features.byteOffset, features.byteLength);
      if (stream.write(bytes)) return;
      await once(stream, 'drain');
    },
    async close(): Promise<void> {
      await new Promise<void>((resolve) => stream.end(resolve));
      await rename(`${path}.part`, `${path}.f16`);
      await writeFile(`${path}.jsonl`, rows.join('\n'));
    },
    count: () => rows.length,
  };
}

/** @returns the words of a file in their order */
export async function readFeatures(path: string): Promise<WordFeatures[]> {
  const bytes = await readFile(`${path}.f16`);
  const numbers = new Float16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
  let start = 0;
  return (await readFile(`${path}.jsonl`, 'utf8')).split('\n').map((line) => {
    const row = rowSchema.parse(JSON.parse(line));
    const features = numbers.subarray(start, start + row.steps * featureCount);
    start += features.length;
    return { ...row, features };
  });
}

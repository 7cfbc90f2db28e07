import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { isNotFound } from '../../shared/result.ts';
import { boxSchema, quadSchema } from '../../shared/geometry.ts';
import { writeWhole } from '../../main/files/writeWhole.ts';
import type { InkImage } from '../../main/imaging/pixels.ts';
import { markedPage, type MarkedPage, type PageMarks } from './markedPage.ts';

/** Flattened pages kept in files: `NAME.ink` and, with what is known of it, `NAME.json`. */

const marksSchema = z.object({ words: z.array(quadSchema), ignored: z.array(boxSchema) });

/** Width and height as uint32, then the pixels. */
export async function writeInk(path: string, { width, height, data }: InkImage): Promise<void> {
  const header = Buffer.alloc(8);
  header.writeUInt32LE(width, 0);
  header.writeUInt32LE(height, 4);
  // Two runs may fill the same cache.
  await writeWhole(path, [header, data], { isFlushed: false, isShared: true });
}

/** @returns undefined if there is no such file */
export async function readInk(path: string): Promise<InkImage | undefined> {
  try {
    const file = await readFile(path);
    return { width: file.readUInt32LE(0), height: file.readUInt32LE(4), data: file.subarray(8) };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** @param path of both files, without their endings */
export async function writeMarkedPage(path: string, ink: InkImage, marks: PageMarks): Promise<void> {
  const { words, ignored } = marks;
  // Before the image, so that an image always has its marks.
  await writeWhole(`${path}.json`, [JSON.stringify({ words, ignored })], {
    isFlushed: false,
    isShared: true,
  });
  await writeInk(`${path}.ink`, ink);
}

/** @returns undefined if there is no such image */
export async function readMarkedPage(path: string): Promise<MarkedPage | undefined> {
  const ink = await readInk(`${path}.ink`);
  if (ink === undefined) return undefined;
  const marks = marksSchema.parse(JSON.parse(await readFile(`${path}.json`, 'utf8')));
  return markedPage(ink, { name: path, ...marks });
}

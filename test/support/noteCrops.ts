import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

/** The three photos of notes and of a whiteboard, their words boxed by hand in `words.tsv`. */
export const notesFolder = join(import.meta.dirname, '../fixtures/data/photos');

export interface NoteCrop {
  /** `words/dn01_000.png`: as `words.tsv` names it. */
  readonly file: string;
  /** PNG. */
  readonly bytes: Buffer;
}

/** Each word of the notes, cut along its box. */
export async function cropNotes(): Promise<NoteCrop[]> {
  const [, ...rows] = readFileSync(join(notesFolder, 'words.tsv'), 'utf8').trim().split('\n');
  return await Promise.all(
    rows.map(async (row) => {
      const [file = '', , page = '', left, top, width, height] = row.split('\t');
      const box = { left: Number(left), top: Number(top), width: Number(width), height: Number(height) };
      return { file, bytes: await sharp(join(notesFolder, page)).extract(box).png().toBuffer() };
    }),
  );
}

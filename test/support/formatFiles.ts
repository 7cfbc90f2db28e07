import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { blankPng } from './images.ts';

/** Page files as other programs write them, and what the standards say of ours. */
export const formatsFolder = join(import.meta.dirname, '../fixtures/formats');

type Image = readonly [file: string, width: number, height: number];

/** The images that the files name, blank, of the sizes that they tell. */
const images: Readonly<Record<'alto' | 'page_xml', { present: readonly Image[]; absent: readonly Image[] }>> =
  {
    page_xml: {
      present: [
        ['letter, page 1.jpg', 900, 1200],
        ['ledger.png', 640, 480],
      ],
      absent: [['register.jpg', 1000, 1000]],
    },
    alto: {
      present: [['charter.jpg', 1400, 900]],
      absent: [['gazette.png', 840, 1188]],
    },
  };

/**
 * Copies the files of a format into a new folder, with their images.
 *
 * @param missing leaves out the images that are absent
 */
export function copyFormatFiles(
  name: keyof typeof images,
  folder: string,
  { missing }: { readonly missing: boolean },
): void {
  cpSync(join(formatsFolder, name), folder, { recursive: true });
  const { present, absent } = images[name];
  for (const [file, width, height] of missing ? present : [...present, ...absent]) {
    writeFileSync(join(folder, file), blankPng(width, height));
  }
}

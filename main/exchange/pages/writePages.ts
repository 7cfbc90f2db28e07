import { access, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { OutgoingSample, WriteOptions } from '../../../shared/exchange.ts';
import type { Size } from '../../../shared/geometry.ts';
import { imagePlaces, placeFor } from '../imagePlaces.ts';
import { writeWholeFolder } from '../wholeOutput.ts';
import { byImage } from './byImage.ts';
import type { PageDocument } from './document.ts';
import { layOut } from './layOut.ts';
import { withoutExtension } from './names.ts';
import type { Held } from './parts.ts';

/** How a page format writes the file of one page. */
export interface PageText {
  /** With its dot. */
  readonly extension: string;
  readonly held: Held;
  readonly text: (document: PageDocument, size: Size) => string;
}

/**
 * Writes a folder of images with a page file beside each.
 * @throws InkdexError `conflict`, `disk-full`, `permission-denied`
 */
export async function writePages(
  samples: AsyncIterable<OutgoingSample>,
  path: string,
  options: WriteOptions,
  format: PageText,
): Promise<void> {
  await writeWholeFolder(path, async (folder) => {
    const images = imagePlaces(folder, options);
    for await (const ofImage of byImage(samples, options.signal)) {
      const [first] = ofImage;
      if (first === undefined) continue;
      const file = await images.put(first.path, placeFor(first.file));
      const page = await freePage(folder, file, format.extension);
      const document = layOut(ofImage, { file, page, image: basename(file) }, format.held);
      await writeFile(join(folder, page + format.extension), format.text(document, first), { flag: 'wx' });
    }
  });
}

/** The page's path without its extension: the image's, or with a number added when two images share it. */
async function freePage(folder: string, file: string, extension: string): Promise<string> {
  const stem = withoutExtension(file);
  for (let copy = 1; ; copy += 1) {
    const page = copy === 1 ? stem : `${stem}~${copy}`;
    const isThere = await access(join(folder, page + extension)).then(
      () => true,
      () => false,
    );
    if (!isThere) return page;
  }
}

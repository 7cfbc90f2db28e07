import { join } from 'node:path';
import type { OutgoingSample, WriteOptions } from '../../../shared/exchange.ts';
import { imagePlaces, placeFor } from '../imagePlaces.ts';
import { byImage } from '../pages/byImage.ts';
import { withTextFile, type TextFile } from '../textFile.ts';
import { writeWholeFolder } from '../wholeOutput.ts';

/** An image with all its samples. */
export interface ListedImage {
  /** Where the image was placed, relative to the list's folder, with slashes. */
  readonly file: string;
  /** From 1. */
  readonly number: number;
  /** At least one. */
  readonly samples: readonly [OutgoingSample, ...OutgoingSample[]];
}

/**
 * Writes a folder of images with a list of their samples.
 * @param name of the list's file
 * @param write fills the list, image by image
 * @throws InkdexError `conflict`, `disk-full`, `permission-denied`
 */
export async function writeList(
  samples: AsyncIterable<OutgoingSample>,
  path: string,
  options: WriteOptions,
  name: string,
  write: (list: TextFile, images: AsyncIterable<ListedImage>, folder: string) => Promise<void>,
): Promise<void> {
  await writeWholeFolder(path, async (folder) => {
    await withTextFile(join(folder, name), async (list) => {
      await write(list, listedImages(samples, folder, options), folder);
    });
  });
}

async function* listedImages(
  samples: AsyncIterable<OutgoingSample>,
  folder: string,
  options: WriteOptions,
): AsyncGenerator<ListedImage> {
  const places = imagePlaces(folder, options);
  let number = 0;
  for await (const [first, ...others] of byImage(samples, options.signal)) {
    if (first === undefined) continue;
    number += 1;
    const file = await places.put(first.path, placeFor(first.file));
    yield { file, number, samples: [first, ...others] };
  }
}

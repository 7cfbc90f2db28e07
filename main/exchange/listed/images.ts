import { join } from 'node:path';
import type { SampleLevel, Split } from '../../../shared/contract/dataset.ts';
import type { OutgoingSample, OutgoingSamples, ReadOptions, WriteOptions } from '../exchangeFormat.ts';
import type { Size } from '../../../shared/geometry.ts';
import { InkdexError } from '../../../shared/result.ts';
import type { FoundImage } from '../folders.ts';
import { imagePlaces, placeFor } from '../imagePlaces.ts';
import { byImage } from '../pages/byImage.ts';
import { findImage, type Whence } from '../pages/findFiles.ts';
import { carriedOf, partOf, type Held, type Part, type Whereabouts } from '../pages/parts.ts';
import type { Place } from '../records.ts';
import { withTextFile, type TextFile } from '../textFile.ts';

export interface SizedImage extends FoundImage {
  readonly size: Size;
}

/** The images that a list names. Each is looked up once while its samples are consecutive. */
export type ListedImages = ReturnType<typeof listedImages>;

/** Images to remember without another lookup. */
const mostRemembered = 100_000;

export function listedImages(whence: Whence, imageSize: ReadOptions['imageSize']) {
  const known = new Map<string, SizedImage | null>();
  return {
    /**
     * @param names the most likely first
     * @returns null for a missing image that was already reported
     * @throws InkdexError `data-invalid` the first time, and the errors of `imageSize`
     */
    async find(names: readonly string[], place: Place): Promise<SizedImage | null> {
      const name = JSON.stringify(names);
      const image = known.get(name);
      if (image !== undefined) return image;
      if (known.size >= mostRemembered) {
        known.clear();
        whence.named.clear();
      }
      try {
        const found = await findImage(names, whence, place);
        const sized = { ...found, size: await imageSize(found.path) };
        known.set(name, sized);
        return sized;
      } catch (error) {
        if (error instanceof InkdexError) known.set(name, null);
        throw error;
      }
    },
  };
}

/** The level of a text, from its line breaks and spaces, for formats without levels. */
export function levelOfText(text: string): SampleLevel {
  if (text.includes('\n')) return 'page';
  return /\s/u.test(text) ? 'line' : 'word';
}

export function listedWhere(
  key: string,
  level: SampleLevel,
  { file, page }: { readonly file: string; readonly page: string },
): Whereabouts {
  return { key, level, file, page, line: null, position: null };
}

/**
 * A sample as the format returns it, with the fields to carry beside it.
 * @param native the fields that the format itself expresses
 */
export function listedPart(
  sample: OutgoingSample,
  held: Held,
  native: Partial<Part>,
  whereOf: (part: Part) => Whereabouts,
): Part {
  const part = { ...partOf(sample, held, { id: null, baseline: [] }), ...native };
  return { ...part, carried: carriedOf(sample, part, whereOf(part)) };
}

export interface ListedImage {
  /** Where the image was placed, relative to the list's folder, with slashes. */
  readonly file: string;
  /** From 1. */
  readonly number: number;
  /** At least one. */
  readonly samples: readonly [OutgoingSample, ...OutgoingSample[]];
}

/** The split that all samples of an image share; null when they differ or have none. */
export function commonSplit(samples: readonly [OutgoingSample, ...OutgoingSample[]]): Split | null {
  const [{ split }] = samples;
  return samples.every((sample) => sample.split === split) ? split : null;
}

/**
 * Writes a folder of images with a list of their samples.
 * @param name of the list's file
 * @param write fills the list, image by image
 * @throws InkdexError `conflict`, `disk-full`, `permission-denied`
 */
export async function writeList(
  samples: OutgoingSamples,
  folder: string,
  options: WriteOptions,
  name: string,
  write: (list: TextFile, images: AsyncIterable<ListedImage>, folder: string) => Promise<void>,
): Promise<void> {
  await withTextFile(join(folder, name), async (list) => {
    await write(list, imagesWithSamples(samples, folder, options), folder);
  });
}

/** Copies each image into a folder, under the path that `wantedPlace` gives its name or a similar one. */
export async function* imagesWithSamples(
  samples: OutgoingSamples,
  folder: string,
  options: WriteOptions,
  wantedPlace: (file: string) => string = placeFor,
): AsyncGenerator<ListedImage> {
  const places = imagePlaces(folder, options);
  let number = 0;
  for await (const [first, ...others] of byImage(samples, options.signal)) {
    if (first === undefined) continue;
    number += 1;
    const file = await places.put(first.path, wantedPlace(first.file));
    yield { file, number, samples: [first, ...others] };
  }
}

import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SampleLevel, Split } from '../../../shared/contract/dataset.ts';
import type { OutgoingSample, OutgoingSamples, WriteOptions } from '../exchangeFormat.ts';
import { boxOfQuad, type Point } from '../../../shared/geometry.ts';
import { normalizeText } from '../../../shared/text.ts';
import { commonSplit, listedPart, listedWhere, writeList, type ListedImage } from '../listed/images.ts';
import { withoutExtension } from '../pages/findFiles.ts';
import { languageOf, type Held } from '../pages/parts.ts';
import { withTextFile, type TextFile } from '../textFile.ts';
import { boxAround } from '../../../shared/shape.ts';

const categories: Readonly<Record<SampleLevel, number>> = { word: 1, line: 2, page: 3 };

/** Writes a folder of images and `annotations.json`: COCO with the keys of COCO-Text. */
export async function writeCoco(
  samples: OutgoingSamples,
  path: string,
  options: WriteOptions,
): Promise<void> {
  await writeList(samples, path, options, 'annotations.json', async (list, images, folder) => {
    const named = Object.entries(categories).map(([name, id]) => ({ id, name, supercategory: 'text' }));
    await list.append(`{"info":${JSON.stringify({ description: 'Written by Inkdex' })},\n`);
    await list.append(`"categories":${JSON.stringify(named)},\n"annotations":[`);
    // The list of images follows the annotations, so it is kept on the disk while they are written.
    const entries = join(folder, '.images.part');
    await withTextFile(entries, async (imageList) => {
      await writeAnnotations(images, list, imageList);
    });
    await list.append('\n],\n"images":[');
    const pieces: AsyncIterable<string> = createReadStream(entries, 'utf8');
    for await (const piece of pieces) await list.append(piece);
    await list.append('\n]}\n');
    await rm(entries);
  });
}

async function writeAnnotations(
  images: AsyncIterable<ListedImage>,
  list: TextFile,
  imageList: TextFile,
): Promise<void> {
  let count = 0;
  for await (const image of images) {
    const { file, number, samples } = image;
    const [{ width, height }] = samples;
    const split = commonSplit(samples);
    const entry = {
      id: number,
      file_name: file,
      width,
      height,
      ...(split === null ? {} : { set: setName(split) }),
    };
    await imageList.append(`${number === 1 ? '' : ','}\n${JSON.stringify(entry)}`);
    for (const sample of samples) {
      count += 1;
      const annotation = annotationOf(sample, count, image, split);
      await list.append(`${count === 1 ? '' : ','}\n${JSON.stringify(annotation)}`);
    }
  }
}

function annotationOf(
  sample: OutgoingSample,
  id: number,
  { file, number }: ListedImage,
  split: Split | null,
): unknown {
  const where = listedWhere(sample.key, sample.level, { file, page: withoutExtension(file) });
  const { outline, text, mark, language, carried } = listedPart(sample, heldByCoco, { split }, () => where);
  const points = outline ?? [];
  return {
    id,
    image_id: number,
    category_id: categories[sample.level],
    bbox: boxOfQuad(boxAround(points)),
    segmentation: [points.flat()],
    area: areaOf(points),
    iscrowd: 0,
    utf8_string: text,
    legibility: mark === 'text' ? 'legible' : 'illegible',
    ...(language === null ? {} : { language }),
    attributes: { inkdex: carried },
  };
}

function setName(split: Split): string {
  return split === 'validation' ? 'val' : split;
}

/** Area of a polygon (shoelace formula). */
function areaOf(points: readonly Point[]): number {
  const twice = points.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = points[(index + 1) % points.length] ?? [x, y];
    return sum + x * nextY - nextX * y;
  }, 0);
  return Math.abs(twice) / 2;
}

/**
 * How values change when they are written as COCO and read again. Splits belong to images, so a split is written when
 * all samples of an image have the same one.
 */
export const heldByCoco: Held = {
  outline: (outline) => outline,
  baseline: () => [],
  text: normalizeText,
  alternatives: () => [],
  language: cocoLanguage,
  split: () => null,
  mark: (mark) => (mark === 'text' ? 'text' : 'illegible'),
};

/** COCO-Text has "english", "not english" and "na"; other data has language codes. */
export function cocoLanguage(language: string | null | undefined): string | null {
  const name = language?.trim().toLowerCase();
  if (name === 'english') return 'en';
  return name === 'na' ? null : languageOf(language);
}

import { dirname, join, resolve } from 'node:path';
import type { z } from 'zod';
import type { SampleLevel } from '../../../shared/contract/dataset.ts';
import type { IncomingRecord, ReadOptions } from '../../../shared/exchange.ts';
import type { Point, Size } from '../../../shared/geometry.ts';
import { normalizeText } from '../../../shared/text.ts';
import { isFolder } from '../imageFolder.ts';
import { listedImages, type ListedImages } from '../listed/listedImages.ts';
import { levelOfText, listedWhere } from '../listed/listedParts.ts';
import { readJsonItems, type JsonItem } from '../listed/readJson.ts';
import { filesOfFormat } from '../pages/filesBelow.ts';
import { relativeStem, withoutExtension } from '../pages/names.ts';
import { scaledOutline } from '../pages/outline.ts';
import { carriedOfValue, emptyPart, sampleOf, type Part } from '../pages/parts.ts';
import { requireProportion } from '../pages/scaledDocument.ts';
import {
  describeIssues,
  invalidAt,
  lineOf,
  quadOfBoxAt,
  recordOr,
  skipped,
  withoutRepeats,
  type Place,
} from '../records.ts';
import { splitOrNull } from '../splitNames.ts';
import { isCoco } from './files.ts';
import { cocoLanguage, heldByCoco } from './held.ts';
import {
  cocoAnnotationSchema,
  cocoCategorySchema,
  cocoImageSchema,
  type CocoAnnotation,
  type CocoImage,
} from './schema.ts';

/** The entries that annotations refer to by id. */
interface Index {
  readonly images: ReadonlyMap<string, CocoImage>;
  readonly categories: ReadonlyMap<string, string>;
}

/**
 * Reads a COCO file, or all COCO files in a folder and its subfolders. Each file is read twice, because images may
 * come after their annotations.
 */
export function readCoco(path: string, options: ReadOptions): AsyncGenerator<IncomingRecord> {
  return withoutRepeats(records());

  async function* records(): AsyncGenerator<IncomingRecord> {
    const root = (await isFolder(path)) ? resolve(path) : dirname(resolve(path));
    for await (const file of filesOfFormat(path, ['.json'], isCoco))
      yield* recordsOfFile(file, root, options);
  }
}

async function* recordsOfFile(
  file: string,
  root: string,
  { imageSize, signal }: ReadOptions,
): AsyncGenerator<IncomingRecord> {
  const failures: IncomingRecord[] = [];
  const folder = dirname(file);
  const images = listedImages({ root, folders: foldersOf(folder) }, imageSize);
  const stem = relativeStem(root, file);
  let index: Index | undefined;
  const failed = await recordOr(async () => {
    index = await indexOf(file, signal, failures);
    return null;
  });
  if (failed !== null) yield failed;
  yield* failures;
  if (index === undefined) return;
  for await (const item of readJsonItems(file, ['$.annotations.*', '$.anns.*'], signal)) {
    const place = lineOf(file, item.row);
    const known = index;
    yield await recordOr(() => recordOf(item, place, known, images, stem));
  }
}

/** The file's folder, and where COCO and similar data sets keep images. */
function foldersOf(folder: string): string[] {
  const above = dirname(folder);
  return [folder, join(folder, 'images'), above, join(above, 'images')];
}

async function indexOf(file: string, signal: AbortSignal, failures: IncomingRecord[]): Promise<Index> {
  const images = new Map<string, CocoImage>();
  const categories = new Map<string, string>();
  for await (const item of readJsonItems(
    file,
    ['$.images.*', '$.imgs.*', '$.categories.*', '$.cats.*'],
    signal,
  )) {
    const isCategory = item.list === 'categories' || item.list === 'cats';
    const failed = await recordOr(() => {
      const place = lineOf(file, item.row);
      if (isCategory) {
        const { id, name } = parsed(cocoCategorySchema, item, place);
        categories.set(id, name);
        return null;
      }
      const image = parsed(cocoImageSchema, item, place);
      if (images.has(image.id))
        throw invalidAt(place, `the image id ${image.id} occurs twice; expected unique ids.`);
      images.set(image.id, image);
      return null;
    });
    if (failed !== null) failures.push(failed);
  }
  return { images, categories };
}

function parsed<Parsed>(schema: z.ZodType<Parsed>, { list, key, value }: JsonItem, place: Place): Parsed {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalidAt(place, `${list}[${key}]: ${describeIssues(result.error)}`);
}

async function recordOf(
  item: JsonItem,
  place: Place,
  { images, categories }: Index,
  listed: ListedImages,
  stem: string,
): Promise<IncomingRecord> {
  const annotation = parsed(cocoAnnotationSchema, item, place);
  const entry = images.get(annotation.image_id);
  if (entry === undefined) {
    throw invalidAt(
      place,
      `annotation ${annotation.id} refers to image ${annotation.image_id}, which is not listed.`,
    );
  }
  const image = await listed.find([entry.file_name], place);
  if (image === null) return skipped('image missing', place);
  const part = partOf(annotation, entry, image.size, place);
  const category = categories.get(annotation.category_id ?? '');
  const level = levelOf(category) ?? levelOfText(part.text ?? '');
  if (part.problem === null && part.carried === null && part.mark === 'text' && (part.text ?? '') === '') {
    return skipped('annotation without text', place);
  }
  const key = part.carried?.key ?? `${stem}/${annotation.id}`;
  const where = listedWhere(key, level, { file: image.file, page: withoutExtension(image.file) });
  return sampleOf(part, where, image, heldByCoco, place);
}

function levelOf(category: string | undefined): SampleLevel | null {
  const name = category?.toLowerCase() ?? '';
  if (/\bline\b|textline|text_line/u.test(name)) return 'line';
  if (/\bpage\b|paragraph|block/u.test(name)) return 'page';
  return /\bword\b/u.test(name) ? 'word' : null;
}

function partOf(annotation: CocoAnnotation, entry: CocoImage, size: Size, place: Place): Part {
  const { attributes, legibility, iscrowd } = annotation;
  const texts = [annotation, attributes ?? {}];
  const text = texts
    .map(({ utf8_string, text: plain, transcription }) => utf8_string ?? plain ?? transcription)
    .find((found) => typeof found === 'string');
  const isIllegible = legibility === 'illegible' || iscrowd === 1 || iscrowd === true;
  return {
    ...emptyPart,
    ...carriedOfValue(attributes?.inkdex, 'attributes.inkdex'),
    outline: outlineOf(annotation, entry, size, place),
    text: text === undefined ? null : normalizeText(text),
    mark: isIllegible ? 'illegible' : 'text',
    language: cocoLanguage(annotation.language),
    split: splitOrNull(entry.set),
  };
}

/** The polygon if there is one, else the box, in pixels of the image. */
function outlineOf(annotation: CocoAnnotation, entry: CocoImage, size: Size, place: Place): readonly Point[] {
  const { bbox, segmentation, mask, points } = annotation;
  const [polygon, ...others] = Array.isArray(segmentation) ? segmentation : [mask ?? points ?? []];
  const isOne =
    polygon !== undefined && others.length === 0 && polygon.length >= 6 && polygon.length % 2 === 0;
  if (!isOne && bbox == null)
    throw invalidAt(place, 'the annotation has neither a bbox nor a single polygon.');
  const outline = isOne ? pairs(polygon) : quadOfBoxAt(place, bbox ?? [NaN, NaN, NaN, NaN]);
  const { width, height } = entry;
  if (width === undefined || height === undefined) return outline;
  requireProportion({ width, height }, size, place);
  return scaledOutline(outline, { width, height }, size);
}

function pairs(numbers: readonly number[]): readonly Point[] {
  return Array.from({ length: numbers.length / 2 }, (_, index) => [
    numbers[2 * index] ?? NaN,
    numbers[2 * index + 1] ?? NaN,
  ]);
}

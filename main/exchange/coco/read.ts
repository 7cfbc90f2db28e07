import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import type { SampleLevel } from '../../../shared/contract/dataset.ts';
import type { IncomingRecord, ReadOptions } from '../exchangeFormat.ts';
import { boxOfQuad, mapQuad, type Point, type Quad, type Size } from '../../../shared/geometry.ts';
import { normalizeText } from '../../../shared/text.ts';
import { isFolder } from '../folders.ts';
import { levelOfText, listedImages, listedWhere, type ListedImages } from '../listed/images.ts';
import { readJsonItems, type JsonItem } from '../listed/readJson.ts';
import { fileHead } from '../markup/elements.ts';
import { requireProportion } from '../pages/document.ts';
import { filesOfFormat, hasFileOf, relativeStem, withoutExtension, type Whence } from '../pages/findFiles.ts';
import { scaledOutline } from '../pages/outline.ts';
import { carriedOfValue, emptyPart, sampleOf, type Part } from '../pages/parts.ts';
import {
  checkedFormat,
  invalidAt,
  lineOf,
  parsedAt,
  parseDecimal,
  type Place,
  quadOfBoxAt,
  recordOr,
  skipped,
  splitOrNull,
  textSchema,
} from '../records.ts';
import { cocoLanguage, heldByCoco, writeCoco } from './write.ts';

/** COCO annotations with texts as in COCO-Text and TextOCR. */
export const coco = checkedFormat({
  name: 'coco',
  title: 'COCO and COCO-Text',
  losses: [],
  recognise: async (path) => ((await hasFileOf(path, ['.json'], isCoco)) ? 0.9 : 0),
  /**
   * Reads a COCO file, or all COCO files in a folder and its subfolders. Each file is read twice, because images may
   * come after their annotations.
   */
  async *read(path, options) {
    const root = (await isFolder(path)) ? resolve(path) : dirname(resolve(path));
    const named = new Map<string, string>();
    for await (const file of filesOfFormat(path, ['.json'], isCoco))
      yield* recordsOfFile(file, { root, named }, options);
  },
  write: writeCoco,
});

/** The entries that annotations refer to by id. */
interface Index {
  readonly images: ReadonlyMap<string, CocoImage>;
  readonly categories: ReadonlyMap<string, string>;
}

async function* recordsOfFile(
  file: string,
  { root, named }: Omit<Whence, 'folders'>,
  { imageSize, signal }: ReadOptions,
): AsyncGenerator<IncomingRecord> {
  const failures: IncomingRecord[] = [];
  const folder = dirname(file);
  const images = listedImages({ root, folders: foldersOf(folder), named }, imageSize);
  const stem = relativeStem(root, file);
  let index: Index | undefined;
  const failed = await recordOr(async () => {
    index = await indexOf(file, signal, failures);
    return null;
  });
  if (failed !== null) yield failed;
  yield* failures;
  if (index === undefined) return;
  let annotations = 0;
  for await (const item of readJsonItems(file, ['$.annotations.*', '$.anns.*'], signal)) {
    annotations += 1;
    const place = lineOf(file, item.row);
    const known = index;
    yield await recordOr(() => recordOf(item, place, known, images, stem));
  }
  if (annotations + failures.length > 0) return;
  const problem =
    index.images.size > 0
      ? 'its list "annotations" is empty or missing. Export the annotations, too.'
      : 'found neither "images" nor "annotations"; expected an object with both lists, as COCO has.';
  yield { kind: 'invalid', message: invalidAt(file, problem).message };
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
  return parsedAt(schema, value, place, `${list}[${key}]: `);
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
  const { utf8_string, text: plain, transcription } = annotation;
  const text = utf8_string ?? plain ?? transcription ?? textOf(attributes ?? {});
  const { outline, baseline } = placeOf(annotation, entry, size, place);
  const isIllegible = legibility === 'illegible' || iscrowd === 1 || iscrowd === true;
  return {
    ...emptyPart,
    ...carriedOfValue(attributes?.inkdex, 'attributes.inkdex'),
    outline,
    baseline,
    text: text === undefined ? null : normalizeText(text),
    mark: isIllegible ? 'illegible' : 'text',
    language: cocoLanguage(annotation.language),
    split: splitOrNull(entry.set),
  };
}

/** Names of the attribute with the text: people choose them in CVAT, with any case. */
const textNames = ['utf8_string', 'text', 'transcription', 'ocr', 'ocr_text', 'content'];

function textOf(attributes: Readonly<Record<string, unknown>>): string | undefined {
  const byName = new Map(Object.entries(attributes).map(([name, value]) => [name.toLowerCase(), value]));
  const found = textNames
    .map((name) => byName.get(name))
    .find((value) => typeof value === 'string' || typeof value === 'number');
  return found === undefined ? undefined : String(found);
}

interface Drawn {
  readonly outline: readonly Point[];
  /** The upper side of a rotated box; empty otherwise. */
  readonly baseline: readonly Point[];
}

/** Where an annotation is, in pixels of the image. */
function placeOf(annotation: CocoAnnotation, { width, height }: CocoImage, size: Size, place: Place): Drawn {
  const { outline, baseline } = drawnOf(annotation, place);
  // Zero: the program that wrote the file did not know it.
  if (width == null || height == null || width * height === 0) return { outline, baseline };
  requireProportion({ width, height }, size, place);
  const scaled = (points: readonly Point[]) => scaledOutline(points, { width, height }, size);
  return { outline: scaled(outline), baseline: scaled(baseline) };
}

/** The polygon if there is one, else the box. */
function drawnOf(annotation: CocoAnnotation, place: Place): Drawn {
  const { bbox, segmentation, mask, points } = annotation;
  const [polygon, ...others] = Array.isArray(segmentation) ? segmentation : [mask ?? points ?? []];
  const isOne =
    polygon !== undefined && others.length === 0 && polygon.length >= 6 && polygon.length % 2 === 0;
  if (isOne) return { outline: pairs(polygon), baseline: [] };
  if (bbox == null) throw invalidAt(place, 'the annotation has neither a bbox nor a single polygon.');
  const [left = NaN, top = NaN, width = NaN, height = NaN, own] = bbox;
  const angle = own === undefined ? degrees(annotation.attributes?.rotation) : radians(own);
  const outline = rotatedQuad(quadOfBoxAt(place, [left, top, width, height]), angle);
  return { outline, baseline: angle === 0 ? [] : outline.slice(0, 2) };
}

/** CVAT's attribute: degrees, clockwise about the box's centre. */
function degrees(rotation: unknown): number {
  const angle = typeof rotation === 'string' ? parseDecimal(rotation) : rotation;
  return typeof angle === 'number' && Number.isFinite(angle) ? (angle * Math.PI) / 180 : 0;
}

/** The fifth number of a box: radians in the data sets of rotated boxes; whole and large numbers are degrees. */
function radians(angle: number): number {
  return Number.isInteger(angle) || Math.abs(angle) > 2 * Math.PI ? degrees(angle) : angle;
}

/** @param angle in radians, clockwise about the centre */
function rotatedQuad(quad: Quad, angle: number): Quad {
  if (angle === 0) return quad;
  const [left, top, width, height] = boxOfQuad(quad);
  const [x, y] = [left + width / 2, top + height / 2];
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const hundredth = (value: number): number => Math.round(value * 100) / 100;
  return mapQuad(quad, ([across, down]) => [
    hundredth(x + (across - x) * cosine - (down - y) * sine),
    hundredth(y + (across - x) * sine + (down - y) * cosine),
  ]);
}

function pairs(numbers: readonly number[]): readonly Point[] {
  return Array.from({ length: numbers.length / 2 }, (_, index) => [
    numbers[2 * index] ?? NaN,
    numbers[2 * index + 1] ?? NaN,
  ]);
}

/** Whether a file begins like COCO or COCO-Text: an object with one of their lists. */
async function isCoco(path: string): Promise<boolean> {
  const head = await fileHead(path, 64 * 1024);
  return /^\s*\{/u.test(head) && /"(?:images|imgs|annotations|anns|imgToAnns)"\s*:\s*[[{]/u.test(head);
}

/** Ids are numbers in COCO and texts in TextOCR. */
const id = z.union([z.number(), z.string()]).transform(String);
const numbers = z.array(z.number());

/** An entry of "images" (COCO) or "imgs" (COCO-Text). */
const cocoImageSchema = z.object({
  id,
  file_name: z.string(),
  width: z.number().nonnegative().nullish(),
  height: z.number().nonnegative().nullish(),
  /** COCO-Text: train, val or test. */
  set: z.string().nullish(),
});
type CocoImage = z.infer<typeof cocoImageSchema>;

const cocoCategorySchema = z.object({ id, name: z.string() });

/**
 * An entry of "annotations" (COCO) or "anns" (COCO-Text: Veit et al., "COCO-Text: Dataset and Benchmark for Text
 * Detection and Recognition in Natural Images", 2016). Other data sets add fields: TextOCR `points`, many others
 * `text` or `transcription`, also inside `attributes`.
 */
const cocoAnnotationSchema = z.object({
  id,
  image_id: id,
  category_id: id.nullish(),
  /** x, y, width, height; in data sets of rotated boxes also an angle. */
  bbox: z.array(z.number()).min(4).max(5).nullish(),
  /** Polygons, or a run-length encoded mask. */
  segmentation: z.union([z.array(numbers), z.looseObject({})]).nullish(),
  mask: numbers.nullish(),
  points: numbers.nullish(),
  utf8_string: textSchema.nullish(),
  text: textSchema.nullish(),
  transcription: textSchema.nullish(),
  legibility: z.string().nullish(),
  language: z.string().nullish(),
  iscrowd: z.union([z.number(), z.boolean()]).nullish(),
  attributes: z
    .looseObject({
      rotation: z.unknown().optional(),
      /** Fields of a sample that COCO cannot express. */
      inkdex: z.unknown().optional(),
    })
    .nullish(),
});
type CocoAnnotation = z.infer<typeof cocoAnnotationSchema>;

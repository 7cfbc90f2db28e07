import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import type { SampleLevel } from '../../../shared/contract/dataset.ts';
import type { WordMark } from '../../../shared/contract/word.ts';
import type { IncomingRecord, ReadOptions } from '../exchangeFormat.ts';
import { pointSchema, type Size } from '../../../shared/geometry.ts';
import { normalizeText } from '../../../shared/text.ts';
import { isFolder } from '../folders.ts';
import {
  levelOfText,
  listedImages,
  listedWhere,
  type ListedImages,
  type SizedImage,
} from '../listed/images.ts';
import { readJsonItems } from '../listed/readJson.ts';
import { fileHead } from '../markup/elements.ts';
import { requireProportion } from '../pages/document.ts';
import { filesOfFormat, hasFileOf, relativeStem, withoutExtension } from '../pages/findFiles.ts';
import { carriedOfValue, emptyPart, sampleOf, type Part } from '../pages/parts.ts';
import {
  checkedFormat,
  describeIssues,
  invalidAt,
  lineOf,
  parsedAt,
  type Place,
  problemOfBox,
  recordOr,
  skipped,
  textSchema,
} from '../records.ts';
import { safeParse } from '../../../shared/json.ts';
import { imageFields, imageNames, noTarget, referenceOf } from './images.ts';
import {
  heldByLabelStudio,
  outlineOfPolygon,
  outlineOfRectangle,
  placeShape,
  writeLabelStudio,
  type Outlined,
} from './write.ts';

/** Label Studio's JSON: rectangles and polygons with transcriptions, in percent of the image. */
export const labelStudio = checkedFormat({
  name: 'label-studio',
  title: 'Label Studio',
  losses: [],
  recognise: (path) => recogniseTasks(path, 'label-studio'),
  read: (path, options) => readTasks(path, options, 'label-studio', (value) => value),
  write: writeLabelStudio,
});

/** The two exports of Label Studio by the names of their formats: JSON and JSON_MIN. */
type Kind = 'label-studio' | 'label-studio-min';

export async function recogniseTasks(path: string, kind: Kind): Promise<number> {
  return (await hasFileOf(path, ['.json'], async (file) => (await kindOf(file)) === kind)) ? 0.9 : 0;
}

/**
 * Reads an export of Label Studio, or all exports in a folder and its subfolders.
 * @param taskOf a task as the JSON export has it
 */
export async function* readTasks(
  path: string,
  options: ReadOptions,
  kind: Kind,
  taskOf: (value: unknown, place: Place) => unknown,
): AsyncGenerator<IncomingRecord> {
  const root = (await isFolder(path)) ? resolve(path) : dirname(resolve(path));
  const named = new Map<string, string>();
  for await (const file of filesOfFormat(path, ['.json'], async (each) => (await kindOf(each)) !== null)) {
    const found = await kindOf(file);
    if (found !== null && found !== kind) {
      const problem = `this is Label Studio's ${titles[found]} export; expected ${titles[kind]}. Import it in the format ${found}.`;
      yield { kind: 'invalid', message: invalidAt(file, problem).message };
      continue;
    }
    const folder = dirname(file);
    const folders = [folder, join(folder, 'images'), dirname(folder)];
    const images = listedImages({ root, folders, named }, options.imageSize);
    const stem = relativeStem(root, file);
    const seen = kind === 'label-studio-min' ? new Set<string>() : null;
    for await (const item of readJsonItems(file, ['$.*'], options.signal)) {
      const place = lineOf(file, item.row);
      const parse = (): Task => parsedAt(taskSchema, taskOf(item.value, place), place, `task ${item.key}: `);
      yield* recordsOfTask(parse, item.key, place, { images, stem, seen });
    }
  }
}

const titles = { 'label-studio': 'JSON', 'label-studio-min': 'JSON_MIN' } as const;

interface TasksOfFile {
  readonly images: ListedImages;
  /** The beginning of the keys. */
  readonly stem: string;
  /** The ids of earlier tasks, for JSON_MIN, which lists a task once for each annotation. */
  readonly seen: Set<string> | null;
}

async function* recordsOfTask(
  parse: () => Task,
  number: string,
  place: Place,
  { images, stem, seen }: TasksOfFile,
): AsyncGenerator<IncomingRecord> {
  const records: IncomingRecord[] = [];
  const failed = await recordOr(async () => {
    const task = parse();
    const id = task.id ?? number;
    const made = task.annotations ?? task.completions ?? [];
    const done = made.filter(({ was_cancelled }) => was_cancelled !== true);
    const chosen = done.find(({ ground_truth }) => ground_truth === true) ?? done[0];
    if (chosen === undefined) {
      const isGuessed = (task.predictions ?? []).length > 0;
      records.push(skipped(`task ${isGuessed ? 'with predictions but ' : ''}without annotation`, place));
      return null;
    }
    if (seen?.has(id) === true) {
      records.push(skipped('further annotation of a task', place));
      return null;
    }
    seen?.add(id);
    // A task may have several annotations: the one marked as ground truth counts, else the first.
    for (const other of done)
      if (other !== chosen) records.push(skipped('further annotation of a task', place));
    const fields = imageFields(task.data);
    if (fields.length === 0) {
      throw invalidAt(place, `task ${number} names no image; expected a path or an address in its data.`);
    }
    for (const [reference, regions] of byReference(regionsOf(chosen.result ?? []), fields)) {
      records.push(...(await recordsOfImage(reference, regions, images, `${stem}/${id}`, place)));
    }
    return null;
  });
  yield* records;
  if (failed !== null) yield failed;
}

/** @param reference to the image of the regions; null if it is not known */
async function recordsOfImage(
  reference: string | null,
  regions: Regions,
  images: ListedImages,
  keys: string,
  place: Place,
): Promise<IncomingRecord[]> {
  if (reference === null)
    return Array.from(regions, () => skipped('region whose image the task does not tell', place));
  const records: IncomingRecord[] = [];
  const missing = await recordOr(async () => {
    const image = await images.find(imageNames(reference), place);
    if (image === null) return skipped('image missing', place);
    for (const [key, region] of regions)
      records.push(await recordOr(() => recordOfRegion(region, `${keys}/${key}`, image, place)));
    return null;
  });
  return missing === null ? records : [missing];
}

type Regions = ReadonlyMap<string, Region>;

/** The regions by the reference to their image; null where it is not known, or the region's results name several. */
function byReference(
  regions: Regions,
  fields: ReturnType<typeof imageFields>,
): ReadonlyMap<string | null, Regions> {
  const shapes = [...regions.values()].flatMap(({ results }) => results.filter(hasShape));
  const isOnlyTag = new Set(shapes.flatMap(({ to_name }) => to_name ?? [])).size < 2;
  const found = new Map<string | null, Map<string, Region>>();
  for (const [key, region] of regions) {
    const telling = region.results.filter(({ to_name }) => to_name !== null);
    const targets = telling.length > 0 ? telling : [noTarget];
    const references = new Set(targets.map((target) => referenceOf(fields, target, isOnlyTag)));
    const reference = references.size === 1 ? ([...references][0] ?? null) : null;
    const others = found.get(reference) ?? new Map<string, Region>();
    found.set(reference, others.set(key, region));
  }
  return found;
}

function hasShape({ value }: Result): boolean {
  return value.x !== undefined || value.points !== undefined;
}

interface Region {
  readonly results: Result[];
  /** The first problem with a result; null when there is none. */
  problem: string | null;
}

/** Results grouped by region, in the order of the regions' first results. */
function regionsOf(results: readonly unknown[]): Map<string, Region> {
  const regions = new Map<string, Region>();
  for (const [index, value] of results.entries()) {
    const { id, type } = headSchema.parse(value);
    const key = id ?? String(index);
    const region: Region = regions.get(key) ?? { results: [], problem: null };
    regions.set(key, region);
    const parsed = safeParse(resultSchema, value);
    if (parsed.success) region.results.push(parsed.data);
    else if (readTypes.has(type)) region.problem ??= `result ${index}: ${describeIssues(parsed.error)}`;
  }
  return regions;
}

function recordOfRegion(
  { results, problem }: Region,
  key: string,
  image: SizedImage,
  place: Place,
): IncomingRecord {
  if (problem !== null) throw invalidAt(place, problem);
  // Label Studio repeats the place beside the text and the labels of a region.
  const places = results
    .filter(hasShape)
    .map(({ value: { x, y, points } }) => JSON.stringify([x, y, points]));
  if (new Set(places).size > 1) return skipped('region with several places', place);
  const outlined = results
    .map((result) => outlinedOf(result, image.size, place))
    .find((found) => found !== null);
  const texts = results.map(({ value }) => value.text).find((text) => text != null);
  const text = normalizeText(Array.isArray(texts) ? texts.join('\n') : (texts ?? ''));
  const labels = results.flatMap(({ value }) => [
    ...(value.rectanglelabels ?? []),
    ...(value.polygonlabels ?? []),
    ...(value.labels ?? []),
  ]);
  const carried = results.map(({ meta }) => meta?.inkdex).find((found) => found !== undefined);
  const part: Part = {
    ...emptyPart,
    ...carriedOfValue(carried, 'meta.inkdex'),
    outline: outlined?.outline ?? null,
    baseline: outlined?.baseline ?? [],
    text,
    mark: markOf(labels),
  };
  if (part.problem === null && part.carried === null) {
    if (part.outline === null) return skipped('result without a place', place);
    if (part.mark === 'text' && text === '') return skipped('region without text', place);
  }
  const level = levelOf(labels) ?? levelOfText(text);
  const where = listedWhere(part.carried?.key ?? key, level, {
    file: image.file,
    page: withoutExtension(image.file),
  });
  return sampleOf(part, where, image, heldByLabelStudio, place);
}

function outlinedOf({ value, ...result }: Result, size: Size, place: Place): Outlined | null {
  const { x, y, width, height, rotation, points } = value;
  const isRectangle = x !== undefined && y !== undefined && width !== undefined && height !== undefined;
  if (points === undefined && !isRectangle) return null;
  if (result.original_width != null && result.original_height != null) {
    requireProportion({ width: result.original_width, height: result.original_height }, size, place);
  }
  if (points !== undefined) return outlineOfPolygon(points, size);
  if (!isRectangle) return null;
  const problem = problemOfBox([x, y, width, height]);
  if (problem !== null) throw invalidAt(place, problem);
  return outlineOfRectangle({ x, y, width, height, rotation: rotation ?? 0 }, size);
}

function levelOf(labels: readonly string[]): SampleLevel | null {
  const names = labels.map((label) => label.toLowerCase());
  return (['word', 'line', 'page'] as const).find((level) => names.includes(level)) ?? null;
}

function markOf(labels: readonly string[]): WordMark {
  const names = labels.map((label) => label.toLowerCase().replace(/[\s_]/gu, '-'));
  return (['illegible', 'not-text'] as const).find((mark) => names.includes(mark)) ?? 'text';
}

/** Which export a file begins like: JSON has tasks with data and annotations; JSON_MIN has no such nesting. */
async function kindOf(path: string): Promise<Kind | null> {
  const head = await fileHead(path, 64 * 1024);
  if (!/^\s*\[\s*\{/u.test(head)) return null;
  if (/"(?:annotations|data)"\s*:/u.test(head) && /"data"\s*:\s*\{|"result"\s*:/u.test(head))
    return 'label-studio';
  return /"(?:annotation_id|lead_time)"\s*:/u.test(head) ? 'label-studio-min' : null;
}

const labels = z.array(z.string()).nullish();

/** The value of a result: a shape, labels or a text, depending on its type. */
const valueSchema = z.object({
  ...placeShape,
  points: z.array(pointSchema).optional(),
  text: z.union([z.array(textSchema), textSchema]).nullish(),
  labels,
  rectanglelabels: labels,
  polygonlabels: labels,
});

/**
 * Types of results with a shape, labels or a text. Others, such as arrows between regions, choices and ratings, are no
 * problem when they look otherwise than expected.
 */
const readTypes: ReadonlySet<string> = new Set([
  'rectangle',
  'rectanglelabels',
  'polygon',
  'polygonlabels',
  'labels',
  'textarea',
]);

/** What each result has, whatever its type. */
const headSchema = z
  .object({
    id: z.union([z.string(), z.number()]).transform(String).optional().catch(undefined),
    type: z.string().catch(''),
  })
  .catch({ id: undefined, type: '' });

/** Results with the same id describe one region: its shape, its labels and its text. */
const resultSchema = z.object({
  value: valueSchema.nullish().transform((value): z.infer<typeof valueSchema> => value ?? {}),
  original_width: z.number().positive().nullish(),
  original_height: z.number().positive().nullish(),
  to_name: z.string().nullable().default(null),
  item_index: z.number().int().min(0).nullable().default(null),
  meta: z.looseObject({ inkdex: z.unknown().optional() }).nullish(),
});
type Result = z.infer<typeof resultSchema>;

const annotationsSchema = z
  .array(
    z.object({
      was_cancelled: z.boolean().nullish(),
      ground_truth: z.boolean().nullish(),
      result: z.array(z.unknown()).nullish(),
    }),
  )
  .nullish();

/** A task in a JSON export. "data" contains the image under a name that the labelling setup defines. */
const taskSchema = z.object({
  id: z.union([z.number(), z.string()]).transform(String).optional(),
  data: z.record(z.string(), z.unknown()),
  annotations: annotationsSchema,
  /** Their name before version 1.0. */
  completions: annotationsSchema,
  /** Guesses of a model, which are no labels. */
  predictions: z.array(z.unknown()).nullish().catch(undefined),
});
type Task = z.infer<typeof taskSchema>;

import { z } from 'zod';
import { counted } from '../../../shared/text.ts';
import { safeParse } from '../../../shared/json.ts';
import { checkedFormat, invalidAt, parsedAt, textSchema, type Place } from '../records.ts';
import { isPhotoReference } from './images.ts';
import { readTasks, recogniseTasks } from './read.ts';
import { placeShape, writeTasks, type WrittenTask } from './write.ts';

/**
 * Label Studio's JSON_MIN: tasks whose results are lists under the names of the labelling setup's tags, without ids:
 * `{"ocr": "/data/upload/1/a.png", "id": 1, "bbox": [{...}], "transcription": ["word"], "annotation_id": 1}`. A text
 * belongs to the region with the same position in its list.
 */
export const labelStudioMin = checkedFormat({
  name: 'label-studio-min',
  title: 'Label Studio JSON_MIN',
  losses: [],
  recognise: (path) => recogniseTasks(path, 'label-studio-min'),
  read: (path, options) => readTasks(path, options, 'label-studio-min', fullTask),
  write: (samples, path, options) => writeTasks(samples, path, options, 'result.json', minimalTask),
});

/** A task as Label Studio's converter makes it, with the fields that other formats carry beside each shape. */
function minimalTask({ id, image, result }: WrittenTask): unknown {
  const texts = result.flatMap(({ value }) => value.text ?? []);
  const shapesOf = (tag: string): unknown[] =>
    result
      .filter(({ from_name }) => from_name === tag)
      .map(({ value, original_width, original_height, meta }) => ({
        ...{ ...value, original_width, original_height, inkdex: meta?.inkdex },
      }));
  // Lists by tag: texts in the order of the shapes.
  const textsOf = (tag: string): string[] => {
    const ids = new Set(result.flatMap(({ id: region, from_name }) => (from_name === tag ? [region] : [])));
    return result.flatMap(({ id: region, value }) => (ids.has(region) ? (value.text ?? []) : []));
  };
  const [rectangle, polygon] = [shapesOf('rectangle'), shapesOf('polygon')];
  return {
    image,
    id,
    ...(rectangle.length === 0 ? {} : { rectangle }),
    ...(polygon.length === 0 ? {} : { polygon }),
    transcription: texts.length === 1 ? texts[0] : [...textsOf('rectangle'), ...textsOf('polygon')],
    annotation_id: id,
  };
}

const shapeSchema = z.looseObject({
  ...placeShape,
  points: z.array(z.unknown()).optional(),
  inkdex: z.unknown().optional(),
});
type Shape = z.infer<typeof shapeSchema>;
const shapesSchema = z
  .array(shapeSchema.refine(({ x, points }) => x !== undefined || points !== undefined))
  .min(1);

/** One text is a text; several are a list. Label Studio keeps the place of a text with several lines. */
const regionTextSchema = z.union([
  textSchema,
  z.looseObject({ text: z.union([textSchema, z.array(textSchema)]) }),
]);
const textsSchema = z.union([textSchema.transform((text) => [text]), z.array(regionTextSchema).min(1)]);

const taskSchema = z.looseObject({ id: z.union([z.number(), z.string()]).optional() });

/** Fields that Label Studio adds to each task. */
const addedFields = new Set([
  ...['id', 'annotator', 'annotation_id', 'created_at', 'updated_at', 'lead_time', 'agreement'],
]);

/**
 * A task as the JSON export would have it.
 * @throws InkdexError `data-invalid` when the text of a region is not known
 */
function fullTask(value: unknown, place: Place): unknown {
  const task = parsedAt(taskSchema, value, place);
  const fields = Object.entries(task).filter(([name]) => !addedFields.has(name));
  const textField = textFieldOf(fields);
  const lists = fields.flatMap(([name, list]) => {
    const shapes = safeParse(shapesSchema, list);
    return name === textField || !shapes.success ? [] : [shapes.data];
  });
  const count = regionsOf(lists).length;
  const complete = lists.filter(({ length }) => length === count);
  const regions = regionsOf([...complete, ...lists]);
  const texts = textsSchema.safeParse(task[textField ?? '']).data ?? [];
  // Rectangles and polygons are in separate lists: only Inkdex's own exports tell in which order the texts are.
  const isOrdered = complete.length > 0 || regions.every(([shape]) => shape?.inkdex !== undefined);
  if (texts.length > 0 && (texts.length !== regions.length || !isOrdered)) {
    throw invalidAt(
      place,
      `JSON_MIN does not say which of ${counted(texts.length, 'text')} belongs to which of ` +
        `${counted(regions.length, 'region')}. Export the project as JSON and import it in the format label-studio.`,
    );
  }
  const result = regions.flatMap((shapes, index) => [
    ...shapes.map((shape) => resultOf(index, shape)),
    ...texts.slice(index, index + 1).map((text) => resultOf(index, { text })),
  ]);
  const data = fields.filter(([name]) => name !== textField);
  return { id: task.id, data: Object.fromEntries(data), annotations: [{ result }] };
}

/** The field of the texts: by its usual names, else the only list of texts, else none. */
function textFieldOf(fields: readonly (readonly [string, unknown])[]): string | undefined {
  const found = fields.filter(([, value]) => textsSchema.safeParse(value).success);
  const lists = found.filter(([, value]) => Array.isArray(value) && mayBeTexts(value));
  const named = ['transcription', 'text'].find((name) => found.some(([field]) => field === name));
  return named ?? (lists.length === 1 ? lists[0]?.[0] : undefined);
}

/** A task may have lists of numbers, too, and one of several pages a list of their images. */
function mayBeTexts(list: readonly unknown[]): boolean {
  return !list.every((entry) =>
    typeof entry === 'string' ? isPhotoReference(entry) : typeof entry === 'number',
  );
}

/** The shapes of each region, which repeat its place: one with its labels from each tag. */
function regionsOf(lists: readonly (readonly Shape[])[]): Shape[][] {
  const regions = new Map<string, Shape[]>();
  for (const shapes of new Set(lists)) {
    const repeats = new Map<string, number>();
    for (const shape of shapes) {
      const { x, y, width, height, rotation, points } = shape;
      const place = JSON.stringify([x, y, width, height, rotation, points]);
      const repeat = repeats.get(place) ?? 0;
      repeats.set(place, repeat + 1);
      const key = `${repeat} ${place}`;
      regions.set(key, [...(regions.get(key) ?? []), shape]);
    }
  }
  return [...regions.values()];
}

function resultOf(region: number, value: Partial<Shape>): unknown {
  const { original_width, original_height, inkdex, text } = value;
  const inside = typeof text === 'object' && text !== null && 'text' in text ? text.text : text;
  const meta = inkdex === undefined ? undefined : { inkdex };
  return {
    id: String(region),
    type: '',
    value: { ...value, text: inside },
    original_width,
    original_height,
    meta,
  };
}

import type { z } from 'zod';
import { sampleLabelSchema, type SampleLabel, type Split } from '../../../shared/contract/dataset.ts';
import { parseJson } from '../../../shared/json.ts';
import { madeBySchema, type Alternative, type MadeBy, type WordMark } from '../../../shared/contract/word.ts';
import type { IncomingRecord, OutgoingSample } from '../exchangeFormat.ts';
import type { Point, Size } from '../../../shared/geometry.ts';
import { invalidAt, noArea, parsedAt, skipped, type Place } from '../records.ts';
import { outlineOf, requireOutline, sameOutline } from './outline.ts';
import { directionOf, hasArea, shapeOf, type Shape } from '../../../shared/shape.ts';

/**
 * Page formats can express a text and its place, but few other fields of a sample. The other fields are carried
 * beside each element where other programs ignore them (PAGE's `custom`, a tag in ALTO, an extra key in JSON), so
 * that nothing is lost between two copies of Inkdex. The format's own values win: if another program has moved a box
 * or corrected a text, the carried value of the old one is dropped.
 */

/**
 * The fields carried beside an element: its sample's key, and every field that reading the element would not give.
 */
const carriedSchema = sampleLabelSchema
  .partial()
  .extend({ key: sampleLabelSchema.shape.key, source: madeBySchema.optional() });
export type Carried = z.infer<typeof carriedSchema>;

/** A word, line or block as its format describes it, in pixels of the upright image. */
export interface Part {
  readonly id: string | null;
  /** The line of the file where it starts, from 1. */
  readonly row: number;
  /** Null: the format gives no place. */
  readonly outline: readonly Point[] | null;
  readonly baseline: readonly Point[];
  /** Normalised; null when the format gives none. */
  readonly text: string | null;
  readonly mark: WordMark;
  readonly alternatives: readonly Alternative[];
  readonly language: string | null;
  readonly split: Split | null;
  readonly carried: Carried | null;
  /** The problem with it, as a sentence; null when there is none. */
  readonly problem: string | null;
}

/** The fields that follow from a part's position among the others. */
export type Whereabouts = Pick<SampleLabel, 'key' | 'level' | 'file' | 'page' | 'line' | 'position'>;

/** How values change when they are written in a format and read again. */
export interface Held {
  readonly outline: (outline: readonly Point[], size: Size) => readonly Point[];
  readonly baseline: (baseline: readonly Point[], size: Size) => readonly Point[];
  readonly text: (text: string) => string;
  readonly alternatives: (alternatives: readonly Alternative[]) => readonly Alternative[];
  readonly language: (language: string | null) => string | null;
  readonly split: (split: Split | null) => Split | null;
  readonly mark: (mark: WordMark) => WordMark;
}

/** A thousandth of a pixel: the precision of coordinates that are written as fractions of the image. */
const tolerance = 1e-3;

/** A part without any values. */
export const emptyPart: Part = {
  id: null,
  row: 0,
  outline: null,
  baseline: [],
  text: null,
  mark: 'text',
  alternatives: [],
  language: null,
  split: null,
  carried: null,
  problem: null,
};

/**
 * Parses the JSON that an element carries (undefined: nothing), or returns the problem with it.
 * @param where the position of the JSON, as a sentence's subject
 */
export function carriedOrProblem(json: string | undefined, where: string): Pick<Part, 'carried' | 'problem'> {
  return carriedOfValue(json === undefined ? undefined : (parseJson(json) ?? null), where);
}

/** Like `carriedOrProblem`, for JSON formats, where the value is already parsed. */
export function carriedOfValue(value: unknown, where: string): Pick<Part, 'carried' | 'problem'> {
  if (value === undefined) return { carried: null, problem: null };
  const parsed = carriedSchema.safeParse(value);
  if (parsed.success) return { carried: parsed.data, problem: null };
  return { carried: null, problem: `${where} was changed or damaged. Remove it.` };
}

/** JSON that contains only characters that XML allows. */
export function plainJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u{fffe}\u{ffff}]/gu,
    (sign) => `\\u${sign.charCodeAt(0).toString(16)}`,
  );
}

/** A sample as a format can express it: what a reader would find. */
export function partOf(
  sample: OutgoingSample,
  held: Held,
  { id, baseline }: { readonly id: string | null; readonly baseline: readonly Point[] },
): Part {
  return {
    id,
    row: 0,
    outline: held.outline(outlineOf(sample, sample), sample),
    baseline,
    text: held.text(sample.text),
    mark: held.mark(sample.mark),
    alternatives: held.alternatives(sample.alternatives),
    language: held.language(sample.language),
    split: held.split(sample.split),
    carried: { key: sample.key },
    problem: null,
  };
}

/** The fields to carry beside a part so that its sample can be restored. */
export function carriedOf(sample: OutgoingSample, part: Part, where: Whereabouts): Carried {
  const { source } = sample;
  const derived = new Map<string, unknown>(Object.entries(derivedLabel(part, where, sample)));
  const given = new Map<string, unknown>(Object.entries(sample));
  const differing = Object.keys(sampleLabelSchema.shape).filter(
    (field) => JSON.stringify(given.get(field)) !== JSON.stringify(derived.get(field)),
  );
  return carriedSchema.parse({
    ...Object.fromEntries(differing.map((field) => [field, given.get(field)])),
    key: sample.key,
    ...(source === undefined ? {} : { source }),
  });
}

/**
 * A part's sample, on the image at `path`.
 * @throws InkdexError `data-invalid` when a field is out of range
 */
export function sampleOf(
  part: Part,
  where: Whereabouts,
  { path, size }: { readonly path: string; readonly size: Size },
  held: Held,
  place: Place,
): IncomingRecord {
  if (part.problem !== null) throw invalidAt(place, part.problem);
  const exact = part.carried === null ? null : exactFields(part, part.carried, size, held);
  // A place that was written from a sample is checked by the dataset import.
  if (exact?.isWhole !== true && part.outline !== null) {
    requireOutline(place, part.outline);
    if (part.outline.length < 3 || !hasArea(part.outline)) return skipped(noArea, place);
  }
  const derived = derivedLabel(part, where, size);
  const parsed = parsedAt(sampleLabelSchema, { ...derived, ...exact?.label }, place);
  const source = exact?.source;
  const sample = { ...parsed, path, ...(source === undefined ? {} : { source }) };
  return { kind: 'sample', place, sample };
}

/** The label as the format itself gives it. */
function derivedLabel(part: Part, where: Whereabouts, size: Size): SampleLabel {
  return {
    ...where,
    ...derivedShape(part, size),
    text: part.text ?? '',
    mark: part.mark,
    split: part.split,
    writer: null,
    language: part.language,
    alternatives: [...part.alternatives],
  };
}

function derivedShape({ outline, baseline }: Part, size: Size): Shape {
  return outline === null ? { quad: null, polygon: null } : shapeOf(outline, directionOf(baseline), size);
}

/** The carried fields that still agree with the format's own values. */
function exactFields(
  part: Part,
  { source, ...carried }: Carried,
  size: Size,
  held: Held,
): { label: Readonly<Record<string, unknown>>; isWhole: boolean; source: MadeBy | undefined } {
  const shape = exactShape(part, carried, size, held);
  const { text, alternatives } = carried;
  const keepsText = text !== undefined && held.text(text) === held.text(part.text ?? '');
  // A format without alternatives cannot contradict the carried ones.
  const keepsAlternatives =
    alternatives !== undefined &&
    (part.alternatives.length === 0 || sameTexts(held.alternatives(alternatives), part.alternatives));
  const dropped = new Set([
    ...(shape === undefined ? ['quad', 'polygon'] : []),
    ...(keepsText ? [] : ['text']),
    ...(keepsAlternatives ? [] : ['alternatives']),
  ]);
  const label = Object.fromEntries(Object.entries(carried).filter(([field]) => !dropped.has(field)));
  return { label: { ...label, ...shape }, isWhole: shape !== undefined, source };
}

/** The quad and polygon from which this outline was written; undefined when the outline was changed since. */
function exactShape(
  part: Part,
  { quad, polygon }: Omit<Carried, 'source'>,
  size: Size,
  held: Held,
): Shape | undefined {
  const derived = derivedShape(part, size);
  const exact: Shape = {
    quad: quad === undefined ? derived.quad : quad,
    polygon: polygon === undefined ? derived.polygon : polygon,
  };
  const written = held.outline(outlineOf(exact, size), size);
  const found = part.outline ?? held.outline(outlineOf({ quad: null, polygon: null }, size), size);
  return sameOutline(written, found, tolerance) ? exact : undefined;
}

function sameTexts(a: readonly Alternative[], b: readonly Alternative[]): boolean {
  return a.length === b.length && a.every(({ text }, index) => text === b[index]?.text);
}

/** BCP 47 in its usual form, also from a three-letter code: "deu" becomes "de". Null when it is not such a tag. */
export function languageOf(code: string | null | undefined): string | null {
  const tag = code?.trim().replaceAll('_', '-') ?? '';
  if (tag === '' || tag.length > 35) return null;
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

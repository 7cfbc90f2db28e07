import type { z } from 'zod';
import { sampleLabelSchema, type SampleLabel, type Split } from '../../../shared/contract/dataset.ts';
import type { IncomingRecord, OutgoingSample } from '../../../shared/exchange.ts';
import type { Point, Size } from '../../../shared/geometry.ts';
import { madeBySchema, type Alternative, type MadeBy, type WordMark } from '../../../shared/contract/word.ts';
import { describeIssues, invalidAt, type Place } from '../records.ts';
import { directionOf, outlineOf, sameOutline, shapeOf, requireOutline, type Shape } from './outline.ts';

/**
 * Page formats have words for a text and its place, and none for much else that a sample has. What is left
 * over travels beside each element where other programs pass it by (PAGE's `custom`, a tag in ALTO, an extra
 * key in JSON), so that nothing is lost between two Inkdexes. What the format itself says comes first: where
 * another program has moved a box or mended a text, what travelled beside the old one is dropped.
 */

/** What an element carries beside it: its sample's key, and every field that reading the element would not give. */
export const carriedSchema = sampleLabelSchema
  .partial()
  .extend({ key: sampleLabelSchema.shape.key, source: madeBySchema.optional() });
export type Carried = z.infer<typeof carriedSchema>;

/** A word, line or block as its format describes it, in pixels of the upright image. */
export interface Part {
  readonly id: string | null;
  /** Line of the file that it starts in, from 1. */
  readonly row: number;
  /** Null: the format gives no place. */
  readonly outline: readonly Point[] | null;
  readonly baseline: readonly Point[];
  /** Normalized; null where the format gives none. */
  readonly text: string | null;
  readonly mark: WordMark;
  readonly alternatives: readonly Alternative[];
  readonly language: string | null;
  readonly split: Split | null;
  readonly carried: Carried | null;
  /** What is wrong with it, as a sentence; null when nothing is. */
  readonly problem: string | null;
}

/** What follows from where a part stands among the others. */
export type Whereabouts = Pick<SampleLabel, 'key' | 'level' | 'file' | 'page' | 'line' | 'position'>;

/** What comes back of a value that was written in a format and read again. */
export interface Held {
  readonly outline: (outline: readonly Point[], size: Size) => readonly Point[];
  readonly baseline: (baseline: readonly Point[], size: Size) => readonly Point[];
  readonly text: (text: string) => string;
  readonly alternatives: (alternatives: readonly Alternative[]) => readonly Alternative[];
  readonly language: (language: string | null) => string | null;
  readonly split: (split: Split | null) => Split | null;
  readonly mark: (mark: WordMark) => WordMark;
}

/** A thousandth of a pixel: coordinates that are written as shares of the image come back so exactly. */
const tolerance = 1e-3;

/** A part that says nothing yet. */
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
 * What an element carries, from its JSON (undefined: nothing), or the problem with it.
 *
 * @param where the JSON stands, as a sentence's subject
 */
export function carriedOrProblem(json: string | undefined, where: string): Pick<Part, 'carried' | 'problem'> {
  return carriedOfValue(json === undefined ? undefined : parsedOrNull(json), where);
}

/** As `carriedOrProblem`, of a value that formats of JSON have among their own. */
export function carriedOfValue(value: unknown, where: string): Pick<Part, 'carried' | 'problem'> {
  if (value === undefined) return { carried: null, problem: null };
  const parsed = carriedSchema.safeParse(value);
  if (parsed.success) return { carried: parsed.data, problem: null };
  return { carried: null, problem: `${where} was changed or damaged. Remove it.` };
}

/** Null, which nothing carries, for what is no JSON. */
function parsedOrNull(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** JSON in characters that XML has too. */
export function plainJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u{fffe}\u{ffff}]/gu,
    (sign) => `\\u${sign.charCodeAt(0).toString(16)}`,
  );
}

/** A sample as a format can hold it: what a reader would find. */
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

/** What has to travel beside a part so that its sample comes back as it was. */
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
 *
 * @throws InkdexError `data-invalid` where the part lies outside its image or a field is out of range
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
  // Datasets judge a place that was written from one of their samples.
  if (exact?.isWhole !== true && part.outline !== null) requireOutline(place, part.outline, size);
  const derived = derivedLabel(part, where, size);
  const parsed = sampleLabelSchema.safeParse({ ...derived, ...exact?.label });
  if (!parsed.success) throw invalidAt(place, describeIssues(parsed.error));
  const source = exact?.source;
  const sample = { ...parsed.data, path, ...(source === undefined ? {} : { source }) };
  return { kind: 'sample', place, sample };
}

/** What the format itself says. */
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

/** Of what a part carries, that which still fits to what the format says. */
function exactFields(
  part: Part,
  { source, ...carried }: Carried,
  size: Size,
  held: Held,
): { label: Readonly<Record<string, unknown>>; isWhole: boolean; source: MadeBy | undefined } {
  const shape = exactShape(part, carried, size, held);
  const { text, alternatives } = carried;
  const keepsText = text !== undefined && held.text(text) === held.text(part.text ?? '');
  // A format that has none here says nothing against them.
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

/** The quad and polygon that were written as this outline; undefined where the outline was changed since. */
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

import type { z } from 'zod';
import { sampleLabelSchema, type SampleLabel } from '../../shared/contract/dataset.ts';
import type { IncomingRecord, IncomingSample } from '../../shared/exchange.ts';
import { boxOfQuad, quadOfBox, type Box, type Quad } from '../../shared/geometry.ts';
import { InkdexError, type ErrorCode } from '../../shared/result.ts';
import { normalizeText } from '../../shared/text.ts';
import { createKeySet } from './keySet.ts';

/**
 * Where a record stands, as messages say it. Parsers of one record throw an InkdexError `data-invalid`
 * made by `invalidAt`; the loop over the file turns it into an invalid record.
 */
export type Place = string;

export function lineOf(path: string, line: number): Place {
  return `${path}, line ${String(line)}`;
}

/** A record that is wrong: what was found, what was expected. */
export function invalidAt(place: Place, problem: string): InkdexError {
  return new InkdexError('data-invalid', `${place}: ${problem}`);
}

export function skipped(reason: string, place: Place): IncomingRecord {
  return { kind: 'skipped', reason, place };
}

/** What most formats say nothing of. */
export const bareLabel = {
  quad: null,
  polygon: null,
  mark: 'text',
  split: null,
  writer: null,
  page: null,
  line: null,
  position: null,
  language: null,
  alternatives: [],
} as const satisfies Partial<SampleLabel>;

/**
 * A sample as every reader gives it: its text in NFC without outer white space.
 *
 * @throws InkdexError `data-invalid` naming the field that is wrong
 */
export function sampleAt(place: Place, { path, source, sha256, ...label }: IncomingSample): IncomingRecord {
  const parsed = sampleLabelSchema.safeParse({ ...label, text: normalizeText(label.text) });
  if (!parsed.success) throw invalidAt(place, describeIssues(parsed.error));
  const known = { ...(source === undefined ? {} : { source }), ...(sha256 === undefined ? {} : { sha256 }) };
  return { kind: 'sample', place, sample: { ...parsed.data, path, ...known } };
}

/** The first things that a schema finds wrong, in one line. */
export function describeIssues(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ');
}

/** The label of a sample alone, its fields always in this order. */
export function labelOf(sample: SampleLabel): SampleLabel {
  const { key, level, file, quad, polygon, text, mark, split, writer } = sample;
  const { page, line, position, language, alternatives } = sample;
  return {
    ...{ key, level, file, quad, polygon, text, mark, split, writer },
    ...{ page, line, position, language, alternatives },
  };
}

/** Boxes may stand out by rounding, as datasets let them: pixels, or a share of the longer side. */
const standOutPixels = 2;
const standOutShare = 0.01;

/** @throws InkdexError `data-invalid` where a quad leaves its image */
export function requireInside(
  place: Place,
  quad: Quad,
  image: { readonly width: number; readonly height: number },
): void {
  const margin = Math.max(standOutPixels, standOutShare * Math.max(image.width, image.height));
  const [left, top, width, height] = boxOfQuad(quad);
  const isInside =
    left >= -margin &&
    top >= -margin &&
    left + width <= image.width + margin &&
    top + height <= image.height + margin;
  if (isInside) return;
  throw invalidAt(
    place,
    `${described(quad)} leaves the image, which has ${String(image.width)} x ${String(image.height)} pixels.`,
  );
}

/** @throws InkdexError `data-invalid` for a quad that nothing can stand in */
export function requireArea(place: Place, quad: Quad): void {
  const [, , width, height] = boxOfQuad(quad);
  if (width <= 0 || height <= 0) {
    throw invalidAt(place, `${described(quad)} is empty; expected one with an area.`);
  }
}

/**
 * Null, or what is wrong with a box whose sides run backwards: as corners they would be those of mirrored or turned
 * writing, and nobody knows where the box was meant to be.
 */
export function problemOfBox(box: Box): string | null {
  const [, , width, height] = box;
  return width < 0 || height < 0 ? `${describedBox(box)} has a side below 0.` : null;
}

/** @throws InkdexError `data-invalid` for a box whose sides run backwards */
export function quadOfBoxAt(place: Place, box: Box): Quad {
  const problem = problemOfBox(box);
  if (problem !== null) throw invalidAt(place, problem);
  return quadOfBox(box);
}

function described(quad: Quad): string {
  return describedBox(boxOfQuad(quad));
}

function describedBox([x, y, width, height]: Box): string {
  return `the box x ${String(x)}, y ${String(y)}, width ${String(width)}, height ${String(height)}`;
}

// The digits before a point and after it are parted by that alone, so that no long row of them is cut every way.
const decimal = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/iu;

/** A decimal number; NaN for anything else, such as nothing, `0x10` or `Infinity`. */
export function parseDecimal(text: string): number {
  return decimal.test(text.trim()) ? Number(text) : NaN;
}

/** @throws InkdexError `data-invalid` when a text is no finite decimal number: NaN and Infinity are none */
export function parseNumber(place: Place, text: string, what: string): number {
  const value = parseDecimal(text);
  if (Number.isFinite(value)) return value;
  throw invalidAt(place, `${what} is ${JSON.stringify(text.slice(0, 80))}; expected a number.`);
}

/** @throws InkdexError `data-invalid` when a text is no whole number from 0 on */
export function parseCount(place: Place, text: string, what: string): number {
  const value = /^\d{1,15}$/u.test(text.trim()) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value)) return value;
  throw invalidAt(
    place,
    `${what} is ${JSON.stringify(text.slice(0, 80))}; expected a whole number from 0 on.`,
  );
}

/** What is wrong with one record or its image alone; a full disk, say, stops everything. */
const codesOfRecords: ReadonlySet<ErrorCode> = new Set([
  'data-invalid',
  'file-missing',
  'file-empty',
  'file-unreadable',
  'permission-denied',
  'image-damaged',
  'image-too-large',
  'image-format-unknown',
  'unknown-character',
]);

/** What `parse` makes of one record (null: nothing), or the invalid record that says what is wrong with it. */
export async function recordOr<Parsed extends IncomingRecord | null>(
  parse: () => Parsed | Promise<Parsed>,
): Promise<Parsed | IncomingRecord> {
  try {
    return await parse();
  } catch (error) {
    return invalidRecord(error);
  }
}

/** @throws what was thrown, where it is not about one record or file of the data alone */
export function invalidRecord(error: unknown): IncomingRecord {
  if (error instanceof InkdexError && codesOfRecords.has(error.code)) {
    return { kind: 'invalid', message: error.message };
  }
  throw error;
}

/** The same records, but that a key which was there before is invalid. */
export async function* withoutRepeats(
  records: AsyncIterable<IncomingRecord>,
): AsyncGenerator<IncomingRecord> {
  const keys = createKeySet();
  for await (const record of records) {
    if (record.kind === 'sample' && !keys.add(record.sample.key)) {
      const place = record.place ?? record.sample.file;
      yield {
        kind: 'invalid',
        message: `${place}: ${JSON.stringify(record.sample.key)} was there before; expected each once.`,
      };
    } else {
      yield record;
    }
  }
}

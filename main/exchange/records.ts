import { z } from 'zod';
import { parseJson, safeParse } from '../../shared/json.ts';
import { sampleLabelSchema, type SampleLabel, type Split } from '../../shared/contract/dataset.ts';
import {
  chosenName,
  type ExchangeFormat,
  type IncomingRecord,
  type IncomingSample,
  type OutgoingSamples,
  type WriteOptions,
} from './exchangeFormat.ts';
import { quadOfBox, type Box, type Quad } from '../../shared/geometry.ts';
import { InkdexError, type ErrorCode, pictureErrors } from '../../shared/result.ts';
import { normalizeText } from '../../shared/text.ts';
import { createWholeFolder } from '../files/writeWhole.ts';
import { createKeySet } from './keySet.ts';

/**
 * The position of a record in messages. Parsers of one record throw an InkdexError `data-invalid` made by
 * `invalidAt`; the loop over the file turns it into an invalid record.
 */
export type Place = string;

export function lineOf(path: string, line: number): Place {
  return `${path}, line ${line}`;
}

/** An error for an invalid record: what was found, what was expected. */
export function invalidAt(place: Place, problem: string): InkdexError {
  return new InkdexError('data-invalid', `${place}: ${problem}`);
}

export function skipped(reason: string, place: Place): IncomingRecord {
  return { kind: 'skipped', reason, place };
}

/** The fields that most formats leave empty. */
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
 * A sample as every reader returns it: its text in NFC and trimmed.
 * @throws InkdexError `data-invalid`, naming the invalid field
 */
export function sampleAt(place: Place, { path, source, sha256, ...label }: IncomingSample): IncomingRecord {
  const parsed = parsedAt(sampleLabelSchema, { ...label, text: normalizeText(label.text) }, place);
  const known = { ...(source === undefined ? {} : { source }), ...(sha256 === undefined ? {} : { sha256 }) };
  return { kind: 'sample', place, sample: { ...parsed, path, ...known } };
}

/** The first issues that a schema reports, in one line. */
export function describeIssues(error: z.ZodError, most = 3): string {
  return error.issues
    .slice(0, most)
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ');
}

/**
 * @param what the value is, for the message: `box 3: `
 * @throws InkdexError `data-invalid`, naming the fields that the schema refuses
 */
export function parsedAt<Parsed>(schema: z.ZodType<Parsed>, value: unknown, place: Place, what = ''): Parsed {
  const parsed = safeParse(schema, value);
  if (parsed.success) return parsed.data;
  throw invalidAt(place, what + describeIssues(parsed.error));
}

/** Like `parsedAt`, for a line of a list of JSON lines. */
export function parsedLine<Parsed>(schema: z.ZodType<Parsed>, text: string, place: Place): Parsed {
  const value = parseJson(text);
  if (value === undefined) throw invalidAt(place, 'not valid JSON; expected one object per line.');
  return parsedAt(schema, value, place);
}

/**
 * A text in JSON. Programs write one of digits as a number; one with more digits than a number keeps would be another text.
 */
export const textSchema = z.union(
  [
    z.string(),
    z
      .number()
      .refine((value) => Number.isSafeInteger(value) || !Number.isInteger(value))
      .transform(String),
  ],
  { error: ({ input }) => `found ${JSON.stringify(input ?? null).slice(0, 80)}; expected a text` },
);

/** Only the label of a sample, its fields always in this order. */
export function labelOf(sample: SampleLabel): SampleLabel {
  const { key, level, file, quad, polygon, text, mark, split, writer } = sample;
  const { page, line, position, language, alternatives } = sample;
  return {
    ...{ key, level, file, quad, polygon, text, mark, split, writer },
    ...{ page, line, position, language, alternatives },
  };
}

/** Why an outline without an area is left out: a click that drew nothing costs no other region. */
export const noArea = 'outline without an area';

/**
 * Null, or the problem with a box of negative width or height: its corners would mean mirrored or rotated writing,
 * and its true place is unknown.
 */
export function problemOfBox(box: Box): string | null {
  const [, , width, height] = box;
  return width < 0 || height < 0 ? `${describedBox(box)} has a negative width or height.` : null;
}

/** @throws InkdexError `data-invalid` for a box with a negative width or height */
export function quadOfBoxAt(place: Place, box: Box): Quad {
  const problem = problemOfBox(box);
  if (problem !== null) throw invalidAt(place, problem);
  return quadOfBox(box);
}

function describedBox([x, y, width, height]: Box): string {
  return `the box x ${x}, y ${y}, width ${width}, height ${height}`;
}

// Only the point separates the two groups of digits, so that a long number causes no backtracking.
const decimal = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/iu;

/** A decimal number; NaN for anything else, such as an empty text, `0x10` or `Infinity`. */
export function parseDecimal(text: string): number {
  return decimal.test(text.trim()) ? Number(text) : NaN;
}

/** @throws InkdexError `data-invalid` when a text is not a finite decimal number (also NaN and Infinity) */
export function parseNumber(place: Place, text: string, what: string): number {
  const value = parseDecimal(text);
  if (Number.isFinite(value)) return value;
  throw invalidAt(place, `${what} is ${JSON.stringify(text.slice(0, 80))}; expected a number.`);
}

/** @throws InkdexError `data-invalid` when a text is not a whole number from 0 */
export function parseCount(place: Place, text: string, what: string): number {
  const value = /^\d{1,15}$/u.test(text.trim()) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(value)) return value;
  throw invalidAt(
    place,
    `${what} is ${JSON.stringify(text.slice(0, 80))}; expected a whole number of at least 0.`,
  );
}

/** Errors of a single record or its image; others, such as a full disk, stop everything. */
const codesOfRecords: ReadonlySet<ErrorCode> = new Set([
  ...pictureErrors,
  'data-invalid',
  'permission-denied',
  'unknown-character',
]);

/** The result of `parse` for one record (null: none), or an invalid record with the error. */
export async function recordOr<Parsed extends IncomingRecord | null>(
  parse: () => Parsed | Promise<Parsed>,
): Promise<Parsed | IncomingRecord> {
  try {
    return await parse();
  } catch (error) {
    return invalidRecord(error);
  }
}

/** @throws the error itself when it does not concern a single record or file */
export function invalidRecord(error: unknown): IncomingRecord {
  if (error instanceof InkdexError && codesOfRecords.has(error.code)) {
    return { kind: 'invalid', message: error.message };
  }
  throw error;
}

/** The same records, but a repeated key makes a record invalid. */
export async function* withoutRepeats(
  records: AsyncIterable<IncomingRecord>,
): AsyncGenerator<IncomingRecord> {
  const keys = createKeySet();
  for await (const record of records) {
    if (record.kind === 'sample' && !keys.add(record.sample.key)) {
      const { key, file, quad, polygon } = record.sample;
      const problem =
        key === file && quad === null && polygon === null
          ? `the image ${JSON.stringify(file)} has a text already; expected one text for each image, or boxes.`
          : `the key ${JSON.stringify(key)} occurs twice; expected unique keys.`;
      yield { kind: 'invalid', message: `${record.place ?? file}: ${problem}` };
    } else {
      yield record;
    }
  }
}

/** Other names of the splits, in lower case; null means no split. */
const splits: ReadonlyMap<string, Split | null> = new Map<string, Split | null>([
  ...(['train', 'training'] as const).map((name) => [name, 'train'] as const),
  ...(['validation', 'val', 'valid', 'dev', 'development'] as const).map(
    (name) => [name, 'validation'] as const,
  ),
  ...(['test', 'testing', 'eval'] as const).map((name) => [name, 'test'] as const),
  ...(['', 'none', 'unlabelled', 'unlabeled'] as const).map((name) => [name, null] as const),
]);

/** Null also for a name that is not a split, because other programs keep other values in the same place. */
export function splitOrNull(name: string | null | undefined): Split | null {
  return splits.get(name?.trim().toLowerCase() ?? '') ?? null;
}

/** @throws InkdexError `data-invalid` for a name that is not a split */
export function splitNamed(name: string, place: Place): Split | null {
  const split = splits.get(name.trim().toLowerCase());
  if (split !== undefined) return split;
  throw invalidAt(
    place,
    `the split is ${JSON.stringify(name.slice(0, 80))}; expected train, validation (or dev, val), test, or an empty text.`,
  );
}

/** A format of folders: `write` fills one that will be at `path`. */
export interface FolderFormat extends Omit<ExchangeFormat, 'write'> {
  readonly write:
    | ((samples: OutgoingSamples, folder: string, options: WriteOptions, path: string) => Promise<void>)
    | null;
}

/**
 * A format with what every reader and writer does: a recipe that the format does not have is refused (`bad-arguments`), a
 * record with a repeated key is invalid, and a written folder is there whole or not at all.
 */
export function checkedFormat(format: FolderFormat): ExchangeFormat {
  const { read, write } = format;
  return {
    ...format,
    read:
      read === null
        ? null
        : (path, options) => {
            chosenName(format, 'recipe', options.recipe);
            return withoutRepeats(read(path, options));
          },
    write:
      write === null
        ? null
        : (samples, path, options) =>
            createWholeFolder(path, (folder) => write(samples, folder, options, path)),
  };
}

import { dirname } from 'node:path';
import { z } from 'zod';
import { sampleLevelSchema, type SampleLevel, type Split } from '../../../shared/contract/dataset.ts';
import {
  alternativeSchema,
  madeBySchema,
  polygonSchema,
  wordMarkSchema,
  type WordMark,
} from '../../../shared/contract/word.ts';
import type { IncomingRecord, OutgoingSample } from '../exchangeFormat.ts';
import { isSameOutline, boxOfQuad, quadOfBox, quadSchema, type Quad } from '../../../shared/geometry.ts';
import { parseJson } from '../../../shared/json.ts';
import { InkdexError } from '../../../shared/result.ts';
import { imageFolder } from '../folders.ts';
import {
  bareLabel,
  describeIssues,
  invalidAt,
  labelOf,
  parseCount,
  parseNumber,
  quadOfBoxAt,
  noArea,
  sampleAt,
  skipped,
  splitNamed,
  type Place,
  parsedAt,
} from '../records.ts';
import type { Row, Table } from './table.ts';
import { hasArea } from '../../../shared/shape.ts';

/** Values for rows that do not have their own. */
export interface TableDefaults {
  readonly level: SampleLevel;
  readonly mark: WordMark;
  /** By page name. */
  readonly splits: ReadonlyMap<string, Split | null>;
}

const boxFields = ['x', 'y', 'width', 'height'] as const;

/**
 * Creates the function that converts rows to samples. The images are beside the table, or in the folder `images` there.
 * @throws InkdexError `data-invalid` when no column names the images
 */
export function tableRows(
  table: Table,
  columns: ColumnPlaces,
  defaults: TableDefaults,
): (row: Row, place: Place) => Promise<IncomingRecord> {
  const images = imageFolder(dirname(table.path));
  const imageColumn = requireImageColumn(table, columns);
  const hasBoxes = boxFields.every((field) => columns.has(field));

  return async (row, place) => {
    if (row.problem !== null) throw invalidAt(place, row.problem);
    const cell = (field: TableField): string => row.cells[columns.get(field) ?? -1] ?? '';
    const orNull = (field: TableField): string | null => (cell(field) === '' ? null : cell(field));
    const count = (field: TableField): number | null =>
      cell(field) === '' ? null : parseCount(place, cell(field), field);

    const name = cell(imageColumn);
    const image = await images.find([name, `images/${name}`], place);
    const number = (field: TableField): number => parseNumber(place, table.decimal(cell(field)), field);
    const quad = quadOf(place, cell, hasBoxes ? number : null);
    // Rows written from a dataset may have an empty box; in other tables it is a mistake.
    if (quad !== null && !columns.has('image') && !hasArea(quad)) return skipped(noArea, place);
    const level = chosen(place, 'level', cell('level'), sampleLevelSchema, defaults.level);
    const page = orNull('page');
    const isNamed = imageColumn !== 'page' && columns.has('file');
    const source = json(place, 'source', cell('source'), madeBySchema);
    return sampleAt(place, {
      ...bareLabel,
      key: orNull('key') ?? keyOf(name, level, defaults.mark, quad),
      level,
      file: isNamed && columns.has('image') ? cell('file') : image.file,
      path: image.path,
      quad,
      polygon: json(place, 'polygon', cell('polygon'), polygonSchema),
      text: cell('text'),
      mark: chosen(place, 'mark', cell('mark'), wordMarkSchema, defaults.mark),
      split: columns.has('split')
        ? splitNamed(cell('split'), place)
        : (defaults.splits.get(page ?? name) ?? null),
      writer: orNull('writer'),
      page,
      line: count('line'),
      position: count('position'),
      language: orNull('language'),
      alternatives: json(place, 'alternatives', cell('alternatives'), z.array(alternativeSchema)) ?? [],
      ...(source === null ? {} : { source }),
    });
  };
}

/** Boxes are on the page if there is one: a file may be the word that was cut out of it. */
function requireImageColumn({ path, columns: names }: Table, columns: ColumnPlaces): TableField {
  if (columns.has('image')) return 'image';
  if (columns.has('page') && columns.has('x')) return 'page';
  const column = (['file', 'page'] as const).find((field) => columns.has(field));
  if (column !== undefined) return column;
  throw new InkdexError(
    'data-invalid',
    `${path} has no column for the images: found ${names.join(', ')}; expected file, path, page or image. ` +
      'Name the column, such as file=NAME.',
  );
}

/** The key of a sample without one: its image and place, which stay the same when other rows change. */
function keyOf(image: string, level: SampleLevel, mark: WordMark, quad: Quad | null): string {
  if (quad === null) return image;
  const [[x, y], , [right, bottom]] = quad;
  const kind = mark !== 'text' ? `${mark}:` : level !== 'word' ? `${level}:` : '';
  return `${image}#${kind}${[x, y, right - x, bottom - y].join(',')}`;
}

function quadOf(
  place: Place,
  cell: (field: TableField) => string,
  number: ((field: TableField) => number) | null,
): Quad | null {
  const quad = json(place, 'quad', cell('quad'), quadSchema);
  if (quad !== null) return quad;
  if (number === null || boxFields.every((field) => cell(field) === '')) return null;
  const [x, y, width, height] = boxFields.map(number);
  return quadOfBoxAt(place, [x ?? 0, y ?? 0, width ?? 0, height ?? 0]);
}

function chosen<Value>(
  place: Place,
  field: string,
  text: string,
  schema: z.ZodType<Value>,
  otherwise: Value,
): Value {
  if (text === '') return otherwise;
  const parsed = schema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw invalidAt(place, `${field} is ${JSON.stringify(text.slice(0, 80))}. ${describeIssues(parsed.error)}`);
}

function json<Value>(place: Place, field: string, text: string, schema: z.ZodType<Value>): Value | null {
  if (text === '') return null;
  const value = parseJson(text);
  if (value !== undefined) return parsedAt(schema, value, place, `${field}: `);
  throw invalidAt(place, `${field} is ${JSON.stringify(text.slice(0, 80))}; expected JSON.`);
}

/**
 * The columns of CSV and TSV, by their meaning: a sample's fields, its box, and `image`, the path of the image file
 * if it differs from the sample's name for it. All are written, in this order.
 */
export const tableFields = [
  'key',
  'image',
  'file',
  'level',
  'text',
  'x',
  'y',
  'width',
  'height',
  'quad',
  'polygon',
  'mark',
  'split',
  'writer',
  'page',
  'line',
  'position',
  'language',
  'alternatives',
  'source',
] as const;
type TableField = (typeof tableFields)[number];

/** Other names of these columns. */
const otherNames: Readonly<Record<string, TableField>> = {
  id: 'key',
  filename: 'file',
  file_name: 'file',
  path: 'file',
  fname: 'file',
  label: 'text',
  transcription: 'text',
  ground_truth: 'text',
  word: 'text',
  w: 'width',
  h: 'height',
  subset: 'split',
  author: 'writer',
  form: 'page',
  lang: 'language',
};

/** The index of each field's column. */
type ColumnPlaces = ReadonlyMap<TableField, number>;

/**
 * Assigns the columns of a table to fields: by the person's mapping from field to column, the rest by name.
 * @throws InkdexError `bad-arguments` for an unknown field or a column that the table lacks
 */
export function placeColumns(
  path: string,
  columns: readonly string[],
  mapping: Readonly<Record<string, string>>,
): ColumnPlaces {
  const names = columns.map((column) => column.toLowerCase());
  const places = new Map<TableField, number>();
  // Beside "text", a "label" is something else, whichever comes first.
  for (const field of tableFields) {
    const own = names.indexOf(field);
    const index = own < 0 ? names.findIndex((name) => otherNames[name] === field) : own;
    if (index >= 0) places.set(field, index);
  }
  for (const [name, column] of Object.entries(mapping)) {
    const field = fieldNamed(name);
    const index = columns.indexOf(column);
    if (field === null) {
      throw new InkdexError(
        'bad-arguments',
        `Unknown field ${JSON.stringify(name)}; expected one of ${tableFields.join(', ')}.`,
      );
    }
    if (index < 0) {
      throw new InkdexError(
        'bad-arguments',
        `${path} has no column ${JSON.stringify(column)}; it has ${columns.join(', ')}.`,
      );
    }
    places.set(field, index);
  }
  return places;
}

function fieldNamed(name: string): TableField | null {
  return tableFields.find((field) => field === name) ?? otherNames[name] ?? null;
}

/** A sample as a row of all columns. */
export function cellsOf(sample: OutgoingSample, image: string): string[] {
  const label = labelOf(sample);
  const cells: Record<TableField, string> = {
    ...{ key: label.key, image, file: label.file, level: label.level, text: label.text },
    ...boxCells(label.quad),
    polygon: label.polygon === null ? '' : JSON.stringify(label.polygon),
    mark: label.mark,
    split: label.split ?? '',
    writer: label.writer ?? '',
    page: label.page ?? '',
    line: label.line === null ? '' : String(label.line),
    position: label.position === null ? '' : String(label.position),
    language: label.language ?? '',
    alternatives: label.alternatives.length === 0 ? '' : JSON.stringify(label.alternatives),
    source: sample.source === undefined ? '' : JSON.stringify(sample.source),
  };
  return tableFields.map((field) => cells[field]);
}

/** The box, for people and simple programs; the quad only when the box does not describe it fully. */
function boxCells(quad: Quad | null): Record<'x' | 'y' | 'width' | 'height' | 'quad', string> {
  if (quad === null) return { x: '', y: '', width: '', height: '', quad: '' };
  const box = boxOfQuad(quad);
  const isUpright = isSameOutline(quadOfBox(box), quad);
  const [x, y, width, height] = box.map(String);
  return {
    ...{ x: x ?? '', y: y ?? '', width: width ?? '', height: height ?? '' },
    quad: isUpright ? '' : JSON.stringify(quad),
  };
}

import { z } from 'zod';
import { sampleLevelSchema, type SampleLevel, type Split } from '../../shared/contract/dataset.ts';
import type { IncomingRecord, ReadOptions } from '../../shared/exchange.ts';
import { quadSchema, type Quad } from '../../shared/geometry.ts';
import { InkdexError } from '../../shared/result.ts';
import {
  alternativeSchema,
  madeBySchema,
  polygonSchema,
  wordMarkSchema,
  type WordMark,
} from '../../shared/contract/word.ts';
import { imageFolder } from './imageFolder.ts';
import {
  bareLabel,
  describeIssues,
  invalidAt,
  parseCount,
  parseNumber,
  quadOfBoxAt,
  requireArea,
  requireInside,
  sampleAt,
  type Place,
} from './records.ts';
import { splitNamed } from './splitNames.ts';
import type { Row } from './table.ts';
import type { ColumnPlaces, TableField } from './tableColumns.ts';

/** Values for rows that do not have their own. */
export interface TableDefaults {
  readonly level: SampleLevel;
  readonly mark: WordMark;
  /** By page name. */
  readonly splits: ReadonlyMap<string, Split | null>;
}

const boxFields = ['x', 'y', 'width', 'height'] as const;

/**
 * Creates the function that converts rows to samples.
 * @param folder with the images, or with a subfolder `images`
 * @throws InkdexError `data-invalid` when no column names the images
 */
export function tableRows(
  folder: string,
  columns: ColumnPlaces,
  defaults: TableDefaults,
  { imageSize }: ReadOptions,
): (row: Row, place: Place) => Promise<IncomingRecord> {
  const images = imageFolder(folder);
  const imageColumn = requireImageColumn(folder, columns);
  const hasBoxes = boxFields.every((field) => columns.has(field));

  return async (row, place) => {
    if (row.problem !== null) throw invalidAt(place, row.problem);
    const cell = (field: TableField): string => row.cells[columns.get(field) ?? -1] ?? '';
    const orNull = (field: TableField): string | null => (cell(field) === '' ? null : cell(field));
    const count = (field: TableField): number | null =>
      cell(field) === '' ? null : parseCount(place, cell(field), field);

    const name = cell(imageColumn);
    const image = await images.find([name, `images/${name}`], place);
    const quad = quadOf(place, cell, hasBoxes);
    if (quad !== null) {
      // Rows written from a dataset may have an empty box; in other tables it is a mistake.
      if (!columns.has('image')) requireArea(place, quad);
      requireInside(place, quad, await imageSize(image.path));
    }
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
function requireImageColumn(folder: string, columns: ColumnPlaces): TableField {
  if (columns.has('image')) return 'image';
  if (columns.has('page') && columns.has('x')) return 'page';
  const column = (['file', 'page'] as const).find((field) => columns.has(field));
  if (column !== undefined) return column;
  throw new InkdexError(
    'data-invalid',
    `The table in ${folder} has no column for the images: expected file, path, page or image. ` +
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

function quadOf(place: Place, cell: (field: TableField) => string, hasBoxes: boolean): Quad | null {
  const quad = json(place, 'quad', cell('quad'), quadSchema);
  if (quad !== null) return quad;
  if (!hasBoxes || boxFields.every((field) => cell(field) === '')) return null;
  const [x, y, width, height] = boxFields.map((field) => parseNumber(place, cell(field), field));
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
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalidAt(place, `${field} is ${JSON.stringify(text.slice(0, 80))}; expected JSON.`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalidAt(place, `${field}: ${describeIssues(parsed.error)}`);
}

import { boxOfQuad, quadOfBox, type Quad } from '../../shared/geometry.ts';
import type { OutgoingSample } from '../../shared/exchange.ts';
import { InkdexError } from '../../shared/result.ts';
import { labelOf } from './records.ts';

/**
 * The columns of CSV and TSV, by what they hold: a sample's fields, its box, and `image`, the place of the
 * image's file where that is not what the sample calls it. All of them are written, in this order.
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
export type TableField = (typeof tableFields)[number];

/** What others call these columns. */
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

/** Where each field stands in a row. */
export type ColumnPlaces = ReadonlyMap<TableField, number>;

/**
 * Finds the fields in the columns of a table: by the person's own mapping, field to column, and for the rest
 * by the columns' names.
 *
 * @throws InkdexError `bad-arguments` for a field that does not exist or a column that the table lacks
 */
export function placeColumns(
  path: string,
  columns: readonly string[],
  mapping: Readonly<Record<string, string>>,
): ColumnPlaces {
  const places = new Map<TableField, number>();
  for (const [index, column] of columns.entries()) {
    const field = fieldNamed(column.toLowerCase());
    if (field !== null && !places.has(field)) places.set(field, index);
  }
  for (const [name, column] of Object.entries(mapping)) {
    const field = fieldNamed(name);
    const index = columns.indexOf(column);
    if (field === null) {
      throw new InkdexError(
        'bad-arguments',
        `There is no field ${JSON.stringify(name)}; expected one of ${tableFields.join(', ')}.`,
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

/** The box for people and programs that know no more; the quad itself only where the box does not say it all. */
function boxCells(quad: Quad | null): Record<'x' | 'y' | 'width' | 'height' | 'quad', string> {
  if (quad === null) return { x: '', y: '', width: '', height: '', quad: '' };
  const box = boxOfQuad(quad);
  const isUpright = JSON.stringify(quadOfBox(box)) === JSON.stringify(quad);
  const [x, y, width, height] = box.map(String);
  return {
    ...{ x: x ?? '', y: y ?? '', width: width ?? '', height: height ?? '' },
    quad: isUpright ? '' : JSON.stringify(quad),
  };
}

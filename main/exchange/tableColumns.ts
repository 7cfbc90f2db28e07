import { boxOfQuad, quadOfBox, type Quad } from '../../shared/geometry.ts';
import type { OutgoingSample } from '../../shared/exchange.ts';
import { InkdexError } from '../../shared/result.ts';
import { labelOf } from './records.ts';

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
export type TableField = (typeof tableFields)[number];

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
export type ColumnPlaces = ReadonlyMap<TableField, number>;

/**
 * Assigns the columns of a table to fields: by the person's mapping from field to column, the rest by name.
 * @throws InkdexError `bad-arguments` for an unknown field or a column that the table lacks
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
  const isUpright = JSON.stringify(quadOfBox(box)) === JSON.stringify(quad);
  const [x, y, width, height] = box.map(String);
  return {
    ...{ x: x ?? '', y: y ?? '', width: width ?? '', height: height ?? '' },
    quad: isUpright ? '' : JSON.stringify(quad),
  };
}

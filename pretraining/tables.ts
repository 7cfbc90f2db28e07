import { readFile } from 'node:fs/promises';
import { InkdexError } from '../shared/result.ts';

export type Row = ReadonlyMap<string, string>;

/** Reads a tab-separated table whose first line names the columns; cells are taken as they stand. */
export async function readTable(path: string, columns: readonly string[]): Promise<Row[]> {
  const [header, ...lines] = (await readFile(path, 'utf8')).split(/\r?\n/u);
  const names = header?.split('\t') ?? [];
  const missing = columns.filter((column) => !names.includes(column));
  if (missing.length > 0) {
    throw new InkdexError(
      'data-invalid',
      `${path} has no column ${missing.join(', ')}; found ${names.join(', ')}.`,
    );
  }
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const cells = line.split('\t');
      return new Map(names.map((name, index) => [name, cells[index] ?? '']));
    });
}

/** @throws InkdexError `data-invalid` when the cell is not there */
export function cell(row: Row, column: string): string {
  const value = row.get(column);
  if (value === undefined) throw new InkdexError('data-invalid', `A row has no column ${column}.`);
  return value;
}

/** @throws InkdexError `data-invalid` when the cell is no finite number */
export function numberCell(row: Row, column: string): number {
  const value = Number(cell(row, column));
  if (!Number.isFinite(value)) {
    throw new InkdexError(
      'data-invalid',
      `Column ${column} holds "${cell(row, column)}"; expected a number.`,
    );
  }
  return value;
}

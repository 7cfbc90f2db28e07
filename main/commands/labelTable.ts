import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { wordIdSchema, wordMarkSchema, type Word } from '../../shared/contract/word.ts';
import { InkdexError } from '../../shared/result.ts';
import { formatRow, openTable } from '../exchange/table/table.ts';
import { withFileOrStdin } from './standardInput.ts';

/** Labels as a table: `inkdex label list` writes it, and `inkdex label set --from` reads it. */

const columns = ['word', 'text', 'confidence', 'photo', 'x', 'y', 'width', 'height'] as const;

export function labelTableHeader(): string {
  return formatRow('tsv', columns).trimEnd();
}

/** @param path of the word's photo */
export function labelTableRow({ id, text, confidence, box }: Word, path: string): string {
  const places = box.map((side) => side.toFixed(0));
  return formatRow('tsv', [String(id), text, confidence.toFixed(2), path, ...places]).trimEnd();
}

const sides: ReadonlySet<string> = new Set(['x', 'y', 'width', 'height']);
const side = z.string().trim().min(1).pipe(z.coerce.number());
const cells = {
  text: z.string(),
  mark: wordMarkSchema.or(z.literal('').transform(() => 'text' as const)).default('text'),
};
/** Other names of columns, as in tables of datasets. */
const otherNames: Readonly<Record<string, string>> = {
  image: 'photo',
  page: 'photo',
  w: 'width',
  h: 'height',
};

/** A word by its id, or a place on a photo. */
const labelRowSchema = z.union(
  [
    z.object({
      ...cells,
      // Tables of numbers write ids with a decimal point.
      word: z
        .string()
        .regex(/^\d+(?:\.0*)?$/u, 'the word is no id: expected a whole number')
        .pipe(z.coerce.number())
        .pipe(wordIdSchema),
    }),
    z.object({
      ...cells,
      photo: z.string().min(1),
      x: side,
      y: side,
      width: side.pipe(z.number().positive()),
      height: side.pipe(z.number().positive()),
    }),
  ],
  'expected a word, or a photo with x, y, width and height in pixels; a mark is text, illegible or not-text',
);
export type LabelRow = z.infer<typeof labelRowSchema>;

/** A row that was read, or why it cannot be used. */
export type ReadRow = { readonly line: number } & (
  | { readonly row: LabelRow; readonly problem: null }
  | { readonly problem: string }
);

/**
 * Reads a table of labels. Paths of photos are relative to the table's folder.
 *
 * @param path of a TSV or CSV file; `-` for a TSV on standard input
 * @throws InkdexError `file-missing`; `data-invalid` if a column is missing
 */
export async function readLabelTable(path: string, signal: AbortSignal): Promise<ReadRow[]> {
  const folder = path === '-' ? '.' : dirname(path);
  const kind = path.toLowerCase().endsWith('.csv') ? 'csv' : 'tsv';
  return await withFileOrStdin(path, async (file) => {
    const table = await openTable(file, kind, signal);
    try {
      const names = table.columns.map((name) => otherNames[name.toLowerCase()] ?? name.toLowerCase());
      requireColumns(names, path);
      const rows: ReadRow[] = [];
      for await (const { line, cells: values, problem } of table.rows) {
        const named = Object.fromEntries(
          names.map((name, index) => {
            const value = values[index] ?? '';
            return [name, sides.has(name) ? table.decimal(value) : value];
          }),
        );
        rows.push(problem === null ? parsedRow(line, named, folder) : { line, problem });
      }
      return rows;
    } finally {
      await table.close();
    }
  });
}

function requireColumns(names: readonly string[], path: string): void {
  const needed = names.includes('word') ? ['text'] : ['text', 'photo', 'x', 'y', 'width', 'height'];
  const missing = needed.filter((name) => !names.includes(name));
  if (missing.length === 0) return;
  throw new InkdexError(
    'data-invalid',
    `${path} has the columns ${names.join(', ')}, but not ${missing.join(', ')}. Expected a table whose first line ` +
      'names the columns: text, and word or photo, x, y, width, height; mark may be left out.',
  );
}

function parsedRow(line: number, named: Readonly<Record<string, string>>, folder: string): ReadRow {
  const parsed = labelRowSchema.safeParse(named);
  if (!parsed.success) return { line, problem: z.prettifyError(parsed.error).replace(/^✖ /u, '') };
  const row = parsed.data;
  if (row.mark === 'text' && row.text.trim() === '') {
    return { line, problem: 'no text; a word without text needs the mark illegible or not-text' };
  }
  const isId = 'photo' in row && /^\d+$/u.test(row.photo);
  return {
    line,
    row: 'photo' in row && !isId ? { ...row, photo: resolve(folder, row.photo) } : row,
    problem: null,
  };
}

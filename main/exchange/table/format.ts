import { basename, dirname, join } from 'node:path';
import type { SampleLevel, Split } from '../../../shared/contract/dataset.ts';
import type { TablePreview } from '../../../shared/contract/datasetCalls.ts';
import type { ExchangeFormat, IncomingRecord, ReadOptions } from '../exchangeFormat.ts';
import { InkdexError } from '../../../shared/result.ts';
import { fileProblem } from '../../files/fileProblem.ts';
import { isFile, isFolder, shownNames } from '../folders.ts';
import { imagePlaces, placeFor } from '../imagePlaces.ts';
import { checkedFormat, invalidAt, lineOf, recordOr, splitNamed } from '../records.ts';
import { withTextFile } from '../textFile.ts';
import { cellsOf, placeColumns, tableFields, tableRows, type TableDefaults } from './rows.ts';
import { columnNames, formatRow, openTable, type TableKind } from './table.ts';

/**
 * CSV and TSV: one sample per line, with columns recognised by name or mapped by a person. Optional tables beside it
 * are `ignore` (ignore regions) and `sources` (each page's split), as in Inkdex's own board data.
 */
export const csv = tableFormat('csv', 'CSV table', []);
export const tsv = tableFormat('tsv', 'TSV table', [
  'Tabs and line feeds in texts and names become spaces, because a TSV cell cannot contain them.',
]);

function tableFormat(kind: TableKind, title: string, losses: readonly string[]): ExchangeFormat {
  return checkedFormat({
    name: kind,
    title,
    losses,
    async recognise(path) {
      if (!(await isFolder(path)) && !path.toLowerCase().endsWith(`.${kind}`)) return 0;
      const [table] = await findTables(path, kind).catch(() => []);
      const columns = table === undefined ? null : await columnNames(table, kind);
      if (columns === null) return 0;
      if (tableFields.every((field) => columns.includes(field))) return 1;
      const places = placeColumns(path, columns, {});
      const hasImage = places.has('image') || places.has('file') || places.has('page');
      return hasImage && places.has('text') ? 0.7 : 0.2;
    },
    previewTable: (path) => previewTable(path, kind),
    async *read(path, { columns = {}, signal }) {
      const tables = await findTables(path, kind);
      const folder = (await isFolder(path)) ? path : dirname(path);
      const { problems, ofPage: splits } = await readSplits(folder, kind, signal);
      yield* problems;
      for (const table of tables) {
        const level = levelOf(basename(table));
        yield* readTable(table, kind, columns, { level, mark: 'text', splits }, signal);
      }
      // Illegible writing, drawings, print.
      const ignored = join(folder, `ignore.${kind}`);
      if (await isFile(ignored))
        yield* readTable(ignored, kind, {}, { level: 'word', mark: 'illegible', splits }, signal);
    },
    async write(samples, folder, options) {
      await withTextFile(join(folder, `samples.${kind}`), async (list) => {
        await list.append(formatRow(kind, tableFields));
        const images = imagePlaces(folder, options);
        for await (const sample of samples) {
          const image = await images.put(sample.path, placeFor(sample.file));
          await list.append(formatRow(kind, cellsOf(sample, image)));
        }
      });
    },
  });
}

function levelOf(name: string): SampleLevel {
  if (name.startsWith('lines')) return 'line';
  return name.startsWith('pages') ? 'page' : 'word';
}

async function* readTable(
  path: string,
  kind: TableKind,
  columns: NonNullable<ReadOptions['columns']>,
  defaults: TableDefaults,
  signal: AbortSignal,
): AsyncGenerator<IncomingRecord> {
  const table = await openTable(path, kind, signal);
  try {
    const parse = tableRows(table, placeColumns(path, table.columns, columns), defaults);
    for await (const row of table.rows) yield await recordOr(() => parse(row, lineOf(path, row.line)));
  } finally {
    await table.close();
  }
}

/** Enough to show what a column contains. */
const rowsShown = 5;

/**
 * The beginning of the (first) table at a path.
 * @throws InkdexError `data-invalid` when it is not a table, `file-missing`
 */
async function previewTable(path: string, kind: TableKind): Promise<TablePreview> {
  const [first = path] = await findTables(path, kind);
  const table = await openTable(first, kind, new AbortController().signal);
  try {
    const places = placeColumns(first, table.columns, {});
    const rows: string[][] = [];
    for await (const { cells, problem } of table.rows) {
      if (problem === null) rows.push([...cells]);
      if (rows.length >= rowsShown) break;
    }
    return {
      columns: [...table.columns],
      fields: tableFields.map((field) => {
        const place = places.get(field);
        return { field, column: place === undefined ? null : (table.columns[place] ?? null) };
      }),
      rows,
    };
  } finally {
    await table.close();
  }
}

/** Tables beside the samples that do not contain samples. */
const sidecars = ['ignore', 'sources'];

/**
 * The tables of samples at a path: the file itself, or in a folder `samples`, or all of `words`, `lines` and
 * `labels`, or the only table.
 *
 * @throws InkdexError `data-invalid` when a folder has none of these, or several others
 */
export async function findTables(path: string, kind: TableKind): Promise<string[]> {
  if (!(await isFolder(path))) return [path];
  const names = await shownNames(path).catch((error: unknown) => {
    throw fileProblem(path, error);
  });
  const tables = names.filter((name) => name.endsWith(`.${kind}`)).sort();
  const chosen = [
    tables.filter((name) => name === `samples.${kind}`),
    tables.filter((name) => ['words', 'lines', 'labels'].some((stem) => name === `${stem}.${kind}`)),
    tables.filter((name) => !sidecars.some((stem) => name === `${stem}.${kind}`)),
  ].find((found) => found.length > 0);
  const isClear = chosen?.length === 1 || tables.some((name) => /^(?:words|lines|labels)\./u.test(name));
  if (chosen !== undefined && isClear) return chosen.map((name) => join(path, name));
  const found = tables.length === 0 ? 'no tables' : tables.join(', ');
  throw new InkdexError(
    'data-invalid',
    `The folder ${JSON.stringify(path)} contains ${found}; expected samples.${kind}, words.${kind}, ` +
      `lines.${kind}, labels.${kind} or a single other table. Choose the file itself.`,
  );
}

export interface Splits {
  readonly ofPage: ReadonlyMap<string, Split | null>;
  /** Rows whose split is invalid. */
  readonly problems: readonly IncomingRecord[];
}

/** The split of each page, from `sources` if that is beside the table. */
async function readSplits(folder: string, kind: TableKind, signal: AbortSignal): Promise<Splits> {
  const path = join(folder, `sources.${kind}`);
  const ofPage = new Map<string, Split | null>();
  const problems: IncomingRecord[] = [];
  if (!(await isFile(path))) return { ofPage, problems };
  const table = await openTable(path, kind, signal);
  const page = table.columns.indexOf('page');
  const split = table.columns.indexOf('split');
  if (page < 0 || split < 0) {
    await table.close();
    throw invalidAt(lineOf(path, 1), `the columns are ${table.columns.join(', ')}; expected page and split.`);
  }
  for await (const row of table.rows) {
    const place = lineOf(path, row.line);
    const problem = await recordOr(() => {
      if (row.problem !== null) throw invalidAt(place, row.problem);
      ofPage.set(row.cells[page] ?? '', splitNamed(row.cells[split] ?? '', place));
      return null;
    });
    if (problem !== null) problems.push(problem);
  }
  return { ofPage, problems };
}

import { dirname, join } from 'node:path';
import type { Split } from '../../shared/contract/dataset.ts';
import type { IncomingRecord, ReadOptions } from '../../shared/exchange.ts';
import { InkdexError } from '../../shared/result.ts';
import { fileProblem } from './fileProblem.ts';
import { isFile, isFolder } from './imageFolder.ts';
import { invalidAt, lineOf, recordOr } from './records.ts';
import { shownNames } from './shownNames.ts';
import { splitNamed } from './splitNames.ts';
import { openTable, type TableKind } from './table.ts';
import { placeColumns } from './tableColumns.ts';
import { tableRows } from './tableRows.ts';

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

export interface PageSplits {
  readonly ofPage: ReadonlyMap<string, Split | null>;
  /** Rows whose split is invalid. */
  readonly problems: readonly IncomingRecord[];
}

/** The split of each page, from `sources` if that is beside the table. */
export async function readSplits(folder: string, kind: TableKind, signal: AbortSignal): Promise<PageSplits> {
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

/** Ignore regions: illegible writing, drawings, print. */
export async function* readIgnored(
  path: string,
  kind: TableKind,
  splits: ReadonlyMap<string, Split | null>,
  options: ReadOptions,
): AsyncGenerator<IncomingRecord> {
  const table = await openTable(path, kind, options.signal);
  try {
    const places = placeColumns(path, table.columns, {});
    const parse = tableRows(dirname(path), places, { level: 'word', mark: 'illegible', splits }, options);
    for await (const row of table.rows) yield await recordOr(() => parse(row, lineOf(path, row.line)));
  } finally {
    await table.close();
  }
}

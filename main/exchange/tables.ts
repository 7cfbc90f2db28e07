import { basename, dirname, join } from 'node:path';
import type {
  ExchangeFormat,
  IncomingRecord,
  OutgoingSample,
  ReadOptions,
  WriteOptions,
} from '../../shared/exchange.ts';
import { isFile, isFolder } from './imageFolder.ts';
import { imagePlaces, placeFor } from './imagePlaces.ts';
import { lineOf, recordOr, withoutRepeats } from './records.ts';
import { columnNames, formatRow, openTable, type TableKind } from './table.ts';
import { cellsOf, placeColumns, tableFields } from './tableColumns.ts';
import { lookAtTable } from './tableLook.ts';
import { tableRows } from './tableRows.ts';
import { findTables, readIgnored, readSplits } from './tableSidecars.ts';
import { withTextFile } from './textFile.ts';
import { writeWholeFolder } from './wholeOutput.ts';

/**
 * CSV and TSV: one sample per line, with columns recognised by name or mapped by a person. Optional tables beside it
 * are `ignore` (ignore regions) and `sources` (each page's split), as in Inkdex's own board data.
 */
export const csv = tableFormat('csv', 'CSV table', []);
export const tsv = tableFormat('tsv', 'TSV table', [
  'Tabs and line feeds in texts and names become spaces, because a TSV cell cannot contain them.',
]);

function tableFormat(kind: TableKind, title: string, losses: readonly string[]): ExchangeFormat {
  return {
    name: kind,
    title,
    recipes: ['plain'],
    losses,
    recognise: (path) => recognise(path, kind),
    lookAtTable: (path) => lookAtTable(path, kind),
    read: (path, options) => withoutRepeats(read(path, kind, options)),
    write: (samples, path, options) => write(samples, path, kind, options),
  };
}

async function recognise(path: string, kind: TableKind): Promise<number> {
  if (!(await isFolder(path)) && !path.toLowerCase().endsWith(`.${kind}`)) return 0;
  const [table] = await findTables(path, kind).catch(() => []);
  const columns = table === undefined ? null : await columnNames(table, kind);
  if (columns === null) return 0;
  if (tableFields.every((field) => columns.includes(field))) return 1;
  const places = placeColumns(path, columns, {});
  const hasImage = places.has('image') || places.has('file') || places.has('page');
  return hasImage && places.has('text') ? 0.7 : 0.2;
}

async function* read(path: string, kind: TableKind, options: ReadOptions): AsyncGenerator<IncomingRecord> {
  const tables = await findTables(path, kind);
  const folder = (await isFolder(path)) ? path : dirname(path);
  const splits = await readSplits(folder, kind, options.signal);
  yield* splits.problems;
  for (const table of tables) yield* readTable(table, kind, splits.ofPage, options);
  const ignored = join(folder, `ignore.${kind}`);
  if (await isFile(ignored)) yield* readIgnored(ignored, kind, splits.ofPage, options);
}

async function* readTable(
  path: string,
  kind: TableKind,
  splits: ReadonlyMap<string, OutgoingSample['split']>,
  options: ReadOptions,
): AsyncGenerator<IncomingRecord> {
  const table = await openTable(path, kind, options.signal);
  try {
    const places = placeColumns(path, table.columns, options.columns ?? {});
    const level = basename(path).startsWith('lines')
      ? 'line'
      : basename(path).startsWith('pages')
        ? 'page'
        : 'word';
    const parse = tableRows(dirname(path), places, { level, mark: 'text', splits }, options);
    for await (const row of table.rows) yield await recordOr(() => parse(row, lineOf(path, row.line)));
  } finally {
    await table.close();
  }
}

async function write(
  samples: AsyncIterable<OutgoingSample>,
  path: string,
  kind: TableKind,
  options: WriteOptions,
): Promise<void> {
  await writeWholeFolder(path, async (folder) => {
    await withTextFile(join(folder, `samples.${kind}`), async (list) => {
      await list.append(formatRow(kind, tableFields));
      const images = imagePlaces(folder, options);
      for await (const sample of samples) {
        const image = await images.put(sample.path, placeFor(sample.file));
        await list.append(formatRow(kind, cellsOf(sample, image)));
      }
    });
  });
}

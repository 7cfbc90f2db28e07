import type { TableLook } from '../../shared/contract/datasetCalls.ts';
import { openTable, type TableKind } from './table.ts';
import { placeColumns, tableFields } from './tableColumns.ts';
import { findTables } from './tableSidecars.ts';

/** Enough to show what a column contains. */
const rowsShown = 5;

/**
 * The beginning of the (first) table at a path.
 * @throws InkdexError `data-invalid` when it is not a table, `file-missing`
 */
export async function lookAtTable(path: string, kind: TableKind): Promise<TableLook> {
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

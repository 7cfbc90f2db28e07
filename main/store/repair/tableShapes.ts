import { z } from 'zod';
import { sql, type WritableDatabase } from '../database.ts';

/** How this build stores the rows of its tables. */

const columnRow = z.object({ name: z.string(), type: z.string(), pk: z.number() });

interface Shape {
  readonly hasNumbers: boolean;
  /** In the order in which a row has them. `isNumber`: it is the row's number, and not stored. */
  readonly columns: readonly { readonly name: string; readonly type: string; readonly isNumber: boolean }[];
}

const knownShapes = new WeakMap<WritableDatabase, Map<string, Shape>>();

/** How a table's rows are stored, by a database that has it; looked up once. */
export function shapeOf(shapes: WritableDatabase, table: string): Shape {
  const known = knownShapes.get(shapes) ?? new Map<string, Shape>();
  knownShapes.set(shapes, known);
  const found = known.get(table) ?? readShape(shapes, table);
  known.set(table, found);
  return found;
}

function readShape(shapes: WritableDatabase, table: string): Shape {
  const hasNumbers = shapes.has(sql`SELECT name FROM pragma_table_list WHERE name = ${table} AND wr = 0`);
  const columns = shapes.all(
    columnRow,
    sql`SELECT name, type, pk FROM pragma_table_info(${table}) ORDER BY cid`,
  );
  const keys = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
  const isNumbered = hasNumbers && keys.length === 1 && keys[0]?.type === 'INTEGER';
  const stored = hasNumbers ? columns : [...keys, ...columns.filter(({ pk }) => pk === 0)];
  return {
    hasNumbers,
    columns: stored.map(({ name, type, pk }) => ({ name, type, isNumber: isNumbered && pk > 0 })),
  };
}

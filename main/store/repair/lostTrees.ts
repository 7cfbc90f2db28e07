import { copyFileSync, existsSync, rmSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { z } from 'zod';
import { sql, WritableDatabase, type Binding } from '../database.ts';
import { listTables, quoted, type ExportedTable } from '../export/tables.ts';
import { createDatabase } from '../library/migrate.ts';
import { databaseParts, isFull, removeDatabase, withDatabase } from './damage.ts';
import { indexesOf, isDamage, readRows, type PartialRow } from './readRows.ts';
import { shapeOf } from './tableShapes.ts';
import { emptySchema, rootsOf, withPages, type Tree } from './treePages.ts';

/*
 * The rows of tables that SQLite does not reach: their page of the schema is damaged, or a page above theirs. All pages of the
 * file are looked at (https://sqlite.org/fileformat2.html), each tree that no page refers to becomes a table of columns without
 * names, which SQLite reads, and the constraints of this build's tables tell whose rows they are. `.recover` finds trees in the
 * same way, but does not know their tables.
 */

/** All our tables have fewer; a record may have fewer columns than its table. */
const mostColumns = 48;
const names = Array.from({ length: mostColumns }, (_, index) => `c${String(index)}`);

/** So many rows of a tree are tried against a table. */
const tried = 40;

/** Values of a row in the order in which they are stored, without those at its end that are null. */
type Stored = readonly Binding[];

export interface LostTrees {
  /**
   * Rows of a table by column; a column that a row does not have is not in it.
   *
   * @returns whether they are all: the table's first page is there, and each one below it can be read
   */
  readTable(table: ExportedTable, onRow: (row: ReadonlyMap<string, Binding>) => void): boolean;
  /** What the indexes of a table with numbered rows have of them, as far as the schema still names these. */
  readIndexes(table: ExportedTable): PartialRow[];
  close(): void;
}

/**
 * @param database a damaged database; neither it nor its log is changed
 * @param scratch where a copy is made, which is as large, until it is closed
 * @param version of its schema
 */
export function openLostTrees(database: string, scratch: string, version: number): LostTrees {
  const shapes = createDatabase(':memory:', version);
  shapes.pragma('foreign_keys = OFF');
  // A migration fills some.
  for (const { name } of listTables(shapes)) shapes.exec(`DELETE FROM ${name}`);
  removeDatabase(scratch);
  try {
    const trees = copyTrees(database, scratch);
    const db = new WritableDatabase(scratch, { readonly: true });
    const owners = ownersOf(db, shapes, trees);
    return {
      readTable(table, onRow) {
        const { trees: own, isRooted } = owners.get(table.name) ?? { trees: [], isRooted: false };
        const whole = own.map((tree) =>
          readAround(db, tree, (number, values) => {
            const row = byColumn(shapes, table, number, values);
            if (row !== null) onRow(row);
          }),
        );
        return isRooted && whole.every((isWhole) => isWhole);
      },
      readIndexes(table) {
        const { columns } = shapeOf(shapes, table.name);
        const key = columns.find(({ isNumber }) => isNumber)?.name;
        const rows = new Map<Binding, Map<string, Binding>>();
        if (key === undefined) return [];
        for (const { index, columns: stored } of indexesOf(shapes, table.name)) {
          const [tree] = owners.get(index)?.trees ?? [];
          if (tree === undefined) continue;
          readAround(db, tree, (_, values) => {
            const number = values[stored.length] ?? null;
            const row = rows.get(number) ?? new Map([[key, number]]);
            rows.set(number, row);
            for (const [place, name] of stored.entries())
              if (name !== null) row.set(name, values[place] ?? null);
          });
        }
        return [...rows.values()];
      },
      close() {
        db.close();
        shapes.close();
        removeDatabase(scratch);
      },
    };
  } catch (thrown) {
    shapes.close();
    removeDatabase(scratch);
    throw thrown;
  }
}

/** Makes a database in which each tree that no page refers to is a table `tree_` with the number of its first page. */
function copyTrees(database: string, scratch: string): Tree[] {
  for (const part of databaseParts.filter((each) => existsSync(`${database}${each}`)))
    copyFileSync(`${database}${part}`, `${scratch}${part}`);
  withPages(scratch, (pages) => {
    if (pages.isHeaderLost) pages.writeFirst(emptySchema(pages));
  });
  foldLog(scratch);
  const trees = withPages(scratch, (pages) => {
    const roots = rootsOf(pages);
    pages.writeFirst(emptySchema(pages));
    return roots;
  });
  for (const part of databaseParts.slice(1)) rmSync(`${scratch}${part}`, { force: true });
  withDatabase(scratch, { readonly: false }, (db) => {
    db.unsafeMode();
    db.pragma('writable_schema = ON');
    const columns = names.join(', ');
    const insert = db.prepare("INSERT INTO sqlite_schema VALUES ('table', ?, ?, ?, ?)");
    db.transaction(() => {
      for (const { root, isTable } of trees) {
        const name = `tree_${String(root)}`;
        const form = isTable ? `(${columns})` : `(${columns}, PRIMARY KEY (c0)) WITHOUT ROWID`;
        insert.run(name, name, root, `CREATE TABLE ${name} ${form}`);
      }
    })();
  });
  return trees;
}

/** Whoever closes a database last writes its log into it, and needs no schema for that. */
function foldLog(scratch: string): void {
  try {
    withDatabase(scratch, { readonly: false }, (db) => db.pragma('user_version'));
  } catch (thrown) {
    if (isFull(thrown) || !(isDamage(thrown) || thrown instanceof Sqlite.SqliteError)) throw thrown;
  }
}

const storedRow = z.array(z.union([z.string(), z.number(), z.null(), z.instanceof(Uint8Array)]));

/** @returns whether each page can be read */
function readTree(
  db: WritableDatabase,
  { root, isTable }: Tree,
  onRow: (number: number | null, values: Stored) => void,
  most = Infinity,
): boolean {
  try {
    const text = `SELECT ${isTable ? 'rowid' : 'NULL'}, ${names.join(', ')} FROM tree_${String(root)}`;
    let rows = 0;
    for (const each of db.prepare(text).raw().iterate()) {
      const [number = null, ...values] = storedRow.parse(each);
      onRow(typeof number === 'number' ? number : null, values.slice(0, lastOf(values) + 1));
      if ((rows += 1) >= most) break;
    }
    return true;
  } catch (thrown) {
    if (isFull(thrown) || !isDamage(thrown)) throw thrown;
    return false;
  }
}

/** Reads what can be read of a tree, also behind a damaged page. */
function readAround(
  db: WritableDatabase,
  { root, isTable }: Tree,
  onRow: (number: number | null, values: Stored) => void,
): boolean {
  const columns = isTable ? ['rowid', ...names] : names;
  return readRows(db, { name: `tree_${String(root)}`, columns, order: ['c0'] }, (row) => {
    const [number, ...rest] = isTable ? row : [null, ...row];
    onRow(typeof number === 'number' ? number : null, rest.slice(0, lastOf(rest) + 1));
  });
}

function lastOf(values: Stored): number {
  return values.findLastIndex((value) => value !== null);
}

/** Null if a row has more columns than the table, a value of another type, or one in place of its number. */
function byColumn(
  shapes: WritableDatabase,
  { name }: Pick<ExportedTable, 'name'>,
  number: number | null,
  values: Stored,
): ReadonlyMap<string, Binding> | null {
  const { columns } = shapeOf(shapes, name);
  const isOther = columns.some(({ type, isNumber }, index) => {
    const value = values[index] ?? null;
    return value !== null && (isNumber || !isOfType(value, type));
  });
  if (isOther || values.length > columns.length) return null;
  const row = new Map<string, Binding>();
  for (const [index, column] of columns.entries()) {
    if (column.isNumber) row.set(column.name, number);
    else if (index < values.length) row.set(column.name, values[index] ?? null);
  }
  return row;
}

/** All tables are STRICT; columns of `sqlite_sequence` have no type. */
function isOfType(value: NonNullable<Binding>, type: string): boolean {
  if (typeof value === 'string') return type === 'TEXT' || type === '';
  if (typeof value === 'number') return type !== 'TEXT' && type !== 'BLOB';
  return type === 'BLOB';
}

const schemaEntry = z.tuple([
  z.enum(['table', 'index', 'view', 'trigger']),
  z.string(),
  z.string(),
  z.number(),
  z.string().nullish(),
]);

interface Owned {
  readonly trees: readonly Tree[];
  /** Whether the first tree has the table's first page; else all are parts of it. */
  readonly isRooted: boolean;
}

/** The trees of each table: what is left of the schema names most; the others are known by their rows. */
function ownersOf(
  db: WritableDatabase,
  shapes: WritableDatabase,
  trees: readonly Tree[],
): ReadonlyMap<string, Owned> {
  const named = new Map<number, string>();
  const others = trees.filter((tree) => {
    const known = named.size;
    readTree(db, tree, (_, values) => {
      const { data } = schemaEntry.safeParse(values);
      if (data !== undefined) named.set(data[3], data[1]);
    });
    return named.size === known;
  });
  const isNamed = new Set(named.values());
  const tables = listTables(shapes).map(({ name }) => name);
  const lost = others.filter(({ root }) => !named.has(root));
  const byPlace = matchedByPlace(db, shapes, lost, isNamed);
  const rooted = others.map((tree) => [named.get(tree.root) ?? byPlace.get(tree) ?? '', tree] as const);
  const owners = new Map<string, Owned>(
    rooted.map(([name, tree]) => [name, { trees: [tree], isRooted: true }]),
  );
  // A table whose own tree is whole has no other: what looks like its rows is an index.
  const broken = tables.filter((table) => {
    const [own] = owners.get(table)?.trees ?? [];
    return isNamed.has(table) && (own === undefined || !readTree(db, own, () => undefined));
  });
  for (const tree of lost.filter((each) => !byPlace.has(each))) {
    const [table, another] = broken.filter((each) => fits(db, shapes, each, tree));
    if (table === undefined || another !== undefined) continue;
    const { trees: own, isRooted } = owners.get(table) ?? { trees: [], isRooted: false };
    owners.set(table, { trees: [...own, tree], isRooted });
  }
  return owners;
}

/**
 * Trees of the tables whose names are lost, by their first pages, which a library that this version made has in common with a new
 * one. If the rows do not agree with that, the table with the fewest columns that can have them, and of these the one with most
 * constraints.
 */
function matchedByPlace(
  db: WritableDatabase,
  shapes: WritableDatabase,
  lost: readonly Tree[],
  named: ReadonlySet<string>,
): ReadonlyMap<Tree, string> {
  const entry = z.object({ name: z.string(), root: z.number(), checks: z.number() });
  const made = shapes
    .all(
      entry,
      sql`SELECT name, rootpage AS root, length(sql) - length(replace(replace(sql, 'CHECK', ''), ' IN (', '')) AS checks
        FROM sqlite_schema WHERE type = 'table' AND rootpage > 0`,
    )
    .filter(({ name }) => !named.has(name));
  const inPlace = made.flatMap(({ name, root }) => {
    const tree = lost.find((each) => each.root === root);
    return tree !== undefined && fits(db, shapes, name, tree, true) ? [[tree, name] as const] : [];
  });
  if (inPlace.length === made.length) return new Map(inPlace);
  const placed = new Map<Tree, string>();
  const size = ({ name }: z.infer<typeof entry>): number => shapeOf(shapes, name).columns.length;
  const tables = made.sort((a, b) => size(a) - size(b) || b.checks - a.checks);
  // Trees with rows first: those that have none are of tables that have none.
  for (const isEmptyToo of [false, true]) {
    for (const tree of lost.filter((each) => !placed.has(each))) {
      const taken = new Set(placed.values());
      const table = tables.find(({ name }) => !taken.has(name) && fits(db, shapes, name, tree, isEmptyToo));
      if (table !== undefined) placed.set(tree, table.name);
    }
  }
  return placed;
}

/** Whether the first rows of a tree could be rows of a table, by its types and constraints; a tree may have none if so said. */
function fits(
  db: WritableDatabase,
  shapes: WritableDatabase,
  table: string,
  tree: Tree,
  isEmptyToo = false,
): boolean {
  if (shapeOf(shapes, table).hasNumbers !== tree.isTable) return false;
  const fitting: boolean[] = [];
  shapes.exec('SAVEPOINT trial');
  readTree(
    db,
    tree,
    (number, values) => {
      const row = byColumn(shapes, { name: table }, number, values);
      fitting.push(row !== null && canHold(shapes, table, row));
    },
    tried,
  );
  shapes.exec('ROLLBACK TO trial; RELEASE trial');
  return (isEmptyToo || fitting.length > 0) && fitting.every((isFitting) => isFitting);
}

function canHold(shapes: WritableDatabase, table: string, row: ReadonlyMap<string, Binding>): boolean {
  try {
    const columns = [...row.keys()];
    const text = `INSERT INTO ${table} (${quoted(columns)}) VALUES (${columns.map(() => '?').join(', ')})`;
    shapes.prepare(text).run(...row.values());
    return true;
  } catch (thrown) {
    if (thrown instanceof Sqlite.SqliteError && /CONSTRAINT|MISMATCH/u.test(thrown.code)) return false;
    throw thrown;
  }
}

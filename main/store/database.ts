import { basename } from 'node:path';
import Sqlite from 'better-sqlite3';
import { z } from 'zod';
import { parseJson } from '../../shared/json.ts';
import { failureSchema, InkdexError } from '../../shared/result.ts';

/** A value that SQLite can store. */
export type Binding = string | number | bigint | Uint8Array | null;

/** A statement and its values. A value never becomes part of the text. */
export interface Sql {
  readonly text: string;
  readonly values: readonly Binding[];
}

/**
 * Creates a statement. Every `${value}` is bound; a nested `${sql`...`}` becomes part of the text, and its values are
 * bound too.
 */
export function sql(strings: TemplateStringsArray, ...parts: (Binding | Sql)[]): Sql {
  let text = strings[0] ?? '';
  const values: Binding[] = [];
  for (const [index, part] of parts.entries()) {
    if (isSql(part)) {
      text += part.text;
      values.push(...part.values);
    } else {
      text += '?';
      values.push(part);
    }
    text += strings[index + 1] ?? '';
  }
  return { text, values };
}

/** The rows `value` of a list of any length, as one bound value: `x IN ${sqlList(ids)}`. */
export function sqlList(values: readonly (string | number)[]): Sql {
  return sql`(SELECT value FROM json_each(${JSON.stringify(values)}))`;
}

function isSql(part: Binding | Sql): part is Sql {
  return typeof part === 'object' && part !== null && 'text' in part;
}

/** A statement of which only rows are read. */
interface ReadingStatement {
  /** Whether SQLite says that it cannot change the library. */
  readonly readonly: boolean;
  all(...values: unknown[]): unknown[];
  get(...values: unknown[]): unknown;
  raw(): ReadingStatement;
  pluck(): ReadingStatement;
  iterate(...values: unknown[]): Iterable<unknown>;
}

/**
 * A library that a function reads. It has no method that writes, so that a reading function cannot write: no search changes a
 * library (as in Signal).
 */
export interface ReadableDatabase extends Pick<
  WritableDatabase,
  'name' | 'all' | 'first' | 'column' | 'value' | 'has' | 'numbers' | 'count' | 'rawRows'
> {
  prepare(text: string): ReadingStatement;
}

/** A library that a function changes. */
export class WritableDatabase extends Sqlite {
  readonly #statements = new Map<string, Sqlite.Statement>();

  /**
   * Every row, parsed. Reads all rows at once: use LIMIT if there may be many.
   *
   * @throws InkdexError `library-damaged` for a row that another program has changed
   */
  all<Row>(row: z.ZodType<Row>, query: Sql): Row[] {
    return this.#all(query, (found) => row.parse(found));
  }

  /** The first row, parsed; undefined if there is none. Throws as `all`. */
  first<Row>(row: z.ZodType<Row>, query: Sql): Row | undefined {
    return this.#first(query, (found) => row.parse(found));
  }

  /** The first column of every row, parsed. Throws as `all`. */
  column<Schema extends z.ZodType>(value: Schema, query: Sql): z.output<Schema>[] {
    return this.#all(query, (found) => value.parse(firstOf(found)));
  }

  /** The first column of the first row, parsed; undefined if there is no row. Throws as `all`. */
  value<Schema extends z.ZodType>(value: Schema, query: Sql): z.output<Schema> | undefined {
    return this.#first(query, (found) => value.parse(firstOf(found)));
  }

  /** Whether there is a row. */
  has(query: Sql): boolean {
    return translated(() => this.#reading(query).get(...query.values)) !== undefined;
  }

  /** Rows of plain numbers, column by column as selected: for the long lists of the index. */
  numbers(query: Sql): number[][] {
    const rows = this.#raw(query);
    if (!rows.every(isNumbers)) throw new TypeError(`Expected only numbers from: ${query.text}`);
    return rows;
  }

  /** The single number of a query; 0 if there is no row. */
  count(query: Sql): number {
    return this.numbers(query)[0]?.[0] ?? 0;
  }

  /** Unparsed rows, column by column as selected: for the blocks of the index. */
  rawRows(query: Sql): unknown[][] {
    return this.#raw(query).filter((row) => Array.isArray(row));
  }

  /** Every row that a writing statement returns (RETURNING), parsed. */
  returned<Row>(row: z.ZodType<Row>, statement: Sql): Row[] {
    const found = translated(() => this.#statement(statement).all(...statement.values));
    return found.map((each) => parsed(this, statement, each, () => row.parse(each)));
  }

  /** Runs a statement without results. Returns the number of changed rows. */
  run(statement: Sql): number {
    return translated(() => this.#statement(statement).run(...statement.values)).changes;
  }

  /** Runs an INSERT. Returns the id of the new row. */
  insert(statement: Sql): number {
    return Number(translated(() => this.#statement(statement).run(...statement.values)).lastInsertRowid);
  }

  #all<Row>(query: Sql, parse: (found: unknown) => Row): Row[] {
    const rows = translated(() => this.#reading(query).all(...query.values));
    return rows.map((found) => parsed(this, query, found, () => parse(found)));
  }

  #first<Row>(query: Sql, parse: (found: unknown) => Row): Row | undefined {
    const found = translated(() => this.#reading(query).get(...query.values));
    return found === undefined ? undefined : parsed(this, query, found, () => parse(found));
  }

  #raw(query: Sql): unknown[] {
    return translated(() =>
      this.#reading(query)
        .raw()
        .all(...query.values),
    );
  }

  #reading(query: Sql): ReadingStatement {
    const statement = this.#statement(query);
    if (statement.readonly) return statement;
    throw new Error(`A function that reads was given a statement that writes: ${query.text}`);
  }

  #statement({ text }: Sql): Sqlite.Statement {
    const statement = this.#statements.get(text) ?? this.prepare(text);
    this.#statements.set(text, statement);
    return statement;
  }
}

/** A column that holds JSON. */
export const jsonText = z.string().transform((text, context): unknown => {
  const value = parseJson(text);
  if (value === undefined) context.addIssue('Expected JSON');
  return value;
});

/** A column that holds JSON of a form. */
export function jsonOf<Schema extends z.ZodType>(form: Schema) {
  return jsonText.pipe(form);
}

/** A column that is 1 or 0. */
export const flag = z.number().transform((value) => value === 1);

/** The failure in two columns of a row as one, if there is one, and its form. */
export const failureColumn = sql`CASE WHEN error_code IS NOT NULL
  THEN json_object('code', error_code, 'message', error_message) END AS error`;
export const failureForm = jsonOf(failureSchema).nullable();

/** SQLite notices neither changed bytes of a text nor a change by another program. */
function parsed<Row>(db: ReadableDatabase, query: Sql, found: unknown, parse: () => Row): Row {
  try {
    return parse();
  } catch (cause) {
    if (!(cause instanceof z.ZodError)) throw cause;
    const [issue] = cause.issues;
    const [first = ''] = Object.keys(found ?? {});
    const place = issue?.path.join('.') ?? '';
    const wrong = `${place === '' ? first : place}: ${issue?.message}`;
    throw new InkdexError(
      'library-damaged',
      `The contents of ${describeRow(db, query, found)} in library.sqlite were changed by a fault of the disk or by ` +
        `another program, and Inkdex cannot read them (${wrong}). Close Inkdex and run: inkdex doctor --repair`,
      { cause },
    );
  }
}

function firstOf(row: unknown): unknown {
  return Object.values(row ?? {})[0];
}

const identifyingRow = z.looseObject({
  id: z.number().optional(),
  photo: z.number().optional(),
  path: z.string().optional(),
  name: z.string().optional(),
});

/** What a person knows a row by: the name of its photo or dataset, or else its table and number. */
function describeRow(db: ReadableDatabase, { text }: Sql, found: unknown): string {
  const outer = text.replace(/\((?:[^()]|\([^()]*\))*\)/gu, '');
  const table = /\bFROM\s+(\w+)/u.exec(outer)?.[1]?.replaceAll('_', ' ') ?? 'table';
  const { data } = identifyingRow.safeParse(found);
  if (data?.photo !== undefined) {
    const path = db.prepare('SELECT path FROM photo WHERE id = ?').pluck().get(data.photo);
    return `the photo ${typeof path === 'string' ? basename(path) : data.photo}`;
  }
  if (data?.path !== undefined) return `the photo ${basename(data.path)}`;
  if (data?.name !== undefined) return `the ${table} "${data.name}"`;
  return data?.id === undefined ? `the table ${table}` : `the ${table} ${data.id}`;
}

/** Runs `work` in a transaction. A transaction inside a transaction joins it. */
export function transaction<Value>(db: WritableDatabase, work: () => Value): Value {
  if (db.inTransaction) return work();
  return translated(() => db.transaction(work).immediate());
}

/** Runs `work`. Converts errors of SQLite that a user can act on to InkdexErrors. */
export function translated<Value>(work: () => Value): Value {
  try {
    return work();
  } catch (thrown) {
    throw translate(thrown);
  }
}

/** Why nothing can be changed in a library whose folder or disk allows no writing. */
export const readOnlyText =
  'This library is read-only. You can search it, but not change it. To change it, copy its folder to a place where you ' +
  'can write, and open the copy with --library.';

function translate(thrown: unknown): unknown {
  if (!(thrown instanceof Sqlite.SqliteError)) return thrown;
  const failure = (code: InkdexError['code'], message: string): InkdexError =>
    new InkdexError(code, `${message} (SQLite: ${thrown.message})`, { cause: thrown });
  if (/^SQLITE_(FULL|IOERR_WRITE|IOERR_FSYNC|IOERR_SHMSIZE)/u.test(thrown.code)) {
    return failure('disk-full', "The library's disk is full. Free some space, then resume.");
  }
  if (thrown.code.startsWith('SQLITE_IOERR')) {
    return failure(
      'file-unreadable',
      "The library's disk is full or reports an error. Check its space and its connection, and try again.",
    );
  }
  if (/^SQLITE_(CORRUPT|NOTADB)/u.test(thrown.code)) {
    return failure(
      'library-damaged',
      'library.sqlite is damaged. Close Inkdex and run: inkdex doctor --repair. This keeps all readable data and takes the ' +
        'rest from the latest copy in the folder backups, if there is one. Your photo files are not affected.',
    );
  }
  if (/^SQLITE_(BUSY|LOCKED)/u.test(thrown.code)) {
    return failure('library-busy', 'Another program is writing to this library. Try again in a moment.');
  }
  if (thrown.code.startsWith('SQLITE_READONLY')) return failure('library-read-only', readOnlyText);
  if (/^SQLITE_(CANTOPEN|PERM)/u.test(thrown.code)) {
    return failure(
      'permission-denied',
      'No permission to write to the library. Check the permissions of its folder, or choose another folder with --library.',
    );
  }
  return thrown;
}

function isNumbers(row: unknown): row is number[] {
  return Array.isArray(row) && row.every((value) => typeof value === 'number');
}

import { invalidAt, lineOf } from '../records.ts';
import { readLines, withoutReturn, type Line } from '../textFile.ts';

/**
 * How cells are separated: CSV quotes as in RFC 4180. A TSV cell in quotes whose inner quotes are all doubled is unquoted, as
 * spreadsheets write it, also with tabs and lines in it if the row has its columns only so; any other is taken literally,
 * including quotes.
 */
export type TableKind = 'csv' | 'tsv';

export interface Row {
  /** Number of its first line, from 1. */
  readonly line: number;
  /** One per column; empty when there is a problem. */
  readonly cells: readonly string[];
  /** Null, or the problem with the row. */
  readonly problem: string | null;
}

export type Table = Awaited<ReturnType<typeof openTable>>;

/**
 * Opens a table whose first line has the column names, as spreadsheets write it: CSV may use commas, semicolons, tabs or bars,
 * and name its separator in a line `sep=;` before.
 *
 * @throws InkdexError like `readLines`, and `data-invalid` without a line of column names
 */
export async function openTable(path: string, kind: TableKind, signal: AbortSignal) {
  const lines = readLines(path, signal);
  const first = await nextLine(lines);
  const named = /^"?sep=(.)"?\r?$/u.exec(first?.text ?? '')?.[1];
  const header = named === undefined ? first : await nextLine(lines);
  const separator = named ?? (kind === 'tsv' ? '\t' : separatorOf(header?.text ?? ''));
  const columns = header === null ? [] : columnsOf(header, separator);
  const problem =
    header === null ? 'the file is empty' : (header.problem?.replace(/\.$/u, '') ?? problemOf(columns));
  if (problem !== null) {
    await lines.return(undefined);
    throw invalidAt(lineOf(path, header?.number ?? 1), `${problem}; expected a line with the column names.`);
  }
  return {
    path,
    columns,
    /** A number with a decimal point: it may have a comma where commas do not separate cells. */
    decimal: (cell: string): string =>
      separator === ',' ? cell : cell.replace(/^\s*([-+]?\d+),(\d+)\s*$/u, '$1.$2'),
    /** Can be iterated once. */
    rows: rowsOf(lines, separator, columns.length),
    close: async (): Promise<void> => {
      await lines.return(undefined);
    },
  };
}

async function nextLine(lines: AsyncGenerator<Line>): Promise<Line | null> {
  const next = await lines.next();
  return next.done === true ? null : next.value;
}

/** A table's column names; null when the file is not a table. */
export async function columnNames(path: string, kind: TableKind): Promise<readonly string[] | null> {
  const table = await openTable(path, kind, new AbortController().signal).catch(() => null);
  await table?.close();
  return table?.columns ?? null;
}

export function formatRow(kind: TableKind, cells: readonly string[]): string {
  return kind === 'tsv'
    ? `${cells.map((cell) => tabCell(cell.replace(/[\t\r\n]+/gu, ' '))).join('\t')}\n`
    : `${cells.map((cell) => (/[",;\r\n]/u.test(cell) ? quoted(cell) : cell)).join(',')}\r\n`;
}

/** Quoted where reading would take its own quotes away. */
function tabCell(cell: string): string {
  return unquoted(cell) === cell ? cell : quoted(cell);
}

function quoted(cell: string): string {
  return `"${cell.replaceAll('"', '""')}"`;
}

function unquoted(cell: string): string {
  const inner = /^"((?:[^"]|"")*)"$/u.exec(cell)?.[1];
  return inner === undefined ? cell : inner.replaceAll('""', '"');
}

/** The sign that separates the most column names. */
function separatorOf(header: string): string {
  const plain = header.replace(/"[^"]*"/gu, '');
  const count = (sign: string): number => plain.split(sign).length;
  return [',', ';', '\t', '|'].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}

function columnsOf(header: Line, separator: string): string[] {
  const text = withoutReturn(header.text);
  if (separator === '\t') return text.split('\t').map((name) => unquoted(name).trim());
  const record = createCsvRecord(separator);
  record.feed(text);
  return record.cells().map((name) => name.trim());
}

function problemOf(columns: readonly string[]): string | null {
  const lastPlaces = new Map(columns.map((name, index) => [name, index]));
  // Spreadsheets write cleared columns, too: without a name.
  const repeated = columns.find((name, index) => name !== '' && lastPlaces.get(name) !== index);
  if (repeated !== undefined) return `the column ${JSON.stringify(repeated)} occurs twice`;
  return columns.every((name) => name === '') ? 'the first line is empty' : null;
}

/** A quote without an end would take the rest of the file into one cell. */
const longestRecord = 4 * 1024 * 1024;

/** The rows that are not empty. */
async function* rowsOf(lines: AsyncGenerator<Line>, separator: string, width: number): AsyncGenerator<Row> {
  const rows = separator === '\t' ? tabRows(lines, width) : csvRows(lines, separator, width);
  for await (const row of rows) {
    if (row.problem !== null || row.cells.some((cell) => cell.trim() !== '')) yield row;
  }
}

/** A quoted cell of a TSV may have so many lines more. */
const mostLines = 100;

async function* tabRows(lines: AsyncGenerator<Line>, width: number): AsyncGenerator<Row> {
  const ahead: Line[] = [];
  for (let line = await nextLine(lines); line !== null; line = ahead.shift() ?? (await nextLine(lines))) {
    const { number, text, problem } = line;
    if (problem === null && withoutReturn(text) === '') continue;
    const record = [text];
    let open = problem === null && isOpen(text);
    while (open && record.length <= mostLines) {
      const next = ahead[record.length - 1] ?? (await nextLine(lines));
      if (next === null) break;
      ahead[record.length - 1] = next;
      if (next.problem !== null) break;
      record.push(next.text);
      // What stands before the line in the open cell tells nothing more: each line is looked at once for each row.
      open = isOpen(`"${next.text}`);
    }
    const cells = open ? null : quotedCells(record, width);
    if (cells !== null) ahead.splice(0, record.length - 1);
    if (problem !== null) yield { line: number, cells: [], problem };
    else yield checkedRow(number, (cells ?? withoutReturn(text).split('\t')).map(unquoted), width, null);
  }
}

/** Longer records than this are plain: expressions for quotes need memory with their length. */
const longestQuoted = 64 * 1024;

function mayBeQuoted(record: string): boolean {
  return record.length <= longestQuoted && record.includes('"');
}

/** The cells of a record with tabs or lines in quotes; null where it may as well be plain. */
function quotedCells(lines: readonly string[], width: number): string[] | null {
  const record = withoutReturn(lines.join('\n'));
  if (!mayBeQuoted(record)) return null;
  const isPlain = [lines.at(0), lines.at(-1)].every((line) => line?.split('\t').length === width);
  if (isPlain) return null;
  const cells = record.match(/(?<=^|\t)(?:"(?:[^"]|"")*"(?=\t|$)|[^\t]*)/gu) ?? [];
  const isWhole = cells.every((cell) => /^(?:"(?:[^"]|"")*"|[^"\n][^\n]*)?$/u.test(cell));
  return isWhole && cells.length === width ? cells : null;
}

/** Whether a record may end within a quoted cell. */
function isOpen(record: string): boolean {
  return mayBeQuoted(record) && /^(?:(?:"(?:[^"]|"")*"|[^\t\n"][^\t\n]*)?\t)*"(?:[^"]|"")*$/u.test(record);
}

async function* csvRows(lines: AsyncIterable<Line>, separator: string, width: number): AsyncGenerator<Row> {
  let begun: { readonly line: number; readonly record: CsvRecord; length: number } | null = null;
  for await (const { number, text, problem } of lines) {
    if (problem !== null) {
      yield { line: number, cells: [], problem };
    } else if (begun !== null || withoutReturn(text) !== '') {
      begun ??= { line: number, record: createCsvRecord(separator), length: 0 };
      begun.length += text.length;
      const isOpen = begun.record.feed(text);
      if (isOpen && begun.length < longestRecord) continue;
      yield csvRow(begun.line, begun.record, isOpen, width);
      begun = null;
    }
  }
  if (begun !== null) yield csvRow(begun.line, begun.record, true, width);
}

function csvRow(line: number, record: CsvRecord, isOpen: boolean, width: number): Row {
  const problem = isOpen ? 'a quote starts here and never ends.' : record.problem();
  return checkedRow(line, record.cells(), width, problem);
}

function checkedRow(line: number, cells: readonly string[], width: number, problem: string | null): Row {
  if (problem !== null) return { line, cells: [], problem };
  // Spreadsheets leave out the separators after the last cell that is not empty, or write too many.
  const isWhole = cells.slice(width).every((cell) => cell === '');
  const padded = Array.from({ length: width }, (_, index) => cells[index] ?? '');
  if (isWhole) return { line, cells: padded, problem: null };
  const found = `the row has ${cells.length} cells, but the table has ${width} columns.`;
  return { line, cells: [], problem: found };
}

/** Parses one record of a CSV file, line by line until no quoted cell is open (RFC 4180). */
interface CsvRecord {
  /** Takes a line without its line feed. Returns true when a quoted cell continues in the next line. */
  feed(line: string): boolean;
  cells(): readonly string[];
  /** Null, or the problem with the quotes. */
  problem(): string | null;
}

function createCsvRecord(separator: string): CsvRecord {
  const cells: string[] = [];
  let open: string[] | null = null;
  let problem: string | null = null;

  /** Continues a quoted cell from `start`. Returns the end of the cell, or -1 when it continues in the next line. */
  function quotedCell(line: string, start: number, parts: string[]): number {
    let from = start;
    for (;;) {
      const quote = line.indexOf('"', from);
      if (quote < 0) {
        parts.push(line.slice(from), '\n');
        return -1;
      }
      parts.push(line.slice(from, quote));
      if (line[quote + 1] !== '"') return quote + 1;
      parts.push('"');
      from = quote + 2;
    }
  }

  function plainCell(line: string, start: number): number {
    const separated = line.indexOf(separator, start);
    const end = separated < 0 ? endOf(line) : separated;
    const cell = line.slice(start, end);
    if (cell.includes('"'))
      problem ??= `the unquoted cell ${JSON.stringify(cell.slice(0, 80))} contains a quote. Quote the cell and double its quotes.`;
    cells.push(cell);
    return end;
  }

  return {
    feed(line) {
      let at = 0;
      for (;;) {
        // A space after a separator does not make a quote part of the cell.
        if (open === null) at += /^ +(?=")/u.exec(line.slice(at))?.[0].length ?? 0;
        if (open !== null || line[at] === '"') {
          const parts: string[] = open ?? [];
          at = quotedCell(line, open === null ? at + 1 : at, parts);
          open = at < 0 ? parts : null;
          if (at < 0) return true;
          cells.push(parts.join(''));
          while (line[at] === ' ') at += 1;
        } else {
          at = plainCell(line, at);
        }
        if (at >= endOf(line)) return false;
        if (line[at] !== separator) {
          problem ??= `${JSON.stringify(line.slice(at, at + 20))} follows a closing quote; expected the next cell.`;
          return false;
        }
        at += separator.length;
      }
    },
    cells: () => cells,
    problem: () => problem,
  };
}

/** The end of a line without its carriage return. */
function endOf(line: string): number {
  return line.endsWith('\r') ? line.length - 1 : line.length;
}

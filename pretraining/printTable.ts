/** A table as it was printed, under the line before it. */
export interface PrintedTable {
  readonly title: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const printed: PrintedTable[] = [];
let title = '';

/** All tables that this process has printed. */
export function printedTables(): readonly PrintedTable[] {
  return printed;
}

/** Prints rows under a header, columns aligned, numbers to the right. */
export function printTable(header: readonly string[], rows: readonly (readonly string[])[]): void {
  printed.push({ title, header, rows });
  const widths = header.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ');
  for (const row of [header, widths.map((width) => '-'.repeat(width)), ...rows])
    process.stdout.write(`${line(row)}\n`);
}

export function print(text: string): void {
  title = text.trim().split('\n').at(-1) ?? '';
  process.stdout.write(`${text}\n`);
}

export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** `.873`; `-` where there is nothing to measure. */
export function share(value: number): string {
  return Number.isFinite(value) ? value.toFixed(3).replace(/^0/u, '') : '-';
}

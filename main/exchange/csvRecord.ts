/** Parses one record of a CSV file, line by line until no quoted cell is open (RFC 4180). */
export interface CsvRecord {
  /** Takes a line without its line feed. Returns true when a quoted cell continues in the next line. */
  feed(line: string): boolean;
  cells(): readonly string[];
  /** Null, or the problem with the quotes. */
  problem(): string | null;
}

export function createCsvRecord(separator: string): CsvRecord {
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
        if (open !== null || line[at] === '"') {
          const parts: string[] = open ?? [];
          at = quotedCell(line, open === null ? at + 1 : at, parts);
          open = at < 0 ? parts : null;
          if (at < 0) return true;
          cells.push(parts.join(''));
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

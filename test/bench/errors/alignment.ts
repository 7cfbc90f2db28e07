import { characters } from '../../../shared/text.ts';

/** One edit that turns a truth into its reading; null on the side that has no letter. */
export interface Edit {
  readonly truth: string | null;
  readonly reading: string | null;
}

/**
 * The edits of a cheapest alignment (insert, delete, substitute: 1 each), from left to right; letters
 * that agree are left out.
 */
export function editsBetween(truth: string, reading: string): Edit[] {
  const [rows, columns] = [characters(truth), characters(reading)];
  const width = columns.length + 1;
  const costs = costTable(rows, columns);
  const cost = (row: number, column: number): number => costs[row * width + column] ?? Infinity;
  const edits: Edit[] = [];
  let row = rows.length;
  let column = columns.length;
  while (row > 0 || column > 0) {
    const letter = row > 0 ? (rows[row - 1] ?? null) : null;
    const other = column > 0 ? (columns[column - 1] ?? null) : null;
    const isSame = letter === other;
    const here = cost(row, column);
    if (row > 0 && column > 0 && here === cost(row - 1, column - 1) + (isSame ? 0 : 1)) {
      if (!isSame) edits.push({ truth: letter, reading: other });
      row -= 1;
      column -= 1;
    } else if (row > 0 && here === cost(row - 1, column) + 1) {
      edits.push({ truth: letter, reading: null });
      row -= 1;
    } else {
      edits.push({ truth: null, reading: other });
      column -= 1;
    }
  }
  return edits.reverse();
}

/** Cheapest costs of turning the first letters of one into the first of the other, row-major. */
function costTable(rows: readonly string[], columns: readonly string[]): Int32Array {
  const width = columns.length + 1;
  const costs = new Int32Array((rows.length + 1) * width);
  for (let column = 0; column < width; column += 1) costs[column] = column;
  for (const [row, letter] of rows.entries()) {
    const at = (row + 1) * width;
    costs[at] = row + 1;
    for (const [column, other] of columns.entries()) {
      const substitute = (costs[at - width + column] ?? 0) + (letter === other ? 0 : 1);
      const remove = (costs[at - width + column + 1] ?? 0) + 1;
      const insert = (costs[at + column] ?? 0) + 1;
      costs[at + column + 1] = Math.min(substitute, remove, insert);
    }
  }
  return costs;
}

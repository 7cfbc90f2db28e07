import { median } from '../median.ts';
import type { LevelLine } from './textLines.ts';

// Chosen on half of the photos of `npm run measure -- order`: no table is found where none is labelled. Lengths in sizes.
/** So much free space is between the columns of a table. */
export const columnGap = 0.9;
/** Rows of a table are at most so far from each other, from middle to middle. */
const widestRow = 7;
/** Fewer lines have free spaces below each other by accident. */
const fewestRows = 3;

/** Of the lines of a table: where its columns begin, but for the first one, in pixels of the levelled page. */
export type Columns = readonly number[];

/**
 * The tables of a page: rows one below the other, with words on both sides of the same free spaces.
 *
 * @param lines in reading order
 * @param mayBeRow whether a line looks like one, and not like code or an item
 * @returns the lines of tables; those of one table have the same value
 */
export function tablesIn(
  lines: readonly LevelLine[],
  mayBeRow: (line: LevelLine) => boolean,
): Map<LevelLine, Columns> {
  const tables = new Map<LevelLine, Columns>();
  for (let first = 0; first < lines.length; first += 1) {
    let rows: readonly LevelLine[] = [];
    let columns: Columns = [];
    for (let end = first + 2; end <= lines.length; end += 1) {
      const tried = lines.slice(first, end);
      const found = tried.every(mayBeRow) && areBelow(tried) ? columnsOf(tried) : [];
      if (found.length === 0) break;
      [rows, columns] = [tried, found];
    }
    if (rows.length < fewestRows) continue;
    for (const row of rows) tables.set(row, columns);
    first += rows.length - 1;
  }
  return tables;
}

function areBelow(lines: readonly LevelLine[]): boolean {
  return lines.slice(1).every((line, index) => {
    const lead = line.middle - (lines[index]?.middle ?? line.middle);
    return lead > 0.5 * line.size && lead < widestRow * line.size;
  });
}

/** The free spaces that run down all lines, if each line has words in two columns at least. */
function columnsOf(lines: readonly LevelLine[]): Columns {
  const least = columnGap * median(lines.map((line) => line.size));
  const words = lines.flatMap((line) => line.words).toSorted((a, b) => a.left - b.left);
  const columns: number[] = [];
  let right = Infinity;
  for (const word of words) {
    if (word.left - right >= least) columns.push(word.left);
    right = Math.max(right === Infinity ? -Infinity : right, word.right);
  }
  const isRow = (line: LevelLine): boolean =>
    new Set(line.words.map((word) => columnOf(word.left, columns))).size > 1;
  return lines.every(isRow) ? columns : [];
}

function columnOf(left: number, columns: Columns): number {
  return columns.filter((column) => column <= left).length;
}

/** The words of a line by the columns of its table. @param items as many as the line has words */
export function cellsOf<Item>(items: readonly Item[], line: LevelLine, columns: Columns): Item[][] {
  const places = line.words.map((word) => columnOf(word.left, columns));
  return Array.from({ length: columns.length + 1 }, (_, column) =>
    items.filter((_item, index) => places[index] === column),
  );
}

const codeSigns = /[;{}=]|\(\)|\w\[[\w+*-]+\]|->|=>|←|\/\/|\+\+|--|(?!\d\.\d)\w\.\w|\w_\w|[a-z][A-Z]|\w\(/u;
export const keyword =
  /^(?:if|else|elif|while|for|foreach|do|then|return|def|define|function|class|let|var|const|declare|dec|int|void|public|switch|case|break|new|print|endif)\b/iu;
/** O(n) is said of code, and is none. */
const orderOfGrowth = /\bO ?\(.*?\)+/gu;

export function hasCodeSigns(text: string): boolean {
  return codeSigns.test(text.replace(orderOfGrowth, ''));
}

export function looksLikeCode(text: string): boolean {
  return hasCodeSigns(text) || keyword.test(text);
}

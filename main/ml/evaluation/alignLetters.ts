import { characters, type Comparison } from '../../../shared/text.ts';

/** A true letter and what was read for it; '' where a letter was left out, or put in. */
export interface LetterPair {
  readonly truth: string;
  readonly reading: string;
}

/**
 * The letters of a truth and a reading side by side, with as few edits as there can be. Of several such
 * alignments, the one that replaces letters as late as it can.
 */
export function alignLetters({ truth, reading }: Comparison): LetterPair[] {
  const letters = characters(truth);
  const read = characters(reading);
  const costs = alignmentCosts(letters, read);
  const pairs: LetterPair[] = [];
  let row = letters.length;
  let column = read.length;
  const width = read.length + 1;
  const cost = (atRow: number, atColumn: number): number => costs[atRow * width + atColumn] ?? Infinity;
  while (row > 0 || column > 0) {
    const here = cost(row, column);
    const letter = letters[row - 1] ?? '';
    const other = read[column - 1] ?? '';
    if (row > 0 && column > 0 && here === cost(row - 1, column - 1) + (letter === other ? 0 : 1)) {
      pairs.push({ truth: letter, reading: other });
      row -= 1;
      column -= 1;
    } else if (row > 0 && here === cost(row - 1, column) + 1) {
      pairs.push({ truth: letter, reading: '' });
      row -= 1;
    } else {
      pairs.push({ truth: '', reading: other });
      column -= 1;
    }
  }
  return pairs.reverse();
}

/** Edits between the first letters of both, row by row. */
function alignmentCosts(letters: readonly string[], read: readonly string[]): Uint16Array {
  const width = read.length + 1;
  const costs = new Uint16Array((letters.length + 1) * width);
  for (let row = 0; row <= letters.length; row += 1) {
    for (let column = 0; column <= read.length; column += 1) {
      const at = row * width + column;
      if (row === 0 || column === 0) {
        costs[at] = row + column;
        continue;
      }
      const replaced = (costs[at - width - 1] ?? 0) + (letters[row - 1] === read[column - 1] ? 0 : 1);
      costs[at] = Math.min(replaced, (costs[at - width] ?? 0) + 1, (costs[at - 1] ?? 0) + 1);
    }
  }
  return costs;
}

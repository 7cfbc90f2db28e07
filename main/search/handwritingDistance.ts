import { characters } from '../../shared/text.ts';
import { rewritesByLast, type Rewrite } from './confusions.ts';

/** A doubled letter is easily written, or read, once; and two letters are easily typed the wrong way round. */
const repeatCost = 0.5;
const swapCost = 0.8;
/** Below the cost of any edit that changes the length. */
const leastLengthCost = 0.15;

type Rewrites = ReadonlyMap<string, readonly Rewrite[]>;

/**
 * Edit distance between two folded terms in which likely confusions cost less than other edits;
 * symmetric, 0 for equal terms. Gives Infinity once it is sure to exceed `most`.
 */
export function handwritingDistance(a: string, b: string, most: number): number {
  if (a === b) return 0;
  const source = characters(a);
  const target = characters(b);
  if (Math.abs(source.length - target.length) * leastLengthCost > most) return Infinity;
  const rewrites = rewritesByLast();
  const rows: number[][] = [firstRow(target)];
  for (let row = 1; row <= source.length; row += 1) {
    rows.push(nextRow(rows, rewrites, source, target, row));
    const best = Math.min(...(rows[row] ?? []), ...(rows[row - 1] ?? []));
    if (best > most) return Infinity;
  }
  const distance = rows[source.length]?.[target.length] ?? Infinity;
  return distance > most ? Infinity : distance;
}

function firstRow(target: readonly string[]): number[] {
  const row = [0];
  for (const [column, character] of target.entries()) {
    row.push((row[column] ?? 0) + (character === target[column - 1] ? repeatCost : 1));
  }
  return row;
}

function nextRow(
  rows: readonly number[][],
  rewrites: Rewrites,
  source: readonly string[],
  target: readonly string[],
  row: number,
): number[] {
  const cost = (r: number, c: number): number => rows[r]?.[c] ?? Infinity;
  const character = source[row - 1] ?? '';
  const removal = character === source[row - 2] ? repeatCost : 1;
  const current = [cost(row - 1, 0) + removal];
  for (let column = 1; column <= target.length; column += 1) {
    const other = target[column - 1] ?? '';
    const insertion = other === target[column - 2] ? repeatCost : 1;
    const isSwapped = row > 1 && column > 1 && character === target[column - 2] && source[row - 2] === other;
    let best = Math.min(
      cost(row - 1, column) + removal,
      (current[column - 1] ?? Infinity) + insertion,
      cost(row - 1, column - 1) + (character === other ? 0 : 1),
      isSwapped ? cost(row - 2, column - 2) + swapCost : Infinity,
    );
    for (const { from, to, cost: price } of rewrites.get(character) ?? []) {
      if (!endsWith(source, row, from) || !endsWith(target, column, to)) continue;
      best = Math.min(best, cost(row - from.length, column - to.length) + price);
    }
    current.push(best);
  }
  return current;
}

/** Whether the first `length` characters end in `ending`. */
function endsWith(text: readonly string[], length: number, ending: string): boolean {
  if (ending.length > length) return false;
  for (let index = 0; index < ending.length; index += 1) {
    if (text[length - ending.length + index] !== ending[index]) return false;
  }
  return true;
}

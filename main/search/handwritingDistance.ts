import { characters } from '../../shared/text.ts';

/**
 * Shapes that a hand, and so a reader, takes for each other, with what taking one for the other
 * costs (any other edit of one character costs 1). Both directions; folded text, so no capitals.
 */
const confusions: readonly (readonly [string, string, number])[] = [
  ['rn', 'm', 0.3],
  ['cl', 'd', 0.3],
  ['nn', 'm', 0.4],
  ['ri', 'n', 0.4],
  ['vv', 'w', 0.3],
  ['ii', 'u', 0.4],
  ['li', 'h', 0.5],
  ['0', 'o', 0.2],
  ['1', 'l', 0.2],
  ['1', 'i', 0.2],
  ['5', 's', 0.3],
  ['2', 'z', 0.3],
  ['8', 'b', 0.4],
  ['6', 'b', 0.4],
  ['9', 'g', 0.3],
  ['9', 'q', 0.3],
  ['4', 'y', 0.5],
  ['7', '1', 0.4],
  ['a', 'o', 0.4],
  ['a', 'u', 0.5],
  ['a', 'e', 0.6],
  ['u', 'n', 0.4],
  ['u', 'v', 0.4],
  ['n', 'r', 0.5],
  ['n', 'h', 0.5],
  ['m', 'n', 0.5],
  ['i', 'l', 0.3],
  ['i', 'j', 0.4],
  ['i', 'r', 0.6],
  ['e', 'c', 0.4],
  ['e', 'l', 0.5],
  ['e', 'i', 0.6],
  ['g', 'q', 0.3],
  ['g', 'y', 0.4],
  ['h', 'k', 0.5],
  ['h', 'b', 0.5],
  ['t', 'f', 0.5],
  ['t', 'l', 0.5],
  ['f', 'p', 0.6],
  ['r', 'v', 0.5],
  ['s', 'r', 0.6],
  ['v', 'w', 0.6],
  ['c', 'o', 0.6],
  ['d', 'a', 0.6],
];

/** A doubled letter is easily written, or read, once. */
const repeatCost = 0.5;

interface Rewrite {
  readonly from: string;
  readonly to: string;
  readonly cost: number;
}

/** Rewrites by the last character of what they take away, which is where the distance meets them. */
const rewritesByLast = Map.groupBy(
  confusions.flatMap(([a, b, cost]): Rewrite[] => [
    { from: a, to: b, cost },
    { from: b, to: a, cost },
  ]),
  ({ from }) => from.at(-1) ?? '',
);

/**
 * Edit distance between two folded terms in which likely confusions cost less than other edits;
 * symmetric, 0 for equal terms. Gives Infinity once it is sure to exceed `most`.
 */
export function handwritingDistance(a: string, b: string, most: number): number {
  const source = characters(a);
  const target = characters(b);
  // Even the cheapest rewrite that changes the length by one costs 0.3.
  if (Math.abs(source.length - target.length) * 0.3 > most) return Infinity;
  const rows: number[][] = [firstRow(target)];
  for (let row = 1; row <= source.length; row += 1) {
    rows.push(nextRow(rows, source, target, row));
    const best = Math.min(...(rows[row] ?? []), ...(rows[row - 1] ?? []));
    if (best > most) return Infinity;
  }
  const distance = rows[source.length]?.[target.length] ?? Infinity;
  return distance > most ? Infinity : distance;
}

/** Terms one confusion away from `term`, with its cost: what shares no trigram with a short term. */
export function confusedTerms(term: string): Map<string, number> {
  const confused = new Map<string, number>();
  for (const rewrites of rewritesByLast.values()) {
    for (const { from, to, cost } of rewrites) {
      for (let at = term.indexOf(from); at >= 0; at = term.indexOf(from, at + 1)) {
        const other = term.slice(0, at) + to + term.slice(at + from.length);
        confused.set(other, Math.min(cost, confused.get(other) ?? Infinity));
      }
    }
  }
  return confused;
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
    let best = Math.min(
      cost(row - 1, column) + removal,
      (current[column - 1] ?? Infinity) + insertion,
      cost(row - 1, column - 1) + (character === other ? 0 : 1),
    );
    for (const { from, to, cost: price } of rewritesByLast.get(character) ?? []) {
      if (!endsWith(source, row, from) || !endsWith(target, column, to)) continue;
      best = Math.min(best, cost(row - from.length, column - to.length) + price);
    }
    current.push(best);
  }
  return current;
}

/** Whether the first `length` characters end in `ending` (which is ASCII). */
function endsWith(text: readonly string[], length: number, ending: string): boolean {
  if (ending.length > length) return false;
  for (let index = 0; index < ending.length; index += 1) {
    if (text[length - ending.length + index] !== ending[index]) return false;
  }
  return true;
}

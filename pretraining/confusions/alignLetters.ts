import { characters } from '../../shared/text.ts';

/** Letters of one text that stand for letters of another: one or two on each side, or none on one. */
export interface Rewriting {
  readonly from: string;
  readonly to: string;
}

interface Cell {
  readonly cost: number;
  /** How many letters the last step took from each side. */
  readonly step: readonly [number, number];
}

/** What steps take from each side; two for one is one change, as with "rn" and "m". */
const steps: readonly (readonly [number, number])[] = [
  [1, 1],
  [1, 0],
  [0, 1],
  [2, 1],
  [1, 2],
];

/** How one text became the other with as few changes as can be, letter by letter; what stayed too. */
export function alignLetters(a: string, b: string): Rewriting[] {
  const [source, target] = [characters(a), characters(b)];
  const cells: Cell[][] = [];
  for (let row = 0; row <= source.length; row += 1) {
    cells.push([]);
    for (let column = 0; column <= target.length; column += 1) {
      cells[row]?.push(bestCell(cells, source, target, row, column));
    }
  }
  const found: Rewriting[] = [];
  for (let row = source.length, column = target.length; row > 0 || column > 0;) {
    const [taken, put] = cells[row]?.[column]?.step ?? [row, column];
    found.push({
      from: source.slice(row - taken, row).join(''),
      to: target.slice(column - put, column).join(''),
    });
    row -= taken;
    column -= put;
  }
  return found.reverse();
}

function bestCell(
  cells: readonly (readonly Cell[])[],
  source: readonly string[],
  target: readonly string[],
  row: number,
  column: number,
): Cell {
  let best: Cell = { cost: row + column === 0 ? 0 : Infinity, step: [0, 0] };
  for (const step of steps) {
    const [taken, put] = step;
    const before = cells[row - taken]?.[column - put];
    if (before === undefined || taken > row || put > column) continue;
    const isSame = taken === 1 && put === 1 && source[row - 1] === target[column - 1];
    const cost = before.cost + (isSame ? 0 : 1);
    if (cost < best.cost) best = { cost, step };
  }
  return best;
}

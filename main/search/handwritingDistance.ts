import { z } from 'zod';
import { readResource } from './resources.ts';
import { characters } from '../../shared/text.ts';

/** Letters that look alike in handwriting. `npm --prefix pretraining run confusions` creates the file. */
const confusionsSchema = z.object({
  format: z.literal('inkdex confusions 1'),
  /**
   * One or two folded letters on each side, and the cost of replacing one side by the other in either
   * direction, 0 to 1. Any other edit of one letter costs 1.
   */
  pairs: z.array(z.tuple([z.string().min(1), z.string().min(1), z.number().gt(0).lt(1)])),
  /** The data on which they were counted. */
  fitted: z.object({ words: z.string(), recogniser: z.string() }),
});

/** Letters that are replaced by others at one cost. */
interface Rewrite {
  readonly from: string;
  readonly to: string;
  readonly cost: number;
}

/** Rewrites by the last letter that they replace, where the distance applies them. */
export function rewritesByLast(): ReadonlyMap<string, readonly Rewrite[]> {
  rewrites ??= Map.groupBy(
    readResource('confusions.json', confusionsSchema).pairs.flatMap(([a, b, cost]): Rewrite[] => [
      { from: a, to: b, cost },
      { from: b, to: a, cost },
    ]),
    ({ from }) => from.at(-1) ?? '',
  );
  return rewrites;
}

let rewrites: Map<string, Rewrite[]> | undefined;

/** Costs of two frequent errors: a doubled letter that is written or read once, and two letters that are swapped. */
const repeatCost = 0.5;
const swapCost = 0.8;
/** Less than the cost of any edit that changes the length. The three were set by hand. */
const leastLengthCost = 0.15;

/**
 * Edit distance from one folded term to many others. Likely confusions cost less than other edits. Symmetric, 0 for
 * equal terms. Returns Infinity as soon as it must exceed `most`.
 */
export function handwritingDistance(a: string, most: number): (b: string) => number {
  const source = characters(a).map((letter): SourceLetter => ({ letter, rewrites: new Map() }));
  for (const [index, { rewrites }] of source.entries()) addRewrites(rewrites, source, index);
  // One row for each prefix of the source. The rows grow with the longest target.
  let rows = source.map(() => new Float64Array(0)).concat(new Float64Array(0));

  return (b) => {
    if (a === b) return 0;
    const target = characters(b);
    if (Math.abs(source.length - target.length) * leastLengthCost > most) return Infinity;
    if ((rows[0]?.length ?? 0) <= target.length) {
      rows = rows.map(() => new Float64Array(2 * target.length + 1));
    }
    fillFirstRow(rows[0], target);
    let lastBest = 0;
    for (let row = 1; row <= source.length; row += 1) {
      const best = fillRow(rows, source, target, row);
      // An edit covers two letters at most.
      if (best > most && lastBest > most) return Infinity;
      lastBest = best;
    }
    const distance = rows[source.length]?.[target.length] ?? Infinity;
    return distance > most ? Infinity : distance;
  };
}

interface SourceLetter {
  readonly letter: string;
  /** Rewrites of the letters that end here, by the last letter of their replacement. */
  readonly rewrites: Map<string, Rewrite[]>;
}

function addRewrites(into: Map<string, Rewrite[]>, source: readonly SourceLetter[], index: number): void {
  const { letter = '' } = source[index] ?? {};
  const before = source[index - 1]?.letter ?? '';
  for (const rewrite of rewritesByLast().get(letter) ?? []) {
    if (rewrite.from !== letter && rewrite.from !== before + letter) continue;
    const last = rewrite.to.at(-1) ?? '';
    into.set(last, [...(into.get(last) ?? []), rewrite]);
  }
}

function fillFirstRow(first: Float64Array | undefined, target: readonly string[]): void {
  if (first === undefined) return;
  first[0] = 0;
  for (const [column, letter] of target.entries()) {
    first[column + 1] = (first[column] ?? 0) + (letter === target[column - 1] ? repeatCost : 1);
  }
}

/** Returns the least cost of the row. */
function fillRow(
  rows: readonly Float64Array[],
  source: readonly SourceLetter[],
  target: readonly string[],
  row: number,
): number {
  const [current, above, aboveThat] = [rows[row], rows[row - 1], rows[row - 2]];
  const [own, before] = [source[row - 1], source[row - 2]];
  if (current === undefined || above === undefined || own === undefined) return Infinity;
  const removal = own.letter === before?.letter ? repeatCost : 1;
  let least = (above[0] ?? Infinity) + removal;
  current[0] = least;
  for (let column = 1; column <= target.length; column += 1) {
    const other = target[column - 1] ?? '';
    const otherBefore = target[column - 2];
    const insertion = other === otherBefore ? repeatCost : 1;
    let best = Math.min(
      (above[column] ?? Infinity) + removal,
      (current[column - 1] ?? Infinity) + insertion,
      (above[column - 1] ?? Infinity) + (own.letter === other ? 0 : 1),
    );
    if (before?.letter === other && own.letter === otherBefore) {
      best = Math.min(best, costAt(aboveThat, column - 2) + swapCost);
    }
    const rewrites = own.rewrites.get(other);
    if (rewrites !== undefined) best = Math.min(best, leastRewrite(rewrites, rows, [row, column], target));
    current[column] = best;
    least = Math.min(least, best);
  }
  return least;
}

/** The least cost of a cell by the rewrites that end in it. */
function leastRewrite(
  rewrites: readonly Rewrite[],
  rows: readonly Float64Array[],
  [row, column]: readonly [row: number, column: number],
  target: readonly string[],
): number {
  let least = Infinity;
  for (const { from, to, cost } of rewrites) {
    if (to.length > 1 && to !== (target[column - 2] ?? '') + (target[column - 1] ?? '')) continue;
    least = Math.min(least, costAt(rows[row - from.length], column - to.length) + cost);
  }
  return least;
}

function costAt(row: Float64Array | undefined, column: number): number {
  return row?.[column] ?? Infinity;
}

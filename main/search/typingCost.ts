import { characters } from '../../shared/text.ts';

/**
 * Costs of one typing error, in nats. Any letter may be left out, swapped or doubled by a slip; a wrong letter is one of many,
 * so each of them is less likely. Set by hand with the limits of `respelling.ts`.
 */
export const slipCost = 3;
const wrongLetterCost = 5.5;

/**
 * How unlikely it is that a person who means one word types another: the sum of the costs of the typing errors between them,
 * of which no letter has two (Damerau, "A technique for computer detection and correction of spelling errors", 1964).
 *
 * @returns nats; 0 for the same word
 */
export function typingCost(typed: string, meant: string): number {
  const [source, target] = [characters(meant), characters(typed)];
  // One row for each letter of `meant`: the cost of having typed the first letters of `typed`.
  const rows: number[][] = [[0, ...target.map((_, index) => (index + 1) * wrongLetterCost)]];
  const costAt = (row: number, column: number): number =>
    row < 0 || column < 0 ? Infinity : (rows[row]?.[column] ?? Infinity);
  for (let row = 1; row <= source.length; row += 1) {
    const costs: number[] = [row * slipCost];
    rows.push(costs);
    for (let column = 1; column <= target.length; column += 1) {
      const [letter, before] = [source[row - 1], source[row - 2]];
      const [key, keyBefore] = [target[column - 1], target[column - 2]];
      const isDoubled = key === keyBefore && key === letter;
      costs.push(
        Math.min(
          costAt(row - 1, column - 1) + (letter === key ? 0 : wrongLetterCost),
          costAt(row - 1, column) + slipCost,
          costAt(row, column - 1) + (isDoubled ? slipCost : wrongLetterCost),
          letter === keyBefore && before === key ? costAt(row - 2, column - 2) + slipCost : Infinity,
        ),
      );
    }
  }
  return costAt(source.length, target.length);
}

/**
 * The middle of the values; of an even number of them, the larger of the two in the middle.
 *
 * @param ofNone the result where there are no values
 */
export function median(values: readonly number[], ofNone = 0): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? ofNone;
}

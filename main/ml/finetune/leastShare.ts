/**
 * The one that goes the shortest way and errs no more than the best does, but for one standard error of what
 * they differ by, word for word: the rule by which Breiman et al., "Classification and regression trees", 1984,
 * section 3.4.3, choose the simplest of nearly equal models.
 *
 * @param tried each with how often it errs in each word; the same words in the same order
 */
export function leastShare<Tried extends { readonly share: number; readonly errors: readonly number[] }>(
  tried: readonly Tried[],
): Tried {
  const best = tried.toSorted((a, b) => sum(a.errors) - sum(b.errors)).at(0);
  if (best === undefined) throw new RangeError('There is nothing to choose from.');
  const asGood = tried.filter(({ errors }) => {
    const more = errors.map((count, word) => count - best.errors[word]);
    return sum(more) / more.length <= standardError(more);
  });
  return asGood.reduce((least, one) => (one.share < least.share ? one : least), best);
}

/** Of the mean. */
function standardError(values: readonly number[]): number {
  const mean = sum(values) / values.length;
  const squares = sum(values.map((value) => (value - mean) ** 2));
  return Math.sqrt(squares / (values.length * Math.max(1, values.length - 1)));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

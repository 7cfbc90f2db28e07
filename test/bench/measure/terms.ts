/**
 * Search terms as the figures count them: runs of letters and digits, two or more long, case
 * ignored.
 */
export function termsOf(texts: readonly string[]): string[] {
  return texts
    .flatMap(
      (text) =>
        text
          .normalize('NFC')
          .toLowerCase()
          .match(/[\p{L}\p{N}]+/gu) ?? [],
    )
    .filter((term) => term.length >= 2);
}

/** How many true terms stand among the terms read, each occurrence used once. */
export function countFound(truths: readonly string[], readings: readonly string[]): number {
  return countCommon(termsOf(truths), termsOf(readings));
}

/** How many terms are in both lists, each occurrence used once. */
export function countCommon(truths: readonly string[], read: readonly string[]): number {
  const left = new Map<string, number>();
  for (const term of read) left.set(term, (left.get(term) ?? 0) + 1);
  let found = 0;
  for (const term of truths) {
    const count = left.get(term) ?? 0;
    if (count === 0) continue;
    left.set(term, count - 1);
    found += 1;
  }
  return found;
}

import { boxArea, intersectionArea, intersectionOverUnion, type Box } from '../../../shared/geometry.ts';

/** What a person marked on one page and what the detector found there, in the same pixels. */
export interface PageDetection {
  readonly truths: readonly Box[];
  /** Regions where finding something is neither right nor wrong. */
  readonly ignored: readonly Box[];
  readonly found: readonly Box[];
}

export type DetectionScores = ReturnType<typeof detectionScores>;

/** A found box agrees with a marked one from this intersection over union on. */
const agreement = 0.5;

/**
 * Detection scores over all words of all pages. Boxes are matched one to one, the best pairs first;
 * an unmatched box that lies half or more on ignored regions does not count.
 */
export function detectionScores(pages: readonly PageDetection[]) {
  let hits = 0;
  let misses = 0;
  let falseAlarms = 0;
  for (const page of pages) {
    const matched = matchBoxes(page.found, page.truths);
    hits += matched.size;
    misses += page.truths.length - matched.size;
    falseAlarms += page.found.filter(
      (box, index) => !matched.has(index) && !isIgnored(box, page.ignored),
    ).length;
  }
  return {
    hits,
    misses,
    falseAlarms,
    /** Shares, 0 to 1; NaN when there is nothing to take a share of. */
    precision: hits / (hits + falseAlarms),
    recall: hits / (hits + misses),
    f1: (2 * hits) / (2 * hits + misses + falseAlarms),
  };
}

/**
 * Greedy one-to-one matching, the largest intersection over union first.
 *
 * @returns the index of the true box by the index of the found one
 */
export function matchBoxes(found: readonly Box[], truths: readonly Box[]): Map<number, number> {
  const pairs: { found: number; truth: number; overlap: number }[] = [];
  for (const [foundIndex, box] of found.entries()) {
    for (const [truthIndex, truth] of truths.entries()) {
      const overlap = intersectionOverUnion(box, truth);
      if (overlap >= agreement) pairs.push({ found: foundIndex, truth: truthIndex, overlap });
    }
  }
  pairs.sort((a, b) => b.overlap - a.overlap);

  const matched = new Map<number, number>();
  const taken = new Set<number>();
  for (const pair of pairs) {
    if (matched.has(pair.found) || taken.has(pair.truth)) continue;
    matched.set(pair.found, pair.truth);
    taken.add(pair.truth);
  }
  return matched;
}

function isIgnored(box: Box, ignored: readonly Box[]): boolean {
  const covered = ignored.reduce((sum, region) => sum + intersectionArea(box, region), 0);
  return covered >= boxArea(box) / 2;
}

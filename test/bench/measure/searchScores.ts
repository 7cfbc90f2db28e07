/** Pages that a query found, with how likely each holds it, in any order. */
export interface QueryAnswer {
  readonly found: readonly { readonly page: number; readonly score: number }[];
  /** The pages that do hold it; at least one. */
  readonly relevant: ReadonlySet<number>;
}

export interface SearchScores {
  /** Mean over the queries of the average precision of their pages, likeliest first. */
  readonly meanAveragePrecision: number;
  /** Mean over the queries: the share of its pages down to the last place where .9 of them are right. */
  readonly meanRecall: number;
  /** The same of the answers to all queries in one list by score. */
  readonly pooledRecall: number;
  /** The share of the right pages that was found at all. */
  readonly found: number;
}

/**
 * How well an index answers. Manning and others, "Introduction to information retrieval", 2008, section
 * 8.4; pooled over the queries as in Puigcerver and others, "ICFHR 2016 competition on handwritten
 * keyword spotting".
 */
export function searchScores(answers: readonly QueryAnswer[], precision = 0.9): SearchScores {
  const ranked = answers.map(({ found, relevant }) =>
    found
      .toSorted((a, b) => b.score - a.score)
      .map(({ page, score }) => ({ isRight: relevant.has(page), score })),
  );
  const relevant = answers.map((answer) => answer.relevant.size);
  const pooled = ranked.flat().toSorted((a, b) => b.score - a.score);
  const total = relevant.reduce((sum, count) => sum + count, 0);
  return {
    meanAveragePrecision: mean(ranked.map((list, query) => averagePrecision(list, relevant[query] ?? 0))),
    meanRecall: mean(ranked.map((list, query) => recallAt(list, relevant[query] ?? 0, precision))),
    pooledRecall: recallAt(pooled, total, precision),
    found: pooled.filter(({ isRight }) => isRight).length / total,
  };
}

interface Judged {
  readonly isRight: boolean;
}

function averagePrecision(list: readonly Judged[], relevant: number): number {
  let right = 0;
  let sum = 0;
  for (const [index, { isRight }] of list.entries()) {
    if (!isRight) continue;
    right += 1;
    sum += right / (index + 1);
  }
  return sum / relevant;
}

function recallAt(list: readonly Judged[], relevant: number, precision: number): number {
  let right = 0;
  let best = 0;
  for (const [index, { isRight }] of list.entries()) {
    if (isRight) right += 1;
    if (right >= precision * (index + 1)) best = right;
  }
  return best / relevant;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Pages that a query found, best first, and how well each page answers it (0 if it is not listed). */
interface JudgedAnswer {
  readonly found: readonly number[];
  readonly gains: ReadonlyMap<number, number>;
}

interface JudgedScores {
  /** Share of the queries whose first page answers them. */
  readonly firstRight: number;
  /** Share of the queries with such a page among the first ten. */
  readonly anyRight: number;
  /** Mean normalised discounted cumulative gain of the first ten pages. */
  readonly gain: number;
}

const judgedDepth = 10;

/** Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", 2002; gains as 2^gain - 1. */
export function judgedScores(answers: readonly JudgedAnswer[]): JudgedScores {
  const ranks = answers.map(({ found, gains }) => found.findIndex((page) => gains.has(page)));
  return {
    firstRight: mean(ranks.map((rank) => (rank === 0 ? 1 : 0))),
    anyRight: mean(ranks.map((rank) => (rank >= 0 && rank < judgedDepth ? 1 : 0))),
    gain: mean(
      answers.map(({ found, gains }) => {
        const best = [...gains.values()].sort((a, b) => b - a);
        return discounted(found.map((page) => gains.get(page) ?? 0)) / discounted(best);
      }),
    ),
  };
}

function discounted(gains: readonly number[]): number {
  return gains
    .slice(0, judgedDepth)
    .reduce((sum, gain, rank) => sum + (2 ** gain - 1) / Math.log2(rank + 2), 0);
}

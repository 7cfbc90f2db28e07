import { z } from 'zod';
import { readResource } from './resources.ts';

/** Shapes that hands and readers take for each other: made by `npm run confusions`. */
export const confusionsSchema = z.object({
  format: z.literal('inkdex confusions 1'),
  /**
   * Folded letters, one or two on each side, and what taking one for the other costs in either
   * direction, 0 to 1; any other edit of one letter costs 1.
   */
  pairs: z.array(z.tuple([z.string().min(1), z.string().min(1), z.number().gt(0).lt(1)])),
  /** What they were counted on. */
  fitted: z.object({ words: z.string(), recogniser: z.string() }),
});

/** What is taken away at one cost for what is put there instead. */
export interface Rewrite {
  readonly from: string;
  readonly to: string;
  readonly cost: number;
}

/** Rewrites by the last letter of what they take away, which is where the distance meets them. */
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

import { z } from 'zod';
import { readResource } from './resources.ts';

/** Letters that look alike in handwriting. `npm run confusions` creates the file. */
export const confusionsSchema = z.object({
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
export interface Rewrite {
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

import { z } from 'zod';

/** How a dataset's samples are dealt to train, validation and test: by a rule, never by accident. */

/** Shares of the samples; the rest is for training. */
export const sharesSchema = z
  .strictObject({ validation: z.number().min(0).max(1), test: z.number().min(0).max(1) })
  .refine(({ validation, test }) => validation + test <= 1, {
    message: 'validation and test together take more than everything',
  });
export type Shares = z.infer<typeof sharesSchema>;

/** Names sequences of chance, so that two datasets need not be dealt alike. */
const salt = z.string().max(100);
const names = z.array(z.string()).max(1_000_000);

export const splitRuleSchema = z.discriminatedUnion('kind', [
  /** Every sample keeps the split that it came with, or none. */
  z.strictObject({ kind: z.literal('given') }),
  /**
   * All of a writer (or page) goes to one side. One whose samples are all on one side stays there; new
   * ones go, in an order of chance, to the side that lacks most of its share. Samples without a writer
   * (or page) count as a writer each.
   */
  z.strictObject({ kind: z.enum(['writer', 'page']), shares: sharesSchema, salt }),
  /** Names of writers, pages or samples (by key) for validation and test; everything else trains. */
  z.strictObject({
    kind: z.literal('lists'),
    unit: z.enum(['writer', 'page', 'key']),
    validation: names,
    test: names,
  }),
  /**
   * By the hash of the key (or of the writer's or page's name) alone: a sample never changes sides,
   * whatever else is in the dataset. The shares hold on average.
   */
  z.strictObject({
    kind: z.literal('hash'),
    unit: z.enum(['key', 'page', 'writer']),
    shares: sharesSchema,
    salt,
  }),
]);
export type SplitRule = z.infer<typeof splitRuleSchema>;

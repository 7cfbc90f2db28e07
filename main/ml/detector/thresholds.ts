import { z } from 'zod';
import { InkdexError } from '../../../shared/result.ts';

const share = z.number().min(0).max(1);

const thresholdsSchema = z.object({
  /** Cells from this probability on belong to a word's kernel. */
  kernel: share,
  /** A word whose kernel is less probable on average is dropped. */
  score: share,
  /** A word fainter than this share of the page's strong words is bleed-through or a wiped ghost. */
  faint: share,
  /** Of two boxes that overlap more (intersection over union), the less probable is dropped. */
  overlap: share,
});

/** What turns the network's output into words. */
export type Thresholds = z.infer<typeof thresholdsSchema>;

export const defaultThresholds: Thresholds = { kernel: 0.45, score: 0.7, faint: 0.3, overlap: 0.3 };

/**
 * The thresholds in a model's metadata.
 *
 * @throws InkdexError `model-damaged` when one is missing or no share
 */
export function parseThresholds(record: Readonly<Record<string, number>>): Thresholds {
  const parsed = thresholdsSchema.safeParse(record);
  if (parsed.success) return parsed.data;
  throw new InkdexError(
    'model-damaged',
    `The detector's thresholds cannot be used: ${z.prettifyError(parsed.error)}. Export the model again.`,
    { cause: parsed.error },
  );
}

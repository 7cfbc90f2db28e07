import { z } from 'zod';

/** What a process that measured one engine tells the one that started it. */
export const trainingFiguresSchema = z.object({
  device: z.string(),
  /** Words a second at batches of 48 x 128. */
  oneWidth: z.number().positive(),
  /** Words a second at batches of the widths of real words. */
  mixture: z.number().positive(),
});
export type TrainingFigures = z.infer<typeof trainingFiguresSchema>;

/** Muon: for the matrices between hidden layers, with AdamW for the others. */
export const benchOptimizerSchema = z.enum(['Muon', 'AdamW']);
export type BenchOptimizer = z.infer<typeof benchOptimizerSchema>;

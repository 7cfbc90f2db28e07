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

import { z } from 'zod';
import { pointSchema } from '../../../shared/geometry.ts';

const labels = z.array(z.string()).nullish();

/** The value of a result: a shape, labels or a text, depending on its type. */
const valueSchema = z.object({
  x: z.number().optional(),
  y: z.number().optional(),
  width: z.number().optional(),
  height: z.number().optional(),
  rotation: z.number().nullish(),
  points: z.array(pointSchema).optional(),
  text: z.union([z.string(), z.array(z.string())]).nullish(),
  labels,
  rectanglelabels: labels,
  polygonlabels: labels,
  choices: labels,
});
export type ResultValue = z.infer<typeof valueSchema>;

/** Results with the same id describe one region: its shape, its labels and its text. */
export const resultSchema = z.object({
  id: z.string().optional(),
  type: z.string(),
  value: valueSchema,
  original_width: z.number().positive().nullish(),
  original_height: z.number().positive().nullish(),
  meta: z.looseObject({ inkdex: z.unknown().optional() }).nullish(),
});
export type Result = z.infer<typeof resultSchema>;

/** A task in a JSON export. "data" contains the image under a name that the labelling setup defines. */
export const taskSchema = z.object({
  id: z.union([z.number(), z.string()]).transform(String).optional(),
  data: z.record(z.string(), z.unknown()),
  annotations: z
    .array(
      z.object({
        was_cancelled: z.boolean().nullish(),
        ground_truth: z.boolean().nullish(),
        result: z.array(z.unknown()),
      }),
    )
    .nullish(),
});
export type Task = z.infer<typeof taskSchema>;

import { z } from 'zod';

/** Ids are numbers in COCO and texts in TextOCR. */
const id = z.union([z.number(), z.string()]).transform(String);
const numbers = z.array(z.number());

/** An entry of "images" (COCO) or "imgs" (COCO-Text). */
export const cocoImageSchema = z.object({
  id,
  file_name: z.string(),
  width: z.number().positive().optional(),
  height: z.number().positive().optional(),
  /** COCO-Text: train, val or test. */
  set: z.string().nullish(),
});
export type CocoImage = z.infer<typeof cocoImageSchema>;

export const cocoCategorySchema = z.object({ id, name: z.string() });

/**
 * An entry of "annotations" (COCO) or "anns" (COCO-Text: Veit et al., "COCO-Text: Dataset and Benchmark for Text
 * Detection and Recognition in Natural Images", 2016). Other data sets add fields: TextOCR `points`, many others
 * `text` or `transcription`, also inside `attributes`.
 */
export const cocoAnnotationSchema = z.object({
  id,
  image_id: id,
  category_id: id.optional(),
  /** x, y, width, height. */
  bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]).nullish(),
  /** Polygons, or a run-length encoded mask. */
  segmentation: z.union([z.array(numbers), z.looseObject({})]).nullish(),
  mask: numbers.nullish(),
  points: numbers.nullish(),
  utf8_string: z.string().nullish(),
  text: z.string().nullish(),
  transcription: z.string().nullish(),
  legibility: z.string().nullish(),
  language: z.string().nullish(),
  iscrowd: z.union([z.number(), z.boolean()]).nullish(),
  attributes: z
    .looseObject({
      utf8_string: z.string().nullish(),
      text: z.string().nullish(),
      transcription: z.string().nullish(),
      /** Fields of a sample that COCO cannot express. */
      inkdex: z.unknown().optional(),
    })
    .nullish(),
});
export type CocoAnnotation = z.infer<typeof cocoAnnotationSchema>;

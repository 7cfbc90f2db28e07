import { z } from 'zod';
import { boxSchema, quadSchema } from './geometry.ts';
import { photoSchema } from './photo.ts';
import { wordIdSchema } from './word.ts';

/** One word that answers one term of the query. */
export const hitSchema = z.object({
  word: wordIdSchema,
  box: boxSchema,
  quad: quadSchema,
  /** The reading that matched: the best one, an alternative, or what a person typed. */
  text: z.string(),
  /** The term of the query that it answers. */
  term: z.string(),
  /** How likely the word on the photo is the term, 0 to 1. */
  probability: z.number().min(0).max(1),
});
export type Hit = z.infer<typeof hitSchema>;

export const searchResultSchema = z.object({
  photo: photoSchema,
  score: z.number().min(0).max(1),
  /** In reading order. */
  hits: z.array(hitSchema),
});
export type SearchResult = z.infer<typeof searchResultSchema>;

export const searchPageSchema = z.object({
  query: z.string(),
  /** The terms as understood, folded. */
  terms: z.array(z.string()),
  /** Photos found in all. */
  total: z.number().int().nonnegative(),
  results: z.array(searchResultSchema),
  ms: z.number().nonnegative(),
});
export type SearchPage = z.infer<typeof searchPageSchema>;

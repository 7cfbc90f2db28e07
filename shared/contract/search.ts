import { z } from 'zod';
import { boxSchema, quadSchema } from '../geometry.ts';
import { photoIdSchema, photoProgressSchema, photoSchema } from './photo.ts';
import { alternativeSchema, polygonSchema, wordIdSchema } from './word.ts';

/**
 * How a word came to answer a term: `read`, a reading holds it; `seen`, the reader saw letters that may
 * spell it; `meant`, it holds a word that the query's may be misspelt for; `split`, it and the next one
 * together; `joined`, it holds the term and another word; `begins`, it goes on from the term.
 */
export const hitWaySchema = z.enum(['read', 'seen', 'meant', 'split', 'joined', 'begins']);
export type HitWay = z.infer<typeof hitWaySchema>;

/** One word that answers one term of the query. */
export const hitSchema = z.object({
  word: wordIdSchema,
  box: boxSchema,
  quad: quadSchema,
  polygon: polygonSchema.nullable(),
  /** The reading that matched, the best one where none did, or what a person typed. */
  text: z.string(),
  /** The term of the query that it answers. */
  term: z.string(),
  /** How likely the word on the photo is the term, 0 to 1. */
  probability: z.number().min(0).max(1),
  way: hitWaySchema,
  /** For `meant`: the word that it holds instead. */
  meant: z.string().nullable(),
  /** What models read, best first. */
  alternatives: z.array(alternativeSchema),
  /** A person vouches for its text. */
  isConfirmed: z.boolean(),
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
  /** Those of them that more likely than not hold what is looked for; they come first. */
  likely: z.number().int().nonnegative(),
  /** For people: what of the query was left out, and what was expected. */
  remarks: z.array(z.string()),
  results: z.array(searchResultSchema),
  ms: z.number().nonnegative(),
});
export type SearchPage = z.infer<typeof searchPageSchema>;

const facetSchema = z.object({
  /** As a filter of a query takes it: `folder:`, `date:` or `labelled:` with a value. */
  filter: z.string(),
  /** For people. */
  name: z.string(),
  photos: z.number().int().positive(),
});
export type Facet = z.infer<typeof facetSchema>;

/** How the photos that a query finds are spread, most first; of each kind a few. */
export const searchFacetsSchema = z.object({
  folders: z.array(facetSchema),
  months: z.array(facetSchema),
  progress: z.array(facetSchema.extend({ progress: photoProgressSchema })),
});
export type SearchFacets = z.infer<typeof searchFacetsSchema>;

/** Photos that one call lists to search for overlooked words, at most. */
export const mostUnsearched = 1000;

/** Photos to search for overlooked words: of all that come into question, the first. */
export const unsearchedPhotosSchema = z.object({
  /** What promises most comes first. */
  photos: z.array(photoIdSchema),
  /** All that come into question. */
  total: z.number().int().nonnegative(),
});
export type UnsearchedPhotos = z.infer<typeof unsearchedPhotosSchema>;

/** A place that answers a word of a query, although the photo's reading took it for no word. */
export const overlookedHitSchema = hitSchema
  .pick({ box: true, quad: true, text: true, term: true, probability: true, alternatives: true })
  .extend({ way: hitWaySchema.extract(['read', 'seen', 'begins']) });
export type OverlookedHit = z.infer<typeof overlookedHitSchema>;

export const overlookedResultSchema = z.object({
  photo: photoSchema,
  /** Likeliest first. */
  hits: z.array(overlookedHitSchema),
});
export type OverlookedResult = z.infer<typeof overlookedResultSchema>;

const query = z.string().max(1000);

/** Calls of the contract. */
export const searchCalls = {
  /**
   * Any string is a query. `quick` looks for what readings hold, as one types; `full`, which is what is
   * done where nothing is said, for all that words may be.
   */
  search: {
    args: z.object({
      query,
      offset: z.number().int().nonnegative(),
      limit: z.number().int().positive().max(500),
      depth: z.enum(['quick', 'full']).optional(),
    }),
    result: searchPageSchema,
  },
  searchFacets: { args: z.object({ query }), result: searchFacetsSchema },
  /** The photos that a query's filters let through and that it does not find with likelihood. */
  listUnsearched: {
    args: z.object({ query, limit: z.number().int().positive().max(mostUnsearched) }),
    result: unsearchedPhotosSchema,
  },
  /** Reads a photo once more, where the detector marked nothing, for words of a query. Nothing is stored. */
  searchOverlooked: { args: z.object({ query, photo: photoIdSchema }), result: overlookedResultSchema },
};

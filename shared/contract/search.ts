import { z } from 'zod';
import type { CallTable } from './call.ts';
import { boxSchema, quadSchema } from '../geometry.ts';
import { filterNames } from '../queryFilters.ts';
import { photoIdSchema, photoSchema } from './photo.ts';
import { alternativeSchema, polygonSchema, wordIdSchema } from './word.ts';

/**
 * How a word matches a term.
 *
 * - `read`: a reading contains it.
 * - `seen`: no reading contains it, but the CTC posteriors allow it.
 * - `meant`: a reading contains the probable correct spelling of the term.
 * - `split`: the word and the next one together are the term.
 * - `joined`: the word is the term and another word together.
 * - `begins`: a reading starts with it.
 */
export const hitWaySchema = z.enum(['read', 'seen', 'meant', 'split', 'joined', 'begins']);
export type HitWay = z.infer<typeof hitWaySchema>;

/** One word that matches one term of the query. */
const hitSchema = z.object({
  word: wordIdSchema,
  /**
   * The first word of the hit as people see it: a phrase, or neighbours on a line that match different terms, are one hit.
   * All hits on a word have the same one.
   */
  start: wordIdSchema,
  /** Number of its line on the photo. */
  line: z.number().int().nonnegative(),
  box: boxSchema,
  quad: quadSchema,
  polygon: polygonSchema.nullable(),
  /** The reading that matched, else the best reading; or the text that a person typed. */
  text: z.string(),
  /** The term of the query that it matches. */
  term: z.string(),
  /** The probability that the word on the photo is the term, 0 to 1. */
  probability: z.number().min(0).max(1),
  way: hitWaySchema,
  /** For `meant`: the correct spelling. */
  meant: z.string().nullable(),
  /** The readings of models, best first. */
  alternatives: z.array(alternativeSchema),
  /** Whether a person confirmed its text. */
  isConfirmed: z.boolean(),
});
export type Hit = z.infer<typeof hitSchema>;

/** The text of a line with hits. */
const lineWithHitsSchema = z.object({
  /** Its number on the photo. */
  line: z.number().int().nonnegative(),
  /** In reading order, without illegible words. */
  words: z.array(z.object({ word: wordIdSchema, text: z.string() })),
});
export type LineWithHits = z.infer<typeof lineWithHitsSchema>;

export const searchResultSchema = z.object({
  photo: photoSchema,
  score: z.number().min(0).max(1),
  /** In reading order. */
  hits: z.array(hitSchema),
  lines: z.array(lineWithHitsSchema),
  /** A better result that shows nearly the same picture; null if there is none. */
  stackedOn: photoIdSchema.nullable(),
});
export type SearchResult = z.infer<typeof searchResultSchema>;

/** A photo with at least this probability is a likely result. */
export const likelyScore = 0.5;
/** Hits and photos that are less likely than this are weak. */
export const weakBelow = 0.2;

/**
 * The order of results. `newest` and `folder` sort likely results, less likely and weak ones each for themselves; in a folder,
 * the best come first.
 */
export const searchSortSchema = z.enum(['best', 'newest', 'folder']);
export type SearchSort = z.infer<typeof searchSortSchema>;

/** A query that a person may mean, and what it finds. */
const completionSchema = z.object({
  query: z.string(),
  /** Number of likely results. */
  photos: z.number().int().positive(),
});
export type Completion = z.infer<typeof completionSchema>;

export const searchPageSchema = z.object({
  query: z.string(),
  /** The parsed terms, folded. */
  terms: z.array(z.string()),
  /** Number of all photos found. */
  total: z.number().int().nonnegative(),
  /** Number of them that match with a probability of at least one half. They come first. */
  likely: z.number().int().nonnegative(),
  /** Words of the query that were searched as other ones, because they are probably typing errors. */
  respelled: z.array(
    z.object({
      /** As in the query. */
      typed: z.string(),
      /** The term that was searched, folded. */
      meant: z.string(),
    }),
  ),
  /** Where no result of a query of one word is likely: the query with similar words of the library. */
  similar: z.array(completionSchema),
  /** Photos whose file has the words of the query in its name, and that are no likely results. */
  named: z.object({
    /** The first few, newest first. */
    photos: z.array(z.object({ id: photoIdSchema, name: z.string() })),
    /** The query for all of them. */
    query: z.string(),
    total: z.number().int().nonnegative(),
  }),
  /** Numbers of photos at the time of the search: whose words were searched, that are still to be read, and that could not be. */
  searched: z.object({
    read: z.number().int().nonnegative(),
    waiting: z.number().int().nonnegative(),
    failed: z.number().int().nonnegative(),
  }),
  /** For people: parts of the query that were ignored, and what was expected. */
  remarks: z.array(z.string()),
  results: z.array(searchResultSchema),
  ms: z.number().nonnegative(),
});
export type SearchPage = z.infer<typeof searchPageSchema>;

const facetSchema = z.object({
  /** A filter for a query, with its value. */
  filter: z.string(),
  /** The value, for people. */
  name: z.string(),
  /** Number of photos that are shown, with results as unlikely as `weakBelow`. */
  photos: z.number().int().positive(),
});
export type Facet = z.infer<typeof facetSchema>;

/** Numbers of the photos that a query shows by the values of some filters, the largest few of each. */
export const searchFacetsSchema = z.array(
  z.object({ of: z.enum(filterNames), facets: z.array(facetSchema) }),
);
export type SearchFacets = z.infer<typeof searchFacetsSchema>;

/** The most photos that one call lists to search for missed words. */
export const mostUnsearched = 1000;

/** Photos to search for missed words. */
const unsearchedPhotosSchema = z.object({
  /** The most promising first. */
  photos: z.array(photoIdSchema),
  /** Number of all such photos. */
  total: z.number().int().nonnegative(),
});
export type UnsearchedPhotos = z.infer<typeof unsearchedPhotosSchema>;

/** A place that matches a word of a query, although no word was detected there. */
const overlookedHitSchema = hitSchema
  .pick({ box: true, quad: true, text: true, term: true, probability: true, alternatives: true })
  .extend({ way: hitWaySchema.extract(['read', 'seen', 'begins']) });
export type OverlookedHit = z.infer<typeof overlookedHitSchema>;

const overlookedResultSchema = z.object({
  photo: photoSchema,
  /** Most likely first. */
  hits: z.array(overlookedHitSchema),
});
export type OverlookedResult = z.infer<typeof overlookedResultSchema>;

/** The most characters of a query. Only the first words of a text that was pasted by mistake are searched. */
export const longestQuery = 10_000;
const query = z.string().max(longestQuery);

export const searchCalls = {
  /** Groups of photos that show nearly the same picture, the latest first. In a group the best photo is first. */
  similarPhotos: {
    role: 'read',
    args: z.object({ limit: z.number().int().positive().max(500) }),
    result: z.object({ total: z.number().int().nonnegative(), groups: z.array(z.array(photoSchema).min(2)) }),
  },
  /**
   * Any string is a query. `quick` searches only readings, during typing; `full` (the default) also similar and uncertain
   * words.
   */
  search: {
    role: 'read',
    args: z.object({
      query,
      offset: z.number().int().nonnegative(),
      limit: z.number().int().positive().max(500),
      depth: z.enum(['quick', 'full']).optional(),
      /** Default: `best`. */
      sort: searchSortSchema.optional(),
    }),
    result: searchPageSchema,
  },
  /** Completions of the last word of a query, which is being typed, from the words of the library. */
  completeQuery: { role: 'read', args: z.object({ query }), result: z.array(completionSchema) },
  searchFacets: { role: 'read', args: z.object({ query }), result: searchFacetsSchema },
  /** The photos that match a query's filters but probably not its words. */
  listUnsearched: {
    role: 'read',
    args: z.object({ query, limit: z.number().int().positive().max(mostUnsearched) }),
    result: unsearchedPhotosSchema,
  },
  /** Searches a photo for words of a query where none was detected. Stores nothing. */
  searchOverlooked: {
    role: 'read',
    args: z.object({ query, photo: photoIdSchema }),
    result: overlookedResultSchema,
  },
} satisfies CallTable;

const savedSearchIdSchema = z.number().int().positive();
const savedSearchSchema = z.object({
  id: savedSearchIdSchema,
  name: z.string(),
  query: z.string(),
  /** Number of likely results. */
  photos: z.number().int().nonnegative(),
});
export type SavedSearch = z.infer<typeof savedSearchSchema>;

/** The most characters of the name of a saved search. */
export const longestSearchName = 100;

export const savedSearchCalls = {
  /** By name. */
  listSavedSearches: { role: 'read', args: z.object({}), result: z.array(savedSearchSchema) },
  /** Saves a query under a name. With an id, it changes this one, or brings it back after it was removed. */
  saveSearch: {
    role: 'label',
    args: z.object({
      id: savedSearchIdSchema.nullable(),
      name: z.string().trim().min(1).max(longestSearchName),
      query: query.refine((text) => text.trim() !== '', 'expected a query'),
    }),
    result: savedSearchSchema,
  },
  removeSavedSearch: { role: 'label', args: z.object({ id: savedSearchIdSchema }), result: z.null() },
} satisfies CallTable;

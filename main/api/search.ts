import { z } from 'zod';
import { photoIdSchema } from '../../shared/contract/photo.ts';
import { longestQuery, searchPageSchema, searchSortSchema } from '../../shared/contract/search.ts';
import { markdownText } from '../../shared/page/markdown.ts';
import { pageOf, plainText, textBlocks } from '../../shared/page/page.ts';
import { blocksSchema, listedBlocks, resultLine, resultLineSchema } from '../../shared/jsonLines.ts';
import type { Services } from '../services.ts';
import { endpoint, type Endpoint } from './endpoint.ts';

const foundSchema = searchPageSchema
  .pick({ query: true, total: true, likely: true, respelled: true, remarks: true, ms: true })
  .extend({ results: z.array(resultLineSchema) });
export type FoundPhotos = z.infer<typeof foundSchema>;

export const textSchema = z.object({
  photo: photoIdSchema,
  path: z.string(),
  text: z.string(),
  /** The text as Markdown, with headings, lists, tables and code. */
  markdown: z.string(),
  blocks: blocksSchema,
});

/** The library for other programs, which may read it only. */
export function createLookUp({ search, library }: Pick<Services, 'search' | 'library'>) {
  return {
    find(query: string, { offset = 0, limit = 20, sort }: FindOptions): FoundPhotos {
      const found = search.calls.search({ query, offset, limit, ...(sort !== undefined && { sort }) });
      return foundSchema.parse({ ...found, results: found.results.map(resultLine) });
    },
    /** @throws InkdexError `not-found` */
    textOf(id: z.infer<typeof photoIdSchema>): z.infer<typeof textSchema> {
      const { photo, words, marks } = library.calls.getPhoto({ photo: id });
      const page = { ...pageOf(photo, words, false), marks };
      const blocks = textBlocks(page);
      const text = { text: plainText(page), markdown: markdownText(blocks), blocks: listedBlocks(blocks) };
      return textSchema.parse({ photo: photo.id, path: photo.path, ...text });
    },
  };
}
export type LookUp = ReturnType<typeof createLookUp>;

interface FindOptions {
  readonly offset?: number | undefined;
  readonly limit?: number | undefined;
  readonly sort?: z.infer<typeof searchSortSchema> | undefined;
}

/** Search and texts of photos, read-only. */
export function searchEndpoints(lookUp: LookUp): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/v1/search',
      summary: 'Find photos by their words, as `inkdex search --json`',
      scope: 'search',
      query: z.object({
        q: z
          .string()
          .max(longestQuery)
          .meta({ description: 'the query, as in the app', examples: ['tree'] }),
        offset: z.coerce
          .number()
          .int()
          .min(0)
          .max(1_000_000)
          .optional()
          .describe('photos to leave out; default: 0'),
        limit: z.coerce.number().int().min(1).max(500).optional().describe('photos, 1 to 500; default: 20'),
        sort: searchSortSchema.optional(),
      }),
      answers: { 'application/json': foundSchema },
      handle: ({ query: { q, ...options } }) => lookUp.find(q, options),
    }),
    endpoint({
      method: 'get',
      path: '/v1/photos/{photo}/text',
      summary: 'The text of a photo, line by line',
      scope: 'search',
      params: z.object({ photo: z.coerce.number().pipe(photoIdSchema) }),
      answers: { 'application/json': textSchema },
      handle: ({ params: { photo } }) => lookUp.textOf(photo),
    }),
  ];
}

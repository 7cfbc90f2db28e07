import { z } from 'zod';
import { languageSharesSchema } from './contract/pageLanguage.ts';
import { photoIdSchema } from './contract/photo.ts';
import type { Hit, SearchResult } from './contract/search.ts';
import { alternativeSchema, type PageReading } from './contract/word.ts';
import { boxSchema, quadSchema } from './geometry.ts';
import { blockKindSchema, lineKindSchema } from './page/blocks.ts';
import { linesOfWords, textBlocks, textOfWords, type TextBlock } from './page/page.ts';
import { rotationSchema } from './rotation.ts';

/*
 * What the command line prints with --json, and the API answers with. Other programs rely on these keys.
 */

/** Lines that belong together, in reading order. */
export const blocksSchema = z.array(
  z.object({
    kind: blockKindSchema,
    lines: z.array(
      z.object({
        kind: lineKindSchema,
        indent: z.number().int(),
        text: z.string(),
        /** Of a row of a table. */
        cells: z.array(z.string()).optional(),
      }),
    ),
  }),
);

export function listedBlocks(blocks: readonly TextBlock[]): z.infer<typeof blocksSchema> {
  return blocks.map(({ kind, lines }) => ({
    kind,
    lines: lines.map((line) => ({
      kind: line.kind,
      indent: line.indent,
      text: textOfWords(line.words),
      ...(line.kind === 'cell' && { cells: line.cells.map(textOfWords) }),
    })),
  }));
}

/** A page that was read. Boxes and quads are places in the photo before rotation. */
export const pageLineSchema = z.object({
  width: z.number(),
  height: z.number(),
  /** Only if the photo was rotated for reading. */
  turn: rotationSchema.optional(),
  words: z.array(
    z.object({
      box: boxSchema,
      quad: quadSchema,
      line: z.number(),
      text: z.string(),
      confidence: z.number(),
      alternatives: z.array(alternativeSchema),
    }),
  ),
  ms: z.number(),
  /** The share of each language of its words; null if it has none. */
  languages: languageSharesSchema.nullable(),
  blocks: blocksSchema,
  /** Only if the file ends too early: percent of the photo that it lacks. */
  missing: z.number().optional(),
});
export type PageLine = z.infer<typeof pageLineSchema>;

/** A photo that a query finds. */
export const resultLineSchema = z.object({
  photo: photoIdSchema,
  path: z.string(),
  score: z.number(),
  hits: z.array(z.object({ box: boxSchema, text: z.string(), term: z.string(), probability: z.number() })),
});
export type ResultLine = z.infer<typeof resultLineSchema>;

export function pageLine(page: PageReading): PageLine {
  const { width, height, turn, words, notText, languages, missing, ms } = page;
  const lines = linesOfWords(words.filter(({ text }) => text !== ''));
  const listed = words.map(({ box, quad, line, text, confidence, alternatives }) => {
    return { box, quad, line, text, confidence, alternatives };
  });
  return {
    width,
    height,
    ...(turn !== 0 && { turn }),
    words: listed,
    ms,
    languages,
    blocks: listedBlocks(textBlocks({ lines, marks: notText.map(({ box }) => box) })),
    ...(missing > 0 && { missing }),
  };
}

/** The parts of a search result that are given. */
export type Found = Pick<SearchResult, 'photo' | 'score'> & {
  readonly hits: readonly Pick<Hit, 'box' | 'text' | 'term' | 'probability'>[];
};

export function resultLine({ photo, score, hits }: Found): ResultLine {
  const listed = hits.map(({ box, text, term, probability }) => ({ box, text, term, probability }));
  return { photo: photo.id, path: photo.path, score, hits: listed };
}

import { z } from 'zod';
import { keptImageSchema, sampleSchema, wordCutSchema } from '../../../shared/contract/dataset.ts';
import { callTable, withoutProgress } from '../../rpc/calls.ts';
import { fileMs, path } from './pictures.ts';

/** Hundreds of files, or texts to draw. */
const batchMs = 600_000;

/** Images of datasets: kept, drawn and cut. */
export const sampleCalls = callTable({
  /** Copies image files into the object store; see `keepImages`. */
  keepImages: withoutProgress({
    deadlineMs: batchMs,
    args: z.object({ paths: z.array(path), within: z.array(path).nullable(), objects: path }),
    /** For each path, in turn. */
    result: z.array(keptImageSchema),
  }),
  /** Which characters of a text no font in a folder (null: the shipped fonts) can draw. Reads the fonts again. */
  missingCharacters: withoutProgress({
    deadlineMs: fileMs,
    args: z.object({ fonts: path.nullable(), text: z.string() }),
    result: z.array(z.string()),
  }),
  /** Draws texts with handwriting fonts as PNG files in a folder; see `drawSamples`. */
  drawSamples: withoutProgress({
    deadlineMs: batchMs,
    args: z.object({
      fonts: path.nullable(),
      seed: z.number().int().nonnegative(),
      samples: z.array(z.object({ index: z.number().int().nonnegative(), text: z.string() })),
      folder: path,
    }),
    /** For each text, in turn. */
    result: z.array(z.object({ file: z.string(), writer: z.number().int().nonnegative() })),
  }),
  /** Composes lines of pictures of characters as PNG files in a folder; see `drawGlyphs`. */
  drawGlyphs: withoutProgress({
    deadlineMs: batchMs,
    args: z.object({
      lines: z.array(
        z.object({
          file: z.string(),
          pictures: z.array(path.nullable()),
          step: z.number().int().positive(),
        }),
      ),
      side: z.number().int().positive(),
      folder: path,
    }),
    result: z.null(),
  }),
  /** Cuts words into characters as PNG files in a folder; see `main/reader/cutWords.ts`. */
  cutWords: withoutProgress({
    deadlineMs: batchMs,
    args: z.object({
      samples: z.array(sampleSchema),
      objects: path,
      folder: path,
      first: z.number().int().nonnegative(),
      recogniser: path,
    }),
    /** For each sample, in turn. */
    result: z.array(wordCutSchema),
  }),
});

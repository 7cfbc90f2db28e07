import { z } from 'zod';
import { foundLinesSchema } from '../../../shared/contract/library.ts';
import { pageLanguageSchema } from '../../../shared/contract/pageLanguage.ts';
import { sha256Schema } from '../../../shared/contract/photo.ts';
import {
  alternativeSchema,
  overlookedReadingSchema,
  pageReadingSchema,
  typedWordSchema,
  wordOfTextSchema,
  wordResultSchema,
} from '../../../shared/contract/word.ts';
import { quadSchema } from '../../../shared/geometry.ts';
import { packedPosteriorsSchema } from '../../../shared/prunedPosteriors.ts';
import { callTable, withoutProgress } from '../../rpc/calls.ts';
import { engine, threads } from './models.ts';
import { path, photoFile, turn } from './pictures.ts';
import { progressSchema } from './training.ts';

/** That a person chose; null: the reader finds it. */
const language = pageLanguageSchema.nullable().default(null);
const alternatives = z.number().int().min(1).max(10);
/** Whether no second reader is asked for words in doubt. */
const fast = z.boolean().default(false);
/** Why the GPU is not used any more by this process, which goes on with the processor. */
const gpuProblem = z.string().optional();
/** What reads words, and how many readings of each are wanted. */
const recogniser = { alternatives, recogniser: path, threads, engine, fast };
/** Opening the models, and reading a page of thousands of words. */
const pageMs = 180_000;

/** Detects and recognises. */
export const readingCalls = callTable({
  read: withoutProgress({
    deadlineMs: pageMs,
    args: z.object({
      ...photoFile,
      turn,
      /** Whether the reader may find that it must be turned otherwise to be read. */
      findRotation: z.boolean().default(false),
      /** The photo that will be read after this one, if any: it is opened meanwhile. */
      next: z.object(photoFile).nullable().default(null),
      /** It tells of the words around. */
      typed: z.array(typedWordSchema).default([]),
      language,
      detector: path,
      ...recogniser,
    }),
    result: pageReadingSchema.extend({ gpuProblem }),
  }),
  /** Given places of a photo; none where nothing can be read. */
  readQuads: withoutProgress({
    deadlineMs: pageMs,
    args: z.object({
      ...photoFile,
      turn,
      quads: z.array(quadSchema),
      /** Places by their numbers, and what is known between them; those that it leaves out are read alone. */
      text: z.array(wordOfTextSchema).default([]),
      language,
      ...recogniser,
    }),
    result: z.object({
      gpuProblem,
      readings: z.array(z.array(alternativeSchema)),
      /** Of each place, as `readWordSchema` has it. */
      lattices: z.array(packedPosteriorsSchema.nullable()),
      recogniser: sha256Schema,
    }),
  }),
  /** Places that may be words beside the known ones; see `readOverlooked`. */
  readOverlooked: withoutProgress({
    deadlineMs: pageMs,
    args: z.object({
      ...photoFile,
      turn,
      known: z.array(quadSchema),
      detector: path,
      ...recogniser,
    }),
    result: z.object({ places: z.array(overlookedReadingSchema), gpuProblem }),
  }),
  /** The lines of a photo by a line finder. */
  findLines: withoutProgress({
    deadlineMs: pageMs,
    args: z.object({ ...photoFile, turn, model: path }),
    result: foundLinesSchema,
  }),
  /** Each file is one cropped word, or with a detector also a line of words. One that cannot be read leaves the others alone. */
  readWords: {
    deadlineMs: pageMs,
    args: z.object({
      paths: z.array(path),
      detector: path.optional(),
      ...recogniser,
    }),
    progress: progressSchema,
    result: z.object({ words: z.array(wordResultSchema), gpuProblem }),
  },
});

import { sampleSchema } from '../../shared/contract/dataset.ts';
import { foundLinesSchema } from '../../shared/contract/library.ts';
import { z } from 'zod';
import { quadSchema } from '../../shared/geometry.ts';
import { packedPosteriorsSchema } from '../../shared/prunedPosteriors.ts';
import {
  foreignModelSchema,
  modelMetadataSchema,
  readingEngineNameSchema,
} from '../../shared/contract/model.ts';
import { pageLanguageSchema } from '../../shared/contract/pageLanguage.ts';
import { sha256Schema } from '../../shared/contract/photo.ts';
import { failureSchema } from '../../shared/result.ts';
import { rotationSchema } from '../../shared/rotation.ts';
import {
  alternativeSchema,
  overlookedReadingSchema,
  pageReadingSchema,
  typedWordSchema,
  wordOfTextSchema,
} from '../../shared/contract/word.ts';
import { callTable, withoutProgress, type CallHandlers, type CallsOf, type CallTable } from '../rpc/calls.ts';
import { readingThreads } from '../installation.ts';
import { progressSchema, trainerCalls } from './trainerCalls.ts';

const pixels = z.number().int().positive();
const path = z.string().min(1);
/** By how much a photo is turned after EXIF: places on it are in pixels of the photo as it stands then. */
const turn = rotationSchema.default(0);
/** That a person chose; null: the reader finds it. */
const language = pageLanguageSchema.nullable().default(null);
/** A photo's file: where it is, and its SHA-256, where nothing else will do. */
const photoFile = { path, sha256: sha256Schema.optional() };
const alternatives = z.number().int().min(1).max(10);
/** Threads for each model. */
const threads = z.number().int().positive().default(readingThreads);
/** Where the networks run. */
const engine = readingEngineNameSchema.default('cpu');
/** Why the GPU is not used any more by this process, which goes on with the processor. */
const gpuProblem = z.string().optional();

const photoIdentitySchema = z.object({
  sha256: sha256Schema,
  bytes: z.number().int().positive(),
  /** Of the upright photo. */
  width: pixels,
  height: pixels,
  format: z.string(),
  /** ISO 8601, where EXIF says. */
  takenAt: z.string().nullable(),
});
export type PhotoIdentity = z.infer<typeof photoIdentitySchema>;

const wordReadingSchema = z.object({
  text: z.string(),
  confidence: z.number().min(0).max(1),
  /** Best first; the first is `text`. */
  alternatives: z.array(alternativeSchema),
  ms: z.number().nonnegative(),
});
export type WordReading = z.infer<typeof wordReadingSchema>;

const drawnPageSchema = z.object({
  path,
  /** When its PDF says it was made: ISO 8601. The picture itself does not say. */
  createdAt: z.string().nullable(),
});
export type DrawnPage = z.infer<typeof drawnPageSchema>;

const wordResultSchema = z.discriminatedUnion('ok', [
  z.object({ path, ok: z.literal(true), value: wordReadingSchema }),
  z.object({ path, ok: z.literal(false), error: failureSchema }),
]);
export type WordResult = z.infer<typeof wordResultSchema>;

/** A picture as the contract's `pictureKinds` name them, or for an export; `word` is the straightened crop of a quad. */
const pictureSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('display') }),
  z.object({ kind: z.literal('thumbnail') }),
  /** As large as an icon. */
  z.object({ kind: z.literal('preview') }),
  z.object({ kind: z.literal('word'), quad: quadSchema }),
  /** A PNG with words highlighted. `width`: of the upright photo. */
  z.object({ kind: z.literal('lit'), quads: z.array(quadSchema), width: pixels }),
]);
export type Picture = z.infer<typeof pictureSchema>;

const modelFileSchema = z.object({
  sha256: sha256Schema,
  bytes: z.number().int().positive(),
  metadata: modelMetadataSchema,
});

const gpuSchema = z.object({ device: z.string(), driver: z.string(), isSoftware: z.boolean() });
export type Gpu = z.infer<typeof gpuSchema>;

/** Words per second that the networks read; null if an engine was not measured. */
const readingMeasurementSchema = z.object({
  cpu: z.number().nonnegative().nullable(),
  webgpu: z.number().nonnegative().nullable(),
  /** Why the GPU cannot be used, for people; null if it can. */
  problem: z.string().nullable(),
});
export type ReadingMeasurement = z.infer<typeof readingMeasurementSchema>;

/** An image file that is in the object store now. */
const storedObjectSchema = z.object({
  sha256: sha256Schema,
  bytes: z.number().int().positive(),
  /** Of the upright image. */
  width: pixels,
  height: pixels,
  format: z.string(),
});
const keptImageSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), image: storedObjectSchema }),
  z.object({ ok: z.literal(false), error: failureSchema }),
]);
export type KeptImage = z.infer<typeof keptImageSchema>;

/** The sure characters of a word by their places in its text, each in a file; and why there are none. */
const wordCutSchema = z.object({
  letters: z.array(z.object({ place: z.number().int().nonnegative(), file: z.string() })),
  reason: z.string().nullable(),
});
export type WordCut = z.infer<typeof wordCutSchema>;

// Deadlines. Each is about ten times what the work takes on a slow and busy machine.
/** Reading a file of 1 GiB from a network drive, and decoding it. */
const fileMs = 60_000;
/** Opening the models, and reading a page of thousands of words. */
const pageMs = 180_000;
/** Opening a model of hundreds of megabytes twice, and running it. */
const foreignMs = 180_000;
/** Opening the models four times, compiling shaders for a minute, and reading a photo for two seconds with each engine. */
const measureMs = 180_000;
/** Hundreds of files, or texts to draw. */
const batchMs = 600_000;
/** A page of a PDF with a million strokes takes about ten seconds. */
const pdfMs = 25_000;

/** Decodes, detects and recognises. */
const readerCalls = callTable({
  inspect: withoutProgress({ deadlineMs: fileMs, args: z.object({ path }), result: photoIdentitySchema }),
  /** Writes a JPEG, for `lit` a PNG, whole or not at all. */
  render: withoutProgress({
    deadlineMs: fileMs,
    args: z.object({ ...photoFile, turn, destination: path, picture: pictureSchema }),
    result: z.object({ width: pixels, height: pixels }),
  }),
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
      alternatives,
      detector: path,
      recogniser: path,
      threads,
      engine,
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
      alternatives,
      recogniser: path,
      threads,
      engine,
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
      alternatives,
      detector: path,
      recogniser: path,
      threads,
      engine,
    }),
    result: z.object({ places: z.array(overlookedReadingSchema), gpuProblem }),
  }),
  /** The lines of a photo by a line finder. */
  findLines: withoutProgress({
    deadlineMs: pageMs,
    args: z.object({ ...photoFile, turn, model: path }),
    result: foundLinesSchema,
  }),
  /** Each file is one cropped word. One that cannot be read leaves the others alone. */
  readWords: {
    deadlineMs: pageMs,
    args: z.object({ paths: z.array(path), alternatives, recogniser: path, threads, engine }),
    progress: progressSchema,
    result: z.object({ words: z.array(wordResultSchema), gpuProblem }),
  },
  /** Of the upright image, by its header. */
  imageSize: withoutProgress({
    deadlineMs: fileMs,
    args: z.object({ path }),
    result: z.object({ width: pixels, height: pixels }),
  }),
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
  /** Cuts words into characters as PNG files in a folder; see `main/workers/reader/cutWords.ts`. */
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
  /** What places of an image look like (`main/imaging/pictureHash.ts`); null: the whole image. */
  hashPictures: withoutProgress({
    deadlineMs: fileMs,
    args: z.object({ path, quads: z.array(quadSchema.nullable()) }),
    result: z.array(z.instanceof(Uint8Array)),
  }),
  /** What a photo looks like (`main/imaging/photoHash.ts`). */
  hashPhoto: withoutProgress({
    deadlineMs: fileMs,
    args: z.object({ path }),
    result: z.instanceof(Uint8Array),
  }),
  inspectModel: withoutProgress({ deadlineMs: fileMs, args: z.object({ path }), result: modelFileSchema }),
  /** Whether it can read at all; see `tryModel`. */
  tryModel: withoutProgress({ deadlineMs: fileMs, args: z.object({ path }), result: z.null() }),
  /** See `importForeign`. */
  importForeign: withoutProgress({
    deadlineMs: foreignMs,
    args: z.object({ path, foreign: foreignModelSchema, target: path }),
    result: z.null(),
  }),
  /** The GPU that WebGPU finds; null if there is none. */
  findGpu: withoutProgress({ deadlineMs: fileMs, args: z.object({}), result: gpuSchema.nullable() }),
  /** See `measureReading`. */
  measureReading: withoutProgress({
    deadlineMs: measureMs,
    args: z.object({ photo: path, detector: path, recogniser: path, threads, withGpu: z.boolean() }),
    result: readingMeasurementSchema,
  }),
});

/** Takes PDFs apart, one call at a time: pdf.js occupies its thread, so that only the end of its process stops it. */
const pdfCalls = callTable({
  /** How many pages a PDF has; null for a file that is none. */
  countPages: withoutProgress({
    args: z.object({ path }),
    deadlineMs: pdfMs,
    result: z.object({ pages: z.number().int().nonnegative().nullable() }),
  }),
  /** Draws a page of a PDF into a folder, and says where; a file that is no PDF is its own page. */
  drawPage: withoutProgress({
    args: z.object({ path, page: z.number().int().positive(), folder: path }),
    deadlineMs: pdfMs,
    result: drawnPageSchema,
  }),
});

/** The types of the calls that each kind of worker answers. */
export interface WorkerCalls {
  readonly reader: CallsOf<typeof readerCalls>;
  readonly pdf: CallsOf<typeof pdfCalls>;
  readonly trainer: CallsOf<typeof trainerCalls>;
}
export type WorkerKind = keyof WorkerCalls;

export const workerCalls: { readonly [Kind in WorkerKind]: CallTable<WorkerCalls[Kind]> } = {
  reader: readerCalls,
  pdf: pdfCalls,
  trainer: trainerCalls,
};

export type WorkerResult<
  Kind extends WorkerKind,
  Name extends keyof WorkerCalls[Kind],
> = WorkerCalls[Kind][Name] extends { readonly result: infer Result } ? Result : never;
export type WorkerHandlers<Kind extends WorkerKind> = CallHandlers<WorkerCalls[Kind]>;

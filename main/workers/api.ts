import { z } from 'zod';
import { quadSchema } from '../../shared/geometry.ts';
import { packedLatticeSchema } from '../../shared/letterLattice.ts';
import {
  modelMetadataSchema,
  trainingEngineNameSchema,
  trainingEngineSchema,
} from '../../shared/contract/model.ts';
import { sha256Schema } from '../../shared/contract/photo.ts';
import { failureSchema } from '../../shared/result.ts';
import { turnSchema } from '../../shared/turn.ts';
import {
  alternativeSchema,
  overlookedReadingSchema,
  pageReadingSchema,
  typedWordSchema,
  wordOfTextSchema,
} from '../../shared/contract/word.ts';
import { trainingCalls } from './trainingApi.ts';

/** Every call that an engine answers, once; both sides parse with these schemas. */

const pixels = z.number().int().positive();
const path = z.string().min(1);
/** By how much a photo is turned after EXIF: places on it are in pixels of the photo as it stands then. */
const turn = turnSchema.default(0);
/** A photo's file: where it is, and its SHA-256, where nothing else will do. */
const photoFile = { path, sha256: sha256Schema.optional() };
const alternatives = z.number().int().min(1).max(10);
/** Threads for each model. */
const threads = z.number().int().positive().default(2);

export const photoIdentitySchema = z.object({
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

export const wordReadingSchema = z.object({
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

/** A picture as the contract's `pictureKinds` name them; `word` is the straightened crop of a quad. */
const pictureSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('display') }),
  z.object({ kind: z.literal('thumbnail') }),
  z.object({ kind: z.literal('word'), quad: quadSchema }),
]);
export type Picture = z.infer<typeof pictureSchema>;

const modelFileSchema = z.object({
  sha256: sha256Schema,
  bytes: z.number().int().positive(),
  metadata: modelMetadataSchema,
});

/** An image file that is in the object store now. */
export const storedObjectSchema = z.object({
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

const progressSchema = z.object({
  /** For people: "Fetching tensorflow-cpu". */
  step: z.string(),
  done: z.number().nonnegative(),
  total: z.number().nonnegative().nullable(),
});

const none = z.null();

export const workerCalls = {
  /** Decodes, detects and recognises. */
  reader: {
    inspect: { args: z.object({ path }), progress: none, result: photoIdentitySchema },
    /** How many pages a PDF has; null for a file that is none. */
    countPages: {
      args: z.object({ path }),
      progress: none,
      result: z.object({ pages: z.number().int().nonnegative().nullable() }),
    },
    /** Draws a page of a PDF into a folder, and says where; a file that is no PDF is its own page. */
    drawPage: {
      args: z.object({ path, page: z.number().int().positive(), folder: path }),
      progress: none,
      result: drawnPageSchema,
    },
    /** Writes a JPEG, whole or not at all. */
    render: {
      args: z.object({ ...photoFile, turn, destination: path, picture: pictureSchema }),
      progress: none,
      result: z.object({ width: pixels, height: pixels }),
    },
    read: {
      args: z.object({
        ...photoFile,
        turn,
        /** Whether the reader may find that it must be turned otherwise to be read. */
        findTurn: z.boolean().default(false),
        /** The photo that will be read after this one, if any: it is opened meanwhile. */
        next: z.object(photoFile).nullable().default(null),
        /** It tells of the words around. */
        typed: z.array(typedWordSchema).default([]),
        alternatives,
        detector: path,
        recogniser: path,
        threads,
      }),
      progress: none,
      result: pageReadingSchema,
    },
    /** Given places of a photo; none where nothing can be read. */
    readQuads: {
      args: z.object({
        ...photoFile,
        turn,
        quads: z.array(quadSchema),
        /** Places by their numbers, and what is known between them; those that it leaves out are read alone. */
        text: z.array(wordOfTextSchema).default([]),
        alternatives,
        recogniser: path,
        threads,
      }),
      progress: none,
      result: z.object({
        readings: z.array(z.array(alternativeSchema)),
        /** Of each place, as `readWordSchema` has it. */
        lattices: z.array(packedLatticeSchema.nullable()),
        recogniser: sha256Schema,
      }),
    },
    /** Places that may be words beside the known ones; see `readOverlooked`. */
    readOverlooked: {
      args: z.object({
        ...photoFile,
        turn,
        known: z.array(quadSchema),
        alternatives,
        detector: path,
        recogniser: path,
        threads,
      }),
      progress: none,
      result: z.array(overlookedReadingSchema),
    },
    /** Each file is one cropped word. One that cannot be read leaves the others alone. */
    readWords: {
      args: z.object({ paths: z.array(path), alternatives, recogniser: path, threads }),
      progress: progressSchema,
      result: z.array(wordResultSchema),
    },
    /** Of the upright image, by its header. */
    imageSize: {
      args: z.object({ path }),
      progress: none,
      result: z.object({ width: pixels, height: pixels }),
    },
    /** Copies image files into the object store; see `keepImages`. */
    keepImages: {
      args: z.object({ paths: z.array(path), within: z.array(path).nullable(), objects: path }),
      progress: none,
      /** For each path, in turn. */
      result: z.array(keptImageSchema),
    },
    /** Which characters of a text no font in a folder (null: the shipped fonts) can draw. Reads the fonts again. */
    missingCharacters: {
      args: z.object({ fonts: path.nullable(), text: z.string() }),
      progress: none,
      result: z.array(z.string()),
    },
    /** Draws texts with handwriting fonts as PNG files in a folder; see `drawSamples`. */
    drawSamples: {
      args: z.object({
        fonts: path.nullable(),
        seed: z.number().int().nonnegative(),
        samples: z.array(z.object({ index: z.number().int().nonnegative(), text: z.string() })),
        folder: path,
      }),
      progress: none,
      /** For each text, in turn. */
      result: z.array(z.object({ file: z.string(), writer: z.number().int().nonnegative() })),
    },
    /** What places of an image look like (`main/imaging/look.ts`); null: the whole image. */
    seeLooks: {
      args: z.object({ path, quads: z.array(quadSchema.nullable()) }),
      progress: none,
      result: z.array(z.instanceof(Uint8Array)),
    },
    inspectModel: { args: z.object({ path }), progress: none, result: modelFileSchema },
    /** Whether it can read at all; see `tryModel`. */
    tryModel: { args: z.object({ path }), progress: none, result: none },
  },
  /** Trains, and knows what it can train with. */
  trainer: {
    listEngines: {
      args: z.object({ measure: z.boolean() }),
      progress: none,
      result: z.array(trainingEngineSchema),
    },
    installEngine: {
      args: z.object({ name: trainingEngineNameSchema, gpu: z.boolean() }),
      progress: progressSchema,
      result: z.object({ version: z.string(), directory: z.string() }),
    },
    ...trainingCalls,
  },
} as const satisfies Record<string, Record<string, WorkerCall>>;

/** The schemas of one call. */
export interface WorkerCall {
  readonly args: z.ZodType;
  readonly progress: z.ZodType;
  readonly result: z.ZodType;
}

export type WorkerKind = keyof typeof workerCalls;
export type WorkerCallName<Kind extends WorkerKind> = keyof (typeof workerCalls)[Kind] & string;

type CallOf<Kind extends WorkerKind, Name extends WorkerCallName<Kind>> = (typeof workerCalls)[Kind][Name] &
  WorkerCall;
/** As a caller writes them: what has a default may be left out. */
export type WorkerArgs<Kind extends WorkerKind, Name extends WorkerCallName<Kind>> = z.input<
  CallOf<Kind, Name>['args']
>;
export type WorkerProgress<Kind extends WorkerKind, Name extends WorkerCallName<Kind>> = z.output<
  CallOf<Kind, Name>['progress']
>;
export type WorkerResult<Kind extends WorkerKind, Name extends WorkerCallName<Kind>> = z.output<
  CallOf<Kind, Name>['result']
>;

/** What a call may use while it runs. */
export interface CallContext<Progress> {
  /** Aborted when the caller no longer wants the result. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** An implementation of every call of one kind of engine. */
export type WorkerHandlers<Kind extends WorkerKind> = {
  readonly [Name in WorkerCallName<Kind>]: (
    args: z.output<CallOf<Kind, Name>['args']>,
    context: CallContext<WorkerProgress<Kind, Name>>,
  ) => Promise<WorkerResult<Kind, Name>>;
};

import { z } from 'zod';
import { networkNameSchema, networkOptionsSchema, readUnitSchema } from '../networks.ts';
import { InkdexError } from '../result.ts';
import { sha256Schema } from './photo.ts';

/** detector: finds words. recogniser: reads them. lines: finds lines, and may be in use instead of a detector. */
export const modelKindSchema = z.enum(['detector', 'recogniser', 'lines']);
export type ModelKind = z.infer<typeof modelKindSchema>;

/** What a model does in reading: one finds the words of a photo, another reads them. */
export type ModelRole = Exclude<ModelKind, 'lines'>;

export function roleOf(kind: ModelKind): ModelRole {
  return kind === 'lines' ? 'detector' : kind;
}

/** What people call a model of this kind. */
export function kindName(kind: ModelKind): string {
  return kind === 'lines' ? 'line finder' : kind;
}

/** Lower-case letters, digits and dashes, such as `starter-recogniser`. It names a file, never a path. */
export const modelIdSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/u, 'expected lower-case letters, digits and dashes')
  .brand<'ModelId'>();
export type ModelId = z.infer<typeof modelIdSchema>;
/** Models that are used instead of those in use. */
export type ModelsByRole = Partial<Record<ModelRole, ModelId | undefined>>;

/**
 * `onnx` is the model's own file. The others are folders for other programs: `onnx-folder` a model that takes the pixels
 * of a crop, with readers in Python, TypeScript and a browser; `triton` a model repository; `savedmodel` TensorFlow's form.
 */
export const modelExportFormatSchema = z.enum(['onnx', 'onnx-folder', 'triton', 'savedmodel']);
export type ModelExportFormat = z.infer<typeof modelExportFormatSchema>;
export const modelExportSchema = z.object({ model: modelIdSchema, format: modelExportFormatSchema });
export type ModelExport = z.infer<typeof modelExportSchema>;
/** The numbers of characters in answers, as an ord_map of CRNN_Tensorflow has them. */
export const characterNumbersSchema = z.record(z.string(), z.number().int().nonnegative());

export const modelSchema = z.object({
  id: modelIdSchema,
  kind: modelKindSchema,
  name: z.string(),
  sha256: sha256Schema,
  bytes: z.number().int().nonnegative(),
  parameters: z.number().int().nonnegative(),
  /** Recognisers only. */
  characters: z.string().nullable(),
  /** What it reads, or of pages finds; null of a detector, and of a file that cannot be used. */
  reads: readUnitSchema.nullable(),
  /** Whether it is in use for reading. */
  promoted: z.boolean(),
  /** Why the file cannot be used; null if it can. */
  problem: z.string().nullable(),
});
export type Model = z.infer<typeof modelSchema>;

/** Side of an input in pixels. The limit keeps a wrong number from filling the memory. */
const side = z.number().int().positive().max(8192);

/** Whether a picture keeps its aspect and is padded on the right, or is stretched to the width. */
const fitSchema = z.enum(['pad', 'stretch']);

/**
 * Input of a recogniser of another program: `image` float32 [batch, channels, height, width], grey or R, G, B, 0 to 1. Its
 * widths are the least and the greatest, or one.
 */
const photoInputSchema = z.object({
  channels: z.union([z.literal(1), z.literal(3)]),
  fit: fitSchema,
  /** Of each channel, to the right of a narrower picture. */
  padding: z.array(z.number()),
  reads: z.enum(['word', 'line']),
  /** Whether it takes several pictures at once. */
  isBatched: z.boolean(),
});
export type PhotoInput = z.infer<typeof photoInputSchema>;

const perChannel = z.array(z.number()).min(1).max(3);

/**
 * How a CTC recogniser of another program takes pictures, and its alphabet. Null: as its file says, and where it does not,
 * as PP-OCR's recognisers do.
 */
export const foreignModelSchema = z.object({
  /** A text file with a character on each line, in class order; null: `character` in the metadata of the file. */
  alphabet: z.object({ path: z.string() }).nullable(),
  height: side.max(1024).nullable().default(null),
  /** The least width; with `stretch` the only one. */
  width: side.nullable().default(null),
  fit: fitSchema.default('pad'),
  channels: z.enum(['rgb', 'bgr', 'grey']).nullable().default(null),
  /** (value - mean) / std, of values from 0 to 1; one number, or one for each channel in the order of the file. */
  mean: perChannel.default([0.5]),
  std: perChannel.default([0.5]),
  layout: z.enum(['nchw', 'nhwc']).nullable().default(null),
  blank: z.enum(['first', 'last']).default('first'),
  /** Null: a line if the alphabet has a space. */
  reads: z.enum(['word', 'line']).nullable().default(null),
});
export type ForeignModel = z.infer<typeof foreignModelSchema>;

/**
 * `metadata_props.inkdex` of every exported .onnx file, as JSON: what reading needs in addition to the graph.
 */
export const modelMetadataSchema = z.discriminatedUnion('kind', [
  z.object({
    format: z.literal(1),
    kind: z.literal('recogniser'),
    name: z.string(),
    /** Absent in the files of `stn-crnn`. */
    network: z.object({ name: networkNameSchema, options: networkOptionsSchema }).optional(),
    /** Characters in class order; class 0 is the blank. */
    characters: z.string(),
    /** Input rows in pixels. Input: `image` float32 [batch, 1, height, width], ink 1 on paper 0. */
    height: side.max(1024),
    /** Input widths of training, ascending. A word is padded on the right to the next one. */
    widths: z.array(side).min(1).max(1000),
    /** Input columns per time step. Output: `logits` float32 [time, batch, classes]. */
    stride: z.number().int().positive(),
    parameters: z.number().int().nonnegative(),
    /** Only of a recogniser of another program, which takes the photo instead of its ink, and is decoded greedily. */
    photo: photoInputSchema.optional(),
  }),
  z.object({
    format: z.literal(1),
    kind: z.literal('detector'),
    name: z.string(),
    /** Longer side of the scaled photo, in pixels. */
    longSide: side,
    /** Small writing is detected again at a larger scale. */
    closer: z
      .object({
        /** In pixels. */
        longSide: side,
        /** Median height of detected words, in pixels of the input, below which the writing is small. */
        below: z.number().positive(),
      })
      .optional(),
    /** Both input sides are padded to a multiple of this. */
    multiple: side.max(1024),
    /** Input pixels per output cell, along each axis. */
    stride: z.number().int().positive(),
    /** Fitted on the development photos. */
    thresholds: z.record(z.string(), z.number()),
    /** Weights of the classifier that decides whether a gap is within a word. */
    gaps: z.array(z.number()).optional(),
    /** Input pixels per cell of the output that says in which direction writing runs, if it has one. */
    directions: z.number().int().positive().optional(),
    parameters: z.number().int().nonnegative(),
  }),
  z.object({
    format: z.literal(1),
    kind: z.literal('lines'),
    name: z.string(),
    /** Absent in the file that computes rows of ink, which learns nothing. */
    network: z.object({ name: z.literal('fcn-lines'), options: networkOptionsSchema }).optional(),
    /** Longer side of the scaled page, in pixels. */
    longSide: side,
    /** Both input sides are padded to a multiple of this. */
    multiple: side.max(1024),
    parameters: z.number().int().nonnegative(),
  }),
]);
export type ModelMetadata = z.infer<typeof modelMetadataSchema>;
export type RecogniserMetadata = Extract<ModelMetadata, { kind: 'recogniser' }>;
export type LinesMetadata = Extract<ModelMetadata, { kind: 'lines' }>;
export type DetectorMetadata = Extract<ModelMetadata, { kind: 'detector' }>;
/** Of a model that finds the words of a photo. */
export type FinderMetadata = DetectorMetadata | LinesMetadata;

export const trainingEngineNameSchema = z.enum(['tensorflow', 'webgpu', 'wasm']);
export type TrainingEngineName = z.infer<typeof trainingEngineNameSchema>;

export const trainingEngineSchema = z.object({
  engine: trainingEngineNameSchema,
  available: z.boolean(),
  version: z.string().nullable(),
  device: z.string().nullable(),
  wordsPerSecond: z.number().nonnegative().optional(),
  /** Why it is not available, and how to install it; or why it is used only when a person chooses it. */
  problem: z.string().optional(),
});
export type TrainingEngine = z.infer<typeof trainingEngineSchema>;

/** Execution providers of ONNX Runtime that can read: the processor, or a GPU. */
export const readingEngineNameSchema = z.enum(['cpu', 'webgpu']);
export type ReadingEngineName = z.infer<typeof readingEngineNameSchema>;

/**
 * The engine that a variable of the environment names; null if it is not set.
 *
 * @throws InkdexError `bad-arguments` if it names none
 */
export function engineIn<Name extends string>(
  environment: Readonly<Record<string, string | undefined>>,
  variable: string,
  names: z.ZodType<Name> & { readonly options: readonly Name[] },
): Name | null {
  const value = environment[variable];
  if (value === undefined || value === '') return null;
  const parsed = names.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InkdexError(
    'bad-arguments',
    `${variable} is "${value}"; expected one of ${names.options.join(', ')}.`,
  );
}

/** How fast photos are read on the processor and on the GPU. */
export const readingSpeedSchema = z.object({
  /** The faster one. */
  engine: readingEngineNameSchema,
  /** The GPU; null if there is none. */
  device: z.string().nullable(),
  /** Words per second of the networks; null if the engine was not measured. */
  cpu: z.number().nonnegative().nullable(),
  webgpu: z.number().nonnegative().nullable(),
  /** Why the GPU is not used; null if it was measured. */
  problem: z.string().nullable(),
});
export type ReadingSpeed = z.infer<typeof readingSpeedSchema>;

/** What a measurement on a photo gives; `problem`: why the GPU cannot be used, for people. */
export const readingMeasurementSchema = readingSpeedSchema.omit({ engine: true, device: true });
export type ReadingMeasurement = z.infer<typeof readingMeasurementSchema>;

/** The GPU that WebGPU finds. */
export const gpuSchema = z.object({ device: z.string(), driver: z.string(), isSoftware: z.boolean() });
export type Gpu = z.infer<typeof gpuSchema>;

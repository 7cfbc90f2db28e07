import { z } from 'zod';

/** Memory at the end of a part. */
const memory = { peakMegabytes: z.number(), gpuMegabytes: z.number().nullable() };

/** What a part of `npm run gpu-check` prints. */
export const partSchema = z.discriminatedUnion('part', [
  z.object({
    part: z.literal('adapter'),
    device: z.string(),
    driver: z.string(),
    isSoftware: z.boolean(),
    features: z.array(z.string()),
    /** The names that NVIDIA's driver gives. */
    nvidia: z.array(z.string()),
    /** Which loader and drivers were found where. */
    files: z.string(),
    environment: z.record(z.string(), z.string().optional()),
  }),
  z.object({
    part: z.literal('read'),
    engine: z.string(),
    threads: z.number(),
    /** Opening the models, with compiling shaders, and the first photo. */
    coldMs: z.number(),
    photosPerSecond: z.number(),
    wordsPerSecond: z.number(),
    problem: z.string().nullable(),
    ...memory,
  }),
  z.object({
    part: z.literal('compare'),
    /** Words that were read with float weights on the processor, and those that were the same on the GPU. */
    words: z.number(),
    sameWords: z.number(),
    /** Null where only words were compared. */
    sameBoxes: z.number().nullable(),
    /** The greatest difference of two probabilities of a time step. */
    difference: z.number(),
    problem: z.string().nullable(),
  }),
  z.object({
    part: z.literal('train'),
    engine: z.string(),
    device: z.string(),
    oneWidth: z.number(),
    mixture: z.number(),
    ...memory,
  }),
  z.object({ part: z.literal('loss'), engine: z.string(), steps: z.number(), loss: z.number() }),
]);
export type Part = z.infer<typeof partSchema>;
export type PartOf<Name extends Part['part']> = Extract<Part, { readonly part: Name }>;

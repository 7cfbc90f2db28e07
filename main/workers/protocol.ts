import { z } from 'zod';
import { failureSchema } from '../../shared/result.ts';

/** What crosses between the house and an engine process, whichever way the two are connected. */

const id = z.number().int().nonnegative();

export const toWorkerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('request'), id, name: z.string(), args: z.unknown() }),
  z.object({ type: z.literal('cancel'), id }),
]);
export type ToWorker = z.infer<typeof toWorkerSchema>;

export const fromWorkerSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('response'),
    id,
    result: z.discriminatedUnion('ok', [
      z.object({ ok: z.literal(true), value: z.unknown() }),
      z.object({ ok: z.literal(false), error: failureSchema }),
    ]),
  }),
  z.object({ type: z.literal('progress'), id, progress: z.unknown() }),
]);
export type FromWorker = z.infer<typeof fromWorkerSchema>;

import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import { pageLanguageSchema } from '../../../shared/contract/pageLanguage.ts';
import { isModestJson, safeParse } from '../../../shared/json.ts';
import { sha256Schema } from '../../../shared/contract/photo.ts';
import { pageReadingSchema, typedWordSchema } from '../../../shared/contract/word.ts';
import { failureSchema, InkdexError } from '../../../shared/result.ts';
import { rotationSchema } from '../../../shared/rotation.ts';

/** A photo to read. The same task always has the same key, and the same reading. */
export const taskSchema = z.object({
  /** Of these messages. A worker that knows another one refuses the task. */
  format: z.literal(1),
  /** Version of Inkdex: another one may read other words. */
  version: z.string(),
  /** SHA-256 of the photo's file, which is its name in the object store. */
  photo: sha256Schema,
  turn: rotationSchema,
  findRotation: z.boolean(),
  /** The language that a person chose; null to find it. */
  language: pageLanguageSchema.nullable(),
  typed: z.array(typedWordSchema),
  alternatives: z.number().int().min(1).max(10),
  /** Whether no second reader is asked for words in doubt. */
  fast: z.boolean(),
  /** SHA-256 of the files of the models. */
  detector: sha256Schema,
  recogniser: sha256Schema,
});
export type Task = z.infer<typeof taskSchema>;

/** As many words as one change of labels may have. */
const mostWords = 10_000;
const { words, notText } = pageReadingSchema.shape;
/** A reading of another machine, which may say anything. */
const foreignReadingSchema = pageReadingSchema.extend({
  words: words.max(mostWords),
  notText: notText.unwrap().max(mostWords).default([]),
});

/** What a worker says of a task. */
export const outcomeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('read'), reading: foreignReadingSchema }),
  /** The photo cannot be read. */
  z.object({ kind: z.literal('failed'), error: failureSchema }),
  /** A photo or a model is not in the object store, or is not whole there. */
  z.object({ kind: z.literal('wanted'), sha256: sha256Schema }),
  /** The worker cannot read this task, but another reader may. */
  z.object({ kind: z.literal('refused'), message: z.string() }),
  /** The outcome is too long for a message: it is in the object store. */
  z.object({ kind: z.literal('stored'), sha256: sha256Schema }),
]);
export type Outcome = z.infer<typeof outcomeSchema>;

/** A message that expands to more than this is refused: the main process parses it. */
export const mostMessageBytes = 16e6;
const mostMessageValues = 1e6;

export function keyOf(task: Task): string {
  return createHash('sha256').update(JSON.stringify(task)).digest('hex').slice(0, 32);
}

export function encodeMessage(value: Task | Outcome): Uint8Array {
  return gzipSync(JSON.stringify(value), { level: 1 });
}

/** @throws InkdexError `data-invalid` for anything but a whole message of this form */
export function decodeMessage<Value>(form: z.ZodType<Value>, data: Uint8Array): Value {
  try {
    const text = gunzipSync(data, { maxOutputLength: mostMessageBytes }).toString('utf8');
    if (!isModestJson(text, mostMessageValues)) throw new Error('it has too many values');
    const parsed = safeParse(form, JSON.parse(text));
    if (parsed.success) return parsed.data;
    throw parsed.error;
  } catch (thrown) {
    const found = thrown instanceof z.ZodError ? z.prettifyError(thrown) : String(thrown);
    const message = `The broker delivered a message that this version of Inkdex does not know: ${found}. Use the same version on all machines.`;
    throw new InkdexError('data-invalid', message, { cause: thrown });
  }
}

import { z } from 'zod';
import { failureSchema } from '../../shared/result.ts';

/**
 * Remote calls between the main process, its worker processes, and their threads. A table names the calls with their
 * schemas; `connect` is the caller's end (client.ts), `serve` the other one (server.ts).
 */

export interface CallTypes {
  /** Arguments as a caller writes them: what has a default may be left out. */
  readonly given: unknown;
  readonly args: unknown;
  readonly result: unknown;
  readonly progress: unknown;
}

/** The schemas of one call. Each end parses with them what it receives. */
export interface CallSchemas<Types extends CallTypes = CallTypes> {
  readonly args: z.ZodType<Types['args'], Types['given']>;
  readonly result: z.ZodType<Types['result']>;
  readonly progress: z.ZodType<Types['progress']>;
  /**
   * Milliseconds without a response or progress after which the call is cancelled and fails with `too-slow`; without it
   * the call may take for ever.
   */
  readonly deadlineMs?: number;
}

export type Calls = Readonly<Record<string, CallTypes>>;
export type CallTable<Table extends Calls> = { readonly [Name in keyof Table]: CallSchemas<Table[Name]> };

export type CallsOf<Schemas extends Readonly<Record<string, CallSchemas>>> = {
  readonly [Name in keyof Schemas & string]: {
    readonly given: z.input<Schemas[Name]['args']>;
    readonly args: z.output<Schemas[Name]['args']>;
    readonly result: z.output<Schemas[Name]['result']>;
    readonly progress: z.output<Schemas[Name]['progress']>;
  };
};

/** What a handler may use while its call runs. */
export interface CallContext<Progress> {
  /** Aborted when the caller no longer wants the result. */
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** Moves a buffer of the result to the caller rather than copying it. Only threads move buffers. */
  readonly transfer: (buffer: ArrayBufferLike) => void;
}

/** An implementation of every call. */
export type CallHandlers<Table extends Calls> = {
  readonly [Name in keyof Table]: (
    args: Table[Name]['args'],
    context: CallContext<Table[Name]['progress']>,
  ) => Promise<Table[Name]['result']>;
};

/** Gives a table its type, from which the types of both ends follow. */
export function callTable<Schemas extends Readonly<Record<string, CallSchemas>>>(
  schemas: Schemas & CallTable<CallsOf<Schemas>>,
): CallTable<CallsOf<Schemas>> {
  return schemas;
}

/** A call that reports no progress. */
export function withoutProgress<Args extends z.ZodType, Result extends z.ZodType>(
  schemas: WithoutProgress<Args, Result>,
): WithoutProgress<Args, Result> & { readonly progress: z.ZodNull } {
  return { ...schemas, progress: z.null() };
}

export interface WithoutProgress<Args, Result> {
  readonly args: Args;
  readonly result: Result;
  readonly deadlineMs?: number;
}

/** The schema of what our own code sends to our own thread: the type is known, so nothing is checked or copied. */
export function trusted<Value>(): z.ZodType<Value, Value> {
  return z.custom<Value>();
}

const id = z.number().int().nonnegative();

/** What a caller sends. */
export const requestSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('request'), id, name: z.string(), args: z.unknown() }),
  z.object({ type: z.literal('cancel'), id }),
]);
export type RequestMessage = z.infer<typeof requestSchema>;

/** What it receives: any number of progress messages and one response for each request, also for a cancelled one. */
export const answerSchema = z.discriminatedUnion('type', [
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
export type AnswerMessage = z.infer<typeof answerSchema>;

import type { z } from 'zod';
import type { Role } from './account.ts';

/** A call between a window and the main process: the least role that it needs, and its schemas. */
export interface Call {
  readonly role: Role;
  readonly args: z.ZodType;
  readonly result: z.ZodType;
}

/** An event of the main process: the least role whose windows hear it, and its schema. */
interface Heard {
  readonly role: Role;
  readonly payload: z.ZodType;
}

/** A group of events by name. */
export type EventTable = Readonly<Record<string, Heard>>;

/** A group of calls by name. */
export type CallTable = Readonly<Record<string, Call>>;

import { z } from 'zod';
import type { CallTable } from './call.ts';

/** Number of days for which a browser stays signed in that is not used. */
export const sessionDays = 30;

/** A browser that has signed in. */
export const browserSessionSchema = z.object({
  id: z.int().positive(),
  /** Name of the person's token; null for the owner. */
  name: z.string().nullable(),
  /** In words: "Firefox on Linux". */
  device: z.string(),
  /** ISO 8601. */
  startedAt: z.string(),
  /** ISO 8601, to the hour. */
  usedAt: z.string(),
});
export type BrowserSession = z.infer<typeof browserSessionSchema>;

/** Of the caller alone; an admin's calls are about those of all people. */
export const sessionCalls = {
  /** Used last first. `isOwn`: whether it is that of the caller's browser. */
  listSessions: {
    role: 'read',
    args: z.object({}),
    result: z.array(browserSessionSchema.extend({ isOwn: z.boolean() })),
  },
  /** Signs a browser out at once. @throws `not-found` */
  endSession: { role: 'read', args: z.object({ session: z.int().positive() }), result: z.null() },
  /** Signs out all browsers but the caller's. Returns their number. */
  endOtherSessions: { role: 'read', args: z.object({}), result: z.int().nonnegative() },
} satisfies CallTable;

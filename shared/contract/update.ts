import { z } from 'zod';
import type { CallTable, EventTable } from './call.ts';

/** How far the app is with a newer version. `unknown`: it has not asked since it was started. */
const updateStateSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal(['unknown', 'asking', 'newest']) }),
  z.object({ kind: z.literal(['found', 'ready', 'installing']), version: z.string() }),
  /** `share`: of the download, 0 to 1. */
  z.object({ kind: z.literal('downloading'), version: z.string(), share: z.number() }),
  z.object({ kind: z.literal('failed'), message: z.string() }),
]);
export type UpdateState = z.infer<typeof updateStateSchema>;

const updatesSchema = z.object({
  /** The version that runs. */
  version: z.string(),
  /** Whether it asks once a day, which a person has allowed. */
  isDaily: z.boolean(),
  /** ISO 8601; null if it has never got an answer. */
  askedAt: z.string().nullable(),
  /** Whether the app can replace itself: elsewhere a person downloads the new version. */
  canInstall: z.boolean(),
  state: updateStateSchema,
});
export type Updates = z.infer<typeof updatesSchema>;

const nothing = { role: 'admin', args: z.object({}), result: z.null() } as const;

/** Newer versions of the desktop app. Other entry points answer `updates` with null and do nothing. */
export const updateCalls = {
  updates: { role: 'admin', args: z.object({}), result: updatesSchema.nullable() },
  /** Without it, the app asks only when a person presses the button. */
  setDailyUpdates: { role: 'admin', args: z.object({ isDaily: z.boolean() }), result: z.null() },
  findUpdate: nothing,
  /** Resolves when the download has begun. */
  downloadUpdate: nothing,
  cancelUpdate: nothing,
  /** Closes the library, replaces the app and starts it again. */
  installUpdate: nothing,
  /** Opens the page of the version that was found, in the person's browser. */
  showUpdate: nothing,
} satisfies CallTable;

export const updateEvents = {
  updatesChanged: { role: 'admin', payload: z.object({}) },
  /** The daily question has found a newer version. */
  updateFound: { role: 'admin', payload: z.object({ version: z.string() }) },
} satisfies EventTable;

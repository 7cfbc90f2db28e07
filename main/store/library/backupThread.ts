import { z } from 'zod';
import { callTable, withoutProgress } from '../../rpc/calls.ts';
import { entryBeside, startThread } from '../../rpc/thread.ts';

export const backupCalls = callTable({
  /** Copies a database as it is at one moment, and returns the damage of the copy as `damageOf` does. */
  copy: withoutProgress({
    args: z.object({ database: z.string(), copy: z.string() }),
    result: z.string().nullable(),
  }),
});

/**
 * Copies a database in a separate thread, while this one goes on writing to it.
 *
 * @returns the damage of the copy, as SQLite describes it; null if there is none
 * @throws InkdexError as `damageOf`, and the signal's reason
 */
export async function copyBeside(
  paths: { readonly database: string; readonly copy: string },
  signal: AbortSignal,
): Promise<string | null> {
  signal.throwIfAborted();
  const thread = startThread(entryBeside(import.meta, 'backupThreadEntry'), backupCalls);
  try {
    return await thread.call('copy', paths, { signal });
  } catch (thrown) {
    signal.throwIfAborted();
    throw thrown;
  } finally {
    // SQLite does not look at the signal.
    await thread.close();
  }
}

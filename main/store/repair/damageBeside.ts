import { z } from 'zod';
import { callTable, withoutProgress } from '../../rpc/calls.ts';
import { entryBeside, startThread } from '../../rpc/thread.ts';

export const damageCalls = callTable({
  /** See `damageOf`. */
  damage: withoutProgress({ args: z.string(), result: z.string().nullable() }),
});

/**
 * The damage of a database, as SQLite describes it, checked in a separate thread; null if there is none.
 *
 * @throws InkdexError as `damageOf`, and the signal's reason
 */
export async function damageBeside(path: string, signal: AbortSignal): Promise<string | null> {
  const thread = startThread(entryBeside(import.meta, 'damageThreadEntry'), damageCalls);
  try {
    return await thread.call('damage', path, { signal });
  } catch (thrown) {
    signal.throwIfAborted();
    throw thrown;
  } finally {
    // SQLite does not look at the signal.
    await thread.close();
  }
}

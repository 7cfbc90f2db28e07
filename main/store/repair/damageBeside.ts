import { once } from 'node:events';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';

// The file name in the sources, or in the bundled app.
const entry = join(import.meta.dirname, `damageThreadEntry${extname(import.meta.filename)}`);

/**
 * The damage of a database, as SQLite describes it, checked in a separate thread; null if there is none.
 *
 * @throws the errors of `damageOf`, and the signal's reason
 */
export async function damageBeside(path: string, signal: AbortSignal): Promise<string | null> {
  const worker = new Worker(entry, { workerData: path });
  try {
    const [found] = z.tuple([z.string().nullable()]).parse(await once(worker, 'message', { signal }));
    return found;
  } catch (thrown) {
    signal.throwIfAborted();
    throw thrown;
  } finally {
    await worker.terminate();
  }
}

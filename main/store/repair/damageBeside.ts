import { once } from 'node:events';
import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';

// As it is called when run from the sources and when the app is bundled.
const entry = join(import.meta.dirname, `damageThreadEntry${extname(import.meta.filename)}`);

/**
 * What is wrong with a database, in SQLite's words, looked for in a thread of its own; null where nothing is.
 *
 * @throws as `damageOf`, and the signal's reason
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

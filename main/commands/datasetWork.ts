import type { WorkOptions } from '../services.ts';
import { cancelled, note, onInterrupt } from './command.ts';

/** Least time between two lines about progress. */
const noteMs = 1000;

/**
 * Does long work while Ctrl-C stops it, noting how far it is.
 *
 * @param what "words", for the notes
 * @throws InkdexError `cancelled` when it was stopped
 */
export async function interruptible<Value>(
  what: string,
  work: (options: WorkOptions) => Promise<Value>,
): Promise<Value> {
  const stop = new AbortController();
  const unwatch = onInterrupt(() => {
    stop.abort();
  });
  let noted = performance.now();
  try {
    return await work({
      signal: stop.signal,
      onProgress(done, total) {
        if (performance.now() - noted < noteMs) return;
        noted = performance.now();
        note(`${String(done)}${total === null ? '' : ` of ${String(total)}`} ${what}`);
      },
    });
  } catch (thrown) {
    throw stop.signal.aborted ? cancelled() : thrown;
  } finally {
    unwatch();
  }
}

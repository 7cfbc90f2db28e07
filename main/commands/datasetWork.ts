import type { WorkOptions } from '../services.ts';
import { cancelled, onInterrupt } from './command.ts';
import { showProgress } from './terminal.ts';

/** Help for an argument that names a version. */
export const versionText = 'version id or its first characters, or a dataset name for its current version';

/**
 * Runs long work, prints its progress and stops it at Ctrl-C.
 *
 * @param what what is counted, such as "words", for the progress lines
 * @throws InkdexError `cancelled` when the work was stopped
 */
export async function interruptible<Value>(
  what: string,
  work: (options: WorkOptions) => Promise<Value>,
): Promise<Value> {
  const stop = new AbortController();
  const unwatch = onInterrupt(() => {
    stop.abort();
  });
  const progress = showProgress(what);
  try {
    return await work({
      signal: stop.signal,
      onProgress(done, total) {
        progress.update(done, total);
      },
    });
  } catch (thrown) {
    throw stop.signal.aborted ? cancelled() : thrown;
  } finally {
    progress.end();
    unwatch();
  }
}

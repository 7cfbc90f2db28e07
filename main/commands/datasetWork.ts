import { formatCount } from '../../shared/text.ts';
import type { WorkOptions } from '../services.ts';
import { cancelled, note, onInterrupt } from './command.ts';

/** Help for an argument that names a version. */
export const versionText = 'version id or its first characters, or a dataset name for its current version';

/** Least time between two lines about progress. */
const noteMs = 1000;

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
  let noted = performance.now();
  try {
    return await work({
      signal: stop.signal,
      onProgress(done, total) {
        if (performance.now() - noted < noteMs) return;
        noted = performance.now();
        note(`${formatCount(done)}${total === null ? '' : ` of ${formatCount(total)}`} ${what}`);
      },
    });
  } catch (thrown) {
    throw stop.signal.aborted ? cancelled() : thrown;
  } finally {
    unwatch();
  }
}

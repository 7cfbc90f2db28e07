import type { RecogniserMetadata } from '../../../shared/contract/model.ts';
import type { InkImage } from '../../imaging/pixels.ts';
import type { Lattice } from '../../ml/decoding/posteriors.ts';
import { startThread, type Thread } from './thread.ts';

/** What a thread is started with. */
export interface ThreadStart {
  /** The .onnx file as it is to be run. */
  readonly bytes: Uint8Array;
  readonly metadata: RecogniserMetadata;
}

/** A thread with a recogniser of its own. */
export interface ReadingThread extends Pick<
  Thread<readonly InkImage[], readonly Lattice[]>,
  'load' | 'retire'
> {
  /**
   * @returns a lattice for each word, in their order; null when the thread ended before it had them
   * @throws InkdexError `model-damaged`
   */
  read(words: readonly InkImage[]): Promise<readonly Lattice[] | null>;
}

export function startReadingThread(start: ThreadStart): ReadingThread {
  const thread = startThread<readonly InkImage[], readonly Lattice[]>('readingThreadEntry', start);
  return {
    load: () => thread.load(),
    retire: () => {
      thread.retire();
    },
    read(words) {
      const copies = words.map(({ width, height, data }) => ({ width, height, data: new Uint8Array(data) }));
      return thread.ask(
        copies,
        copies.map(({ data }) => data.buffer),
      );
    },
  };
}

import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { RecogniserMetadata } from '../../../shared/model.ts';
import { InkdexError, type Result } from '../../../shared/result.ts';
import type { InkImage } from '../../imaging/pixels.ts';
import type { Lattice } from '../../ml/decoding/lattice.ts';

/** What a thread is started with. */
export interface ThreadStart {
  /** The .onnx file as it is to be run. */
  readonly bytes: Uint8Array;
  readonly metadata: RecogniserMetadata;
}

export interface ThreadRequest {
  readonly words: readonly InkImage[];
}

/** Answers come in the order of the requests. */
export type ThreadAnswer = Result<readonly Lattice[]>;

/** A thread with a recogniser of its own. */
export interface ReadingThread {
  /** Batches that it was asked and has not answered; Infinity once it has ended. */
  load(): number;
  /**
   * @returns a lattice for each word, in their order; null when the thread ended before it had them
   * @throws InkdexError `model-damaged`
   */
  read(words: readonly InkImage[]): Promise<readonly Lattice[] | null>;
  /** Ends it once it has answered what it was asked; it takes nothing more. */
  retire(): void;
}

// As it is called when run from the sources and when the app is bundled.
const entry = join(import.meta.dirname, `readingThreadEntry${extname(import.meta.filename)}`);

/** Starts a thread. It does not keep the process alive while nothing is asked of it. */
export function startReadingThread(start: ThreadStart): ReadingThread {
  const worker = new Worker(entry, { workerData: start });
  const asked: PromiseWithResolvers<readonly Lattice[] | null>[] = [];
  let isOpen = true;
  worker.unref();

  function settle(): PromiseWithResolvers<readonly Lattice[] | null> | undefined {
    const next = asked.shift();
    if (asked.length > 0) return next;
    worker.unref();
    if (!isOpen) void worker.terminate();
    return next;
  }
  function end(): void {
    isOpen = false;
    while (asked.length > 0) settle()?.resolve(null);
  }
  worker.on('message', (answer: ThreadAnswer) => {
    const next = settle();
    if (answer.ok) next?.resolve(answer.value);
    else next?.reject(new InkdexError(answer.error.code, answer.error.message));
  });
  worker.on('error', (error) => {
    // The words are read without it, only slower; why it ended belongs in the log.
    console.error(error);
    end();
  });
  worker.on('exit', end);

  return {
    load: () => (isOpen ? asked.length : Infinity),
    read(words) {
      if (!isOpen) return Promise.resolve(null);
      const copies = words.map(({ width, height, data }) => ({ width, height, data: Uint8Array.from(data) }));
      const request = Promise.withResolvers<readonly Lattice[] | null>();
      if (asked.push(request) === 1) worker.ref();
      worker.postMessage(
        { words: copies } satisfies ThreadRequest,
        copies.map(({ data }) => data.buffer),
      );
      return request.promise;
    },
    retire() {
      if (!isOpen) return;
      isOpen = false;
      if (asked.length === 0) void worker.terminate();
    },
  };
}

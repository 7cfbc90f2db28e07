import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { InkdexError, type Result } from '../../../shared/result.ts';

/** A thread of the engine that answers what it is asked, one request after the other. */
export interface Thread<Request, Value> {
  /** Requests that it has not answered; Infinity once it has ended. */
  load(): number;
  /**
   * @param transferred buffers of the request that may be taken from us
   * @returns null when the thread ended before it had an answer
   * @throws InkdexError as whoever answers
   */
  ask(request: Request, transferred?: readonly ArrayBuffer[]): Promise<Value | null>;
  /** Ends it once it has answered what it was asked; it takes nothing more. */
  retire(): void;
}

/**
 * Starts a thread. It does not keep the process alive while nothing is asked of it.
 *
 * @param name of the file beside this one where it starts, which calls `answerRequests`
 * @param start what it is started with
 */
export function startThread<Request, Value>(name: string, start?: unknown): Thread<Request, Value> {
  // As it is called when run from the sources and when the app is bundled.
  const entry = join(import.meta.dirname, `${name}${extname(import.meta.filename)}`);
  const worker = new Worker(entry, { workerData: start });
  const asked: PromiseWithResolvers<Value | null>[] = [];
  let isOpen = true;
  worker.unref();

  function settle(): PromiseWithResolvers<Value | null> | undefined {
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
  worker.on('message', (answer: Result<Value>) => {
    const next = settle();
    if (answer.ok) next?.resolve(answer.value);
    else next?.reject(new InkdexError(answer.error.code, answer.error.message));
  });
  worker.on('error', (error) => {
    // Whoever asked does without it, only slower; why it ended belongs in the log.
    console.error(error);
    end();
  });
  worker.on('exit', end);

  return {
    load: () => (isOpen ? asked.length : Infinity),
    ask(request, transferred = []) {
      if (!isOpen) return Promise.resolve(null);
      // First, as it throws where the request cannot be sent: an answer waited for in vain would be the next one's.
      worker.postMessage(request, transferred);
      const answered = Promise.withResolvers<Value | null>();
      if (asked.push(answered) === 1) worker.ref();
      return answered.promise;
    },
    retire() {
      if (!isOpen) return;
      isOpen = false;
      if (asked.length === 0) void worker.terminate();
    },
  };
}

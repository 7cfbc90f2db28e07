import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { InkdexError } from '../../../shared/result.ts';
import { OutOfMemory } from '../training/gradients.ts';
import type { ComputedPart, ReplicaAnswer, ReplicaRequest, ReplicaStart } from './messages.ts';

/** A thread with an engine and a network of its own. */
export interface ReplicaThread {
  /**
   * @param transferred buffers of the request that may be taken from us
   * @throws OutOfMemory, or InkdexError `engine-crashed` when the thread has ended
   */
  ask(request: ReplicaRequest, transferred?: readonly ArrayBuffer[]): Promise<ComputedPart | null>;
  close(): Promise<void>;
}

// As it is called when run from the sources and when the app is bundled.
const entry = join(import.meta.dirname, `replicaThreadEntry${extname(import.meta.filename)}`);

export function startReplicaThread(start: ReplicaStart): ReplicaThread {
  const worker = new Worker(entry, { workerData: start });
  const asked: PromiseWithResolvers<ComputedPart | null>[] = [];
  let ended: InkdexError | null = null;

  function end(cause?: unknown): void {
    ended ??= new InkdexError(
      'engine-crashed',
      `A thread that trains ended (${cause instanceof Error ? cause.message : 'it was stopped'}). The last checkpoint ` +
        'is intact: resume. Where it happens again, INKDEX_THREADS=1 trains on one thread.',
      { cause },
    );
    for (const request of asked.splice(0)) request.reject(ended);
  }
  worker.on('message', (answer: ReplicaAnswer) => {
    const request = asked.shift();
    if (answer.ok) request?.resolve(answer.part);
    else request?.reject(thrownBy(answer));
  });
  worker.on('error', end);
  worker.on('exit', () => {
    end();
  });

  return {
    ask(request, transferred = []) {
      if (ended !== null) return Promise.reject(ended);
      const answered = Promise.withResolvers<ComputedPart | null>();
      asked.push(answered);
      worker.postMessage(request, transferred);
      return answered.promise;
    },
    async close() {
      await worker.terminate();
    },
  };
}

function thrownBy({ error, isOutOfMemory }: Extract<ReplicaAnswer, { ok: false }>): Error {
  return isOutOfMemory ? new OutOfMemory(error.message) : new InkdexError(error.code, error.message);
}

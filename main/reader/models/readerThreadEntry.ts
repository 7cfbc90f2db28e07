/** The entry of a reader's thread. */
import { workerData } from 'node:worker_threads';
import { trusted } from '../../rpc/calls.ts';
import { serveThread } from '../../rpc/thread.ts';
import type { InkImage } from '../../imaging/pixels.ts';
import { readerThreadCalls, type ReaderThreadHandlers, type ThreadModel } from './readerThread.ts';

/** A thread opens pages or reads words. It loads the libraries for its own work only, which takes half the time. */
async function handlers(model: ThreadModel | null): Promise<ReaderThreadHandlers> {
  const read = model === null ? null : await openReading(model);
  return {
    async openPage({ photo, takesPhoto }, { transfer }) {
      const { openInkPage } = await import('../../imaging/ink/inkPage.ts');
      const page = await openInkPage(photo, undefined, takesPhoto);
      transfer(page.ink.data.buffer);
      return page;
    },
    async readBatch(words, { transfer }) {
      if (read === null) throw new Error('This thread was started without a model.');
      const posteriors = await read(words);
      for (const { logProbabilities } of posteriors) transfer(logProbabilities.buffer);
      return posteriors;
    },
  };
}

async function openReading({ bytes, metadata }: ThreadModel) {
  const { openSession } = await import('./onnxSession.ts');
  const { readBatch } = await import('./readBatch.ts');
  const session = await openSession(bytes, 1);
  return (words: readonly InkImage[]) => readBatch(session, metadata, words);
}

await serveThread(readerThreadCalls, handlers(trusted<ThreadModel | null>().parse(workerData)));

/** The entry of a reader's thread. */
import { workerData } from 'node:worker_threads';
import { trusted } from '../../rpc/calls.ts';
import { serveThread } from '../../rpc/thread.ts';
import { openInkPage } from '../../imaging/inkPage.ts';
import { openSession } from './onnxSession.ts';
import { readBatch } from './readBatch.ts';
import { readerThreadCalls, type ReaderThreadHandlers, type ThreadModel } from './readerThread.ts';

async function handlers(model: ThreadModel | null): Promise<ReaderThreadHandlers> {
  const session = model === null ? null : await openSession(model.bytes, 1);
  return {
    async openPage(photo, { transfer }) {
      const page = await openInkPage(photo);
      transfer(page.ink.data.buffer);
      return page;
    },
    async readBatch(words, { transfer }) {
      if (model === null || session === null) throw new Error('This thread was started without a model.');
      const posteriors = await readBatch(session, model.metadata, words);
      for (const { logProbabilities } of posteriors) transfer(logProbabilities.buffer);
      return posteriors;
    },
  };
}

await serveThread(readerThreadCalls, handlers(trusted<ThreadModel | null>().parse(workerData)));

/** Where a reading thread starts: it answers batches of words with their lattices, one after the other. */
import { on } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { failureOf } from '../../../shared/result.ts';
import { openSession } from './openSession.ts';
import { readBatch } from './readBatch.ts';
import type { ThreadAnswer, ThreadRequest, ThreadStart } from './readingThread.ts';

if (parentPort === null) throw new Error('This file is started as a thread, by readingThread.ts.');
// What comes while the session opens waits for it.
const requests = on(parentPort, 'message');
// Started with exactly these: our own process on both ends.
const { bytes, metadata } = workerData as ThreadStart;
const session = await openSession(bytes, 1);

for await (const [request] of requests as AsyncIterable<[ThreadRequest]>) {
  const answer = await answerTo(request);
  const lattices = answer.ok ? answer.value : [];
  parentPort.postMessage(
    answer,
    lattices.map(({ logProbabilities }) => logProbabilities.buffer as ArrayBuffer),
  );
}

async function answerTo({ words }: ThreadRequest): Promise<ThreadAnswer> {
  try {
    return { ok: true, value: await readBatch(session, metadata, words) };
  } catch (error) {
    return { ok: false, error: failureOf(error) };
  }
}

/** Where a reading thread starts: it answers batches of words with their lattices. */
import { workerData } from 'node:worker_threads';
import type { InkImage } from '../../imaging/pixels.ts';
import type { Lattice } from '../../ml/decoding/posteriors.ts';
import { answerRequests, type Answer } from './answerRequests.ts';
import { openSession } from './openSession.ts';
import { readBatch } from './readBatch.ts';
import type { ThreadStart } from './readingThread.ts';

// Started with exactly these: our own process on both ends.
const { bytes, metadata } = workerData as ThreadStart;

await answerRequests(
  openSession(bytes, 1).then((session) => async (words: readonly InkImage[]): Promise<Answer<Lattice[]>> => {
    const lattices = await readBatch(session, metadata, words);
    const transferred = lattices.map(({ logProbabilities }) => logProbabilities.buffer as ArrayBuffer);
    return { value: lattices, transferred };
  }),
);

import { setImmediate } from 'node:timers/promises';
import type { RecogniserMetadata } from '../../../shared/contract/model.ts';
import type { InkImage } from '../../imaging/pixels.ts';
import type { Posteriors } from '../../ml/decoding/posteriors.ts';
import { ServerEnded } from '../../rpc/client.ts';
import type { GpuSession } from './gpuThread.ts';
import { readBatch } from './readBatch.ts';
import { readBatchIn, type ReaderThread } from './readerThread.ts';
import type { LoadedModel } from './sessions.ts';

export interface WordPosteriors {
  /** Place of the word among those given. */
  readonly index: number;
  readonly posteriors: Posteriors;
}

/**
 * Input columns of one batch, about: few enough that its features stay in the cache and that the words
 * of one photo keep several threads busy, enough that the products are not all edges.
 */
const columnsPerBatch = 1536;

/** The same on a GPU, which starts each operator anew for each batch. */
const columnsPerGpuBatch = 16 * columnsPerBatch;

/** Batches of a thread: one that it computes, one that waits while the caller is busy otherwise. */
const batchesAhead = 2;

/**
 * Runs the network on words, in batches of like width, so the outputs come in another order than the
 * words. The model's threads compute batches; the calling one hands on what they have done, to be
 * decoded meanwhile, and computes batches itself when there is nothing to hand on. A model on the GPU reads
 * all words there, as its readings differ a little; once a batch fails there, the rest is read without it.
 *
 * @param signal stops between two batches
 * @throws InkdexError `model-damaged`
 */
export async function* wordPosteriors(
  recogniser: LoadedModel<RecogniserMetadata>,
  words: readonly InkImage[],
  signal?: AbortSignal,
): AsyncGenerator<WordPosteriors> {
  const { metadata, session, gpu } = recogniser;
  const onGpu = (): boolean => gpu?.isUsable() === true;
  const all = { indices: words.map((_, index) => index), words };
  const waiting = batchesOf(all, metadata, onGpu() ? columnsPerGpuBatch : columnsPerBatch);
  const done: WordPosteriors[][] = [];
  // What failed stays in it, so that waiting for the rest throws.
  const running = new Set<Promise<unknown>>();

  async function readInThread(thread: ReaderThread, batch: Batch): Promise<void> {
    try {
      done.push(inPlace(batch, await readBatchIn(thread, batch.words)));
    } catch (error) {
      if (!(error instanceof ServerEnded)) throw error;
      waiting.push(batch);
    }
  }
  async function readOnGpu(on: GpuSession, batch: Batch): Promise<void> {
    try {
      done.push(inPlace(batch, await readBatch(on, metadata, batch.words)));
    } catch (error) {
      on.fail(error);
      waiting.push(...batchesOf(batch, metadata, columnsPerBatch));
    }
  }
  function start(reading: Promise<void>): void {
    running.add(reading);
    reading.then(
      () => running.delete(reading),
      () => undefined,
    );
  }
  function handOut(): void {
    if (gpu !== null && onGpu()) {
      while (running.size < batchesAhead) {
        const batch = waiting.shift();
        if (batch === undefined) return;
        start(readOnGpu(gpu, batch));
      }
      return;
    }
    for (const thread of threadsInNeed(recogniser.threads, waiting.length)) {
      const batch = waiting.shift();
      if (batch === undefined) return;
      start(readInThread(thread, batch));
    }
  }

  for (;;) {
    signal?.throwIfAborted();
    handOut();
    const finished = done.shift();
    const batch = finished === undefined && !onGpu() ? waiting.shift() : undefined;
    if (finished !== undefined) yield* finished;
    else if (batch !== undefined) yield* inPlace(batch, await readBatch(session, metadata, batch.words));
    else if (running.size > 0) await Promise.race(running);
    else return;
    // The threads' answers come in between two turns of the event loop only.
    await setImmediate();
  }
}

/** The threads to give a batch each: the idle ones, then those with none ahead, but one is for the caller. */
function threadsInNeed(threads: readonly ReaderThread[], waiting: number): ReaderThread[] {
  const idle = threads.filter((thread) => thread.load() === 0);
  if (idle.length >= waiting) return idle;
  const busy = threads.filter((thread) => thread.load() > 0 && thread.load() < batchesAhead);
  return [...idle, ...busy.slice(0, waiting - idle.length - 1)];
}

/** Words read together, at most: fewer of an alphabet of thousands of characters, whose posteriors are large. */
const mostWordsTogether = 256;
/** Posteriors of words that are read together, as numbers: 256 MB. */
const mostPosteriors = 2 ** 26;

/** How many words, of about the least width of a recogniser of another program, are read together. */
export function wordsTogether({ characters: letters, widths, stride }: RecogniserMetadata): number {
  const ofAWord = (letters.length + 1) * Math.ceil(Math.min(...widths) / stride);
  return Math.max(1, Math.min(mostWordsTogether, Math.floor(mostPosteriors / ofAWord)));
}

interface Batch {
  readonly indices: readonly number[];
  readonly words: readonly InkImage[];
}

function inPlace({ indices }: Batch, outputs: readonly Posteriors[]): WordPosteriors[] {
  return indices.flatMap((index, place) => {
    const posteriors = outputs[place];
    return posteriors === undefined ? [] : [{ index, posteriors }];
  });
}

/**
 * Words of like shape together, the longest first: what is left for the end is soon done.
 *
 * @param most columns of a batch, unless one word has more
 */
function batchesOf({ indices, words }: Batch, { height, widths }: RecogniserMetadata, most: number): Batch[] {
  const widest = Math.max(...widths);
  const sized = words.map((word, place) => ({
    index: indices[place] ?? place,
    word,
    columns: Math.min(widest, (height * word.width) / word.height),
  }));
  sized.sort((a, b) => b.columns - a.columns);
  const batches: Batch[] = [];
  let batch: { indices: number[]; words: InkImage[] } = { indices: [], words: [] };
  let columns = 0;
  for (const { index, word, columns: own } of sized) {
    if (columns + own > most && batch.words.length > 0) {
      batches.push(batch);
      batch = { indices: [], words: [] };
      columns = 0;
    }
    batch.indices.push(index);
    batch.words.push(word);
    columns += own;
  }
  if (batch.words.length > 0) batches.push(batch);
  return batches;
}

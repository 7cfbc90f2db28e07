import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelId } from '../../shared/contract/model.ts';
import { failureOf, InkdexError, type Failure } from '../../shared/result.ts';
import { counted, formatCount } from '../../shared/text.ts';
import type { WordReading } from '../../shared/contract/word.ts';
import type { ApiLimits } from './limits.ts';
import { Refusal, tooBusy } from './refusal.ts';

export interface WordParts {
  readonly reading: {
    readWords(
      paths: readonly string[],
      asked: { readonly alternatives: number; readonly model: ModelId },
      isOfUs: true,
    ): Promise<(WordReading | Failure)[]>;
  };
  /** For pictures that wait: only the worker process opens them. */
  readonly folder: string;
  readonly limits: Pick<ApiLimits, 'images' | 'waitingWords'>;
  /** Told of each batch. */
  readonly onBatch: (words: number, seconds: number) => void;
}

interface Waiting {
  readonly path: string;
  readonly model: ModelId;
  readonly signal: AbortSignal;
  readonly resolve: (reading: WordReading | Failure) => void;
}

export type Words = ReturnType<typeof createWords>;

/**
 * Reads words of several requests in one batch: while one is read, the next ones wait together. Nothing waits when
 * nothing is read.
 */
export function createWords({ reading, folder, limits, onBatch }: WordParts) {
  let waiting: Waiting[] = [];
  let held = 0;
  let number = 0;
  let isReading = false;
  /** Of the last batch, for the time that a client is told to wait. */
  let secondsPerWord = 0.01;

  async function readBatch(): Promise<void> {
    const [first] = waiting;
    if (first === undefined) return;
    const { model } = first;
    const batch = waiting.filter((word) => word.model === model).slice(0, limits.images);
    waiting = waiting.filter((word) => !batch.includes(word));
    const wanted = batch.filter(({ signal }) => !signal.aborted);
    for (const word of batch) if (word.signal.aborted) word.resolve(failureOf(gone()));
    if (wanted.length === 0) return;
    const start = performance.now();
    const paths = wanted.map(({ path }) => path);
    const readings = await reading
      .readWords(paths, { alternatives: 1, model }, true)
      .catch((thrown: unknown) => {
        return wanted.map(() => failureOf(thrown));
      });
    const seconds = (performance.now() - start) / 1000;
    secondsPerWord = seconds / wanted.length;
    onBatch(wanted.length, seconds);
    for (const [index, word] of wanted.entries()) word.resolve(readings[index] ?? failureOf(gone()));
  }

  async function readAll(): Promise<void> {
    if (isReading) return;
    isReading = true;
    while (waiting.length > 0) await readBatch();
    isReading = false;
  }

  async function readOne(
    image: Buffer,
    model: ModelId,
    signal: AbortSignal,
  ): Promise<{ path: string; reading: WordReading | Failure }> {
    number += 1;
    const path = join(folder, `word-${number}`);
    await writeFile(path, image);
    try {
      const found = new Promise<WordReading | Failure>((resolve) => {
        waiting.push({ path, model, signal, resolve });
      });
      void readAll();
      return { path, reading: await found };
    } finally {
      await rm(path, { force: true });
    }
  }

  return {
    /**
     * Reads pictures of one word or one line each.
     *
     * @throws Refusal 413 for too many pictures, 429 when too many wait; the InkdexError of the first one that cannot be read
     */
    async read(images: readonly Buffer[], model: ModelId, signal: AbortSignal): Promise<WordReading[]> {
      if (images.length > limits.images) {
        const found = `The request has ${counted(images.length, 'image')}`;
        throw new Refusal(
          413,
          `${found}; at most ${formatCount(limits.images)} are read. Send several requests.`,
        );
      }
      if (held + images.length > limits.waitingWords) {
        throw tooBusy(`${counted(held, 'word')} wait already.`, held * secondsPerWord);
      }
      held += images.length;
      try {
        const found = await Promise.all(images.map((image) => readOne(image, model, signal)));
        return found.map(({ path, reading: result }, index) => {
          if (!('code' in result)) return result;
          throw named(result, path, index);
        });
      } finally {
        held -= images.length;
      }
    },
    /** Words that wait or are being read. */
    waiting: () => held,
  };
}

/** Clients know their pictures by number, not by our paths. */
function named({ code, message }: Failure, path: string, index: number): Error {
  if (code === 'internal') return new Error(message);
  return new InkdexError(code, message.replaceAll(JSON.stringify(path), `Image ${index + 1}`));
}

function gone(): InkdexError {
  return new InkdexError('cancelled', 'The client has gone, or the server stops.');
}

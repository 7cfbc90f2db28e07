import { setImmediate } from 'node:timers/promises';
import type { Alphabet } from '../../../shared/alphabet.ts';
import type { Score } from '../../../shared/contract/run.ts';
import { characterErrorRate, characters, wordErrorRate } from '../../../shared/text.ts';
import { ctcLogLikelihood } from '../decoding/ctcPaths.ts';
import { decodeGreedily } from '../decoding/ctcPaths.ts';
import { type Posteriors, posteriorsOf } from '../decoding/posteriors.ts';
import type { Network } from '../networks/network.ts';
import { wordBatch } from '../training/recogniserTask.ts';
import type { LabelledInk } from '../training/wordBank.ts';
import { tf } from '../tf.ts';

export interface ScoredWords {
  readonly score: Score;
  /** Best-path text of each word, in their order. */
  readonly readings: readonly string[];
}

const wordsOfABatch = 64;
/** Loss per character of a label that no path gives: finite, so that means are finite. */
const mostNats = 30;

/** A network at inference. */
interface ReadingNetwork {
  readonly network: Network;
  readonly alphabet: Alphabet;
}

/**
 * Reads fitted words with the current weights and compares the readings with the labels.
 *
 * @throws the reason of `signal` when it is aborted, between two batches
 */
export async function scoreWords(
  reading: ReadingNetwork,
  words: readonly LabelledInk[],
  signal?: AbortSignal,
): Promise<ScoredWords> {
  const { alphabet } = reading;
  const order = words
    .map((word, index) => ({ word, index }))
    .sort((a, b) => a.word.ink.width - b.word.ink.width);
  const readings: string[] = words.map(() => '');
  let nats = 0;
  for (let start = 0; start < order.length; start += wordsOfABatch) {
    // Kernels run synchronously. Yield to the event loop, so that a signal can arrive.
    await setImmediate();
    signal?.throwIfAborted();
    const batch = order.slice(start, start + wordsOfABatch);
    const outputs = await posteriorsOfWords(
      reading,
      batch.map(({ word }) => word),
    );
    for (const [place, { word, index }] of batch.entries()) {
      const posteriors = outputs[place];
      readings[index] = alphabet.decode(decodeGreedily(posteriors).letters);
      nats += natsOf(alphabet.encode(word.text), posteriors);
    }
  }
  const comparisons = words.map(({ text }, index) => ({ truth: text, reading: readings[index] }));
  const letters = words.reduce((sum, { text }) => sum + characters(text).length, 0);
  return {
    score: {
      words: words.length,
      cer: characterErrorRate(comparisons),
      wer: wordErrorRate(comparisons),
      loss: nats / letters,
    },
    readings,
  };
}

/** The CTC posteriors of the words of one batch, in their order. */
async function posteriorsOfWords(
  { network, alphabet }: ReadingNetwork,
  words: readonly LabelledInk[],
): Promise<Posteriors[]> {
  const logits = tf.tidy(() => {
    return network.logits(wordBatch(words, network.config, alphabet).images);
  });
  const [time, batch, classes] = logits.shape;
  const values = Float32Array.from(await logits.data());
  logits.dispose();
  return words.map((_, place) => posteriorsOf(values, { batch, classes }, place, time));
}

/** The loss of a word: -log p(label), in nats. */
function natsOf(label: Int32Array, posteriors: Posteriors): number {
  return Math.min(-ctcLogLikelihood(posteriors, label), mostNats * label.length);
}

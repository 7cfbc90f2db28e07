import { createAlphabet, type Alphabet } from '../../../shared/alphabet.ts';
import type { Sample } from '../../../shared/contract/dataset.ts';
import type { JudgedWord } from '../../../shared/contract/evaluation.ts';
import type { RecogniserMetadata } from '../../../shared/contract/model.ts';
import { editDistance } from '../../../shared/text.ts';
import { ctcLogLikelihood, decodeGreedily } from '../../ml/decoding/ctcPaths.ts';
import type { Posteriors } from '../../ml/decoding/posteriors.ts';
import type { WordDecoder } from '../../ml/decoding/wordDecoder.ts';
import type { WordLikelihood } from '../../ml/evaluation/metrics.ts';
import { loadWords, type LoadedWord } from '../../ml/finetune/loadWords.ts';
import { wordDecoderFor } from '../models/wordDecoders.ts';
import { viewTexts } from '../viewLines.ts';
import type { LoadedModel } from '../models/sessions.ts';
import { wordsTogether } from '../models/wordPosteriors.ts';

export interface JudgedWords {
  readonly words: readonly JudgedWord[];
  /** Of the words with characters that the model knows. */
  readonly likelihoods: readonly WordLikelihood[];
  /** Words that could not be judged, by reason, for people. */
  readonly skipped: Readonly<Record<string, number>>;
}

/**
 * Reads words as photos are read, those of a page in their order and in context, and compares them with what
 * they are.
 */
export async function judgeWords(
  model: LoadedModel<RecogniserMetadata>,
  samples: readonly Sample[],
  objects: string,
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: (done: number) => void },
): Promise<JudgedWords> {
  const readers = {
    model,
    decoder: await wordDecoderFor(model.metadata),
    alphabet: createAlphabet(model.metadata.characters),
  };
  const takesPhoto = model.metadata.photo !== undefined;
  const options = { config: model.metadata, alphabet: null, takesPhoto };
  const judged: JudgedWord[] = [];
  const likelihoods: WordLikelihood[] = [];
  const skipped: Record<string, number> = {};
  for (const texts of inBatches(textsOf(samples), wordsTogether(model.metadata))) {
    const loaded = new Map<Sample, LoadedWord>();
    for await (const loading of loadWords(texts.flat(), objects, options, signal)) {
      if (loading.ok) loaded.set(loading.word.sample, loading.word);
      else skipped[loading.reason] = (skipped[loading.reason] ?? 0) + 1;
    }
    const words = texts.map((text) => text.flatMap((sample) => loaded.get(sample) ?? []));
    for (const { word, likelihood } of await judge(readers, words, signal)) {
      judged.push(word);
      if (likelihood !== null) likelihoods.push(likelihood);
    }
    onProgress(judged.length);
  }
  return { words: judged, likelihoods, skipped };
}

interface Readers {
  readonly model: LoadedModel<RecogniserMetadata>;
  readonly decoder: WordDecoder;
  readonly alphabet: Alphabet;
}

/** @param texts each in its reading order */
async function judge(
  { model, decoder, alphabet }: Readers,
  texts: readonly (readonly LoadedWord[])[],
  signal: AbortSignal,
): Promise<{ word: JudgedWord; likelihood: WordLikelihood | null }[]> {
  const crops = texts.flat().map(({ crop }) => crop);
  const viewed = await viewTexts(model, decoder, crops, signal);
  let first = 0;
  return texts.flatMap((text) => {
    const own = viewed.slice(first, (first += text.length));
    // One after the other: the words of a line, or each its word.
    const { words } = decoder.inLanguages(own.flat(), null);
    const found = decoder.inContext(words).values();
    return text.map(({ sample: { key, text: truth } }, index) => {
      const parts = own[index] ?? [];
      const best = parts.flatMap(() => decoder.alternatives(found.next().value ?? [], 1));
      const posteriors = parts.flatMap(({ views: [plain] }) => plain?.posteriors ?? []);
      const greedy = posteriors.map((plain) => alphabet.decode(decodeGreedily(plain).letters));
      const reading = best.map((word) => word.text).join(' ');
      const word: JudgedWord = {
        key,
        truth,
        greedy: greedy.join(' '),
        decoder: reading,
        confidence: best.reduce((product, { confidence }) => product * confidence, best.length === 0 ? 0 : 1),
        distance: editDistance(truth, reading),
      };
      return { word, likelihood: likelihoodOfWord(truth, posteriors, alphabet) };
    });
  });
}

/**
 * Of a line, over its words.
 *
 * @returns null for other words in the line than the truth has, and for unknown characters
 */
function likelihoodOfWord(
  truth: string,
  posteriors: readonly Posteriors[],
  alphabet: Alphabet,
): WordLikelihood | null {
  const words = posteriors.length === 1 ? [truth] : truth.split(' ');
  if (posteriors.length !== words.length || !words.every((word) => alphabet.has(word))) return null;
  const found = { truth: 0, length: 0, bestPath: 0 };
  for (const [index, plain] of posteriors.entries()) {
    const letters = alphabet.encode(words[index] ?? '');
    found.truth += ctcLogLikelihood(plain, letters);
    found.length += letters.length;
    found.bestPath += decodeGreedily(plain).logProbability;
  }
  return found;
}

/** Words whose crops are in memory together; a longer page is read as several texts. */
const mostWords = 1000;

type Placed = Pick<Sample, 'page' | 'line' | 'position'>;

/**
 * Samples as texts to be read one after the other: the words of a page in their reading order where it is
 * known of each of them; every other word is a text by itself.
 */
export function textsOf<Item extends Placed>(samples: readonly Item[]): Item[][] {
  return [...Map.groupBy(samples, ({ page }) => page)].flatMap(([page, words]) => {
    const isOrdered =
      page !== null && words.every(({ line, position }) => line !== null && position !== null);
    return isOrdered ? pieces(words.toSorted(inReadingOrder), mostWords) : pieces(words, 1);
  });
}

function inReadingOrder(a: Placed, b: Placed): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.position ?? 0) - (b.position ?? 0);
}

function pieces<Item>(items: readonly Item[], size: number): Item[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}

/** Texts in groups of at least so many words each; the last may have fewer. */
export function inBatches<Item>(texts: readonly (readonly Item[])[], least: number): (readonly Item[])[][] {
  const batches: (readonly Item[])[][] = [];
  let waiting: (readonly Item[])[] = [];
  let words = 0;
  for (const text of texts) {
    waiting.push(text);
    words += text.length;
    if (words < least) continue;
    batches.push(waiting);
    waiting = [];
    words = 0;
  }
  return waiting.length === 0 ? batches : [...batches, waiting];
}

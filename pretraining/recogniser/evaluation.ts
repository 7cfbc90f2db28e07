import type { Alphabet } from '../../shared/alphabet.ts';
import { createRandom } from '../../shared/random.ts';
import { characterErrorRate, wordErrorRate } from '../../shared/text.ts';
import { fitWord } from '../../main/imaging/geometry/fitWord.ts';
import { wordShape } from '../../main/ml/networks/input.ts';
import type { RecogniserConfig } from '../../main/ml/networks/recogniser/config.ts';
import { recognise, type RecogniserWeights } from '../../main/ml/networks/recogniser/network.ts';
import { tf } from '../../main/ml/tf.ts';
import { readingPass } from '../../main/ml/forwardPass.ts';
import type { Evaluation } from '../../main/ml/training/train.ts';
import { boards, frenchCrops, iamLike } from '../data.ts';
import { cropPages, readCrops } from './sources.ts';
import { greedyTexts } from '../fitting/greedyTexts.ts';
import { wordBatch } from '../../main/ml/training/recogniserTask.ts';
import type { LabelledInk } from '../../main/ml/training/wordBank.ts';

/** As a detector's box leaves it: a little looser than the ink. */
const evaluationMargin = 0.06;

export interface EvaluationSet {
  readonly name: string;
  readonly words: readonly LabelledInk[];
}

/** Every `stride`-th word of the three development sets, which are never trained on. */
export async function developmentSets(config: RecogniserConfig, limit: number): Promise<EvaluationSet[]> {
  const shape = wordShape(config);
  const fitted = (words: readonly LabelledInk[]) =>
    words.map(({ ink, text }) => ({ text, ink: fitWord(ink, shape) }));
  const boardWords = await cropPages(await boards('dev'), evaluationMargin);
  return [
    { name: 'boards', words: fitted(thinned(boardWords, limit)) },
    { name: 'iamLike', words: fitted(await readCrops(thinned(await iamLike('testset_v'), limit))) },
    { name: 'copiste', words: fitted(await readCrops(thinned((await frenchCrops()).kept, limit))) },
  ];
}

/** Greedy CER and the share of words read exactly, as written, for each set; score is the mean. */
export function evaluateRecogniser(
  weights: RecogniserWeights,
  config: RecogniserConfig,
  alphabet: Alphabet,
  sets: readonly EvaluationSet[],
): Evaluation {
  const metrics: Record<string, number> = {};
  let sum = 0;
  for (const { name, words } of sets) {
    const comparisons = readAll(weights, config, alphabet, words);
    const rate = characterErrorRate(comparisons);
    metrics[`${name}CER`] = rate;
    metrics[`${name}Exact`] = 1 - wordErrorRate(comparisons);
    sum += rate;
  }
  return { score: -sum / sets.length, metrics };
}

function readAll(
  weights: RecogniserWeights,
  config: RecogniserConfig,
  alphabet: Alphabet,
  words: readonly LabelledInk[],
) {
  const byWidth = [...words].sort((a, b) => a.ink.width - b.ink.width);
  const comparisons: { truth: string; reading: string }[] = [];
  for (let start = 0; start < byWidth.length; start += 64) {
    const samples = byWidth.slice(start, start + 64);
    const texts = tf.tidy(() => {
      const { images } = wordBatch(samples, config, alphabet);
      const { logits } = recognise(images, weights, config, readingPass(createRandom(0)));
      return greedyTexts(logits, alphabet);
    });
    for (const [index, { text }] of samples.entries()) {
      comparisons.push({ truth: text, reading: texts[index] ?? '' });
    }
  }
  return comparisons;
}

function thinned<Item>(items: readonly Item[], limit: number): Item[] {
  const stride = Math.max(1, items.length / limit);
  return Array.from(
    { length: Math.min(limit, items.length) },
    (_, index) => items[Math.floor(index * stride)],
  ).filter((item) => item !== undefined);
}

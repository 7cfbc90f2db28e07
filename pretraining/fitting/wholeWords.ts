import { wholeProbability, type WholeWeights } from '../../main/ml/decoding/textJudge.ts';

export interface JudgedWord {
  /** Of its reading alone, 0 to 1. */
  readonly confidence: number;
  /** `WordRegion.doubt`. */
  readonly doubt: number;
  readonly isRight: boolean;
}

const first: WholeWeights = { bias: 2, doubt: 0.5 };
/** The search ends with steps of this size. */
const leastStep = 1e-3;
/** Keeps logarithms finite. */
const least = 1e-9;

/** The weights that make the rights and wrongs of words likeliest: a search along each of the two, with steps that are halved. */
export function fitWholeWords(words: readonly JudgedWord[]): WholeWeights {
  let best = first;
  let likelihood = logLikelihood(words, best);
  for (let step = 1; step >= leastStep; step /= 2) {
    for (let hasMoved = true; hasMoved;) {
      hasMoved = false;
      for (const [bias, doubt] of [
        [step, 0],
        [-step, 0],
        [0, step],
        [0, -step],
      ] as const) {
        const next = { bias: best.bias + bias, doubt: best.doubt + doubt };
        const reached = logLikelihood(words, next);
        if (reached <= likelihood) continue;
        [best, likelihood, hasMoved] = [next, reached, true];
      }
    }
  }
  return best;
}

function logLikelihood(words: readonly JudgedWord[], weights: WholeWeights): number {
  return words.reduce((sum, { confidence, doubt, isRight }) => {
    const right = confidence * wholeProbability(doubt, weights);
    return sum + Math.log(Math.max(least, isRight ? right : 1 - right));
  }, 0);
}

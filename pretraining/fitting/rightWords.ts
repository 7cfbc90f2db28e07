import { rightEvidence, type RightWeights } from '../../main/ml/decoding/textJudge.ts';
import { fitChoices } from './calibration.ts';

/** A found word, and whether its box and its text are right. */
export interface JudgedWord {
  /** Of its reading alone, 0 to 1. */
  readonly confidence: number;
  /** `WordRegion.doubt`. */
  readonly doubt: number;
  readonly isRight: boolean;
}

/** The weights that make the rights and wrongs of words likeliest: a choice between what tells for a word and nothing. */
export function fitRightWords(words: readonly JudgedWord[]): RightWeights {
  const choices = words.map(({ confidence, doubt, isRight }) => ({
    rows: [rightEvidence(confidence, doubt), [0, 0, 0]],
    right: isRight ? 0 : 1,
  }));
  const [bias = 0, reading = 0, doubt = 0] = fitChoices(choices, 3);
  return { bias, reading, doubt };
}

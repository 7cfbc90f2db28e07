import { rightEvidence } from '../../main/ml/decoding/textJudge.ts';
import { fitLogistic } from './fitLogistic.ts';

/** A found word, and whether its box and its text are right. */
export interface JudgedWord {
  /** Of its reading alone, 0 to 1. */
  readonly confidence: number;
  /** `WordRegion.doubt`. */
  readonly doubt: number;
  readonly isRight: boolean;
}

/** The weights of `rightEvidence` by which the rights and wrongs of words are likeliest. */
export function fitRightWords(words: readonly JudgedWord[]): readonly number[] {
  return fitLogistic(
    words.map(({ confidence, doubt, isRight }) => ({
      features: rightEvidence(confidence, doubt),
      isTrue: isRight,
    })),
  );
}

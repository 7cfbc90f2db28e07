import { letterCaseOf } from './letterCase.ts';

/**
 * How many nats likelier a word is in its case at the beginning of a sentence, and elsewhere, than anywhere. In running
 * English (the texts of `resources/language/language.md`) it is 2.4 for a capital and -3.6 for small letters, and elsewhere -.5 and 0; on
 * boards, where a stop often ends no sentence, 1.2, -.7, -.1 and 0.
 */
const gains = {
  beginning: { capitalised: 2, small: -2 },
  elsewhere: { capitalised: -0.5, small: 0 },
} as const;

/** Whether the next word begins a sentence. */
export function endsSentence(text: string): boolean {
  return /[.?!]["'”’»)\]]*$/u.test(text);
}

/**
 * What a word's place says of its case; nothing of capitals throughout, which are a hand's habit, and of
 * single letters.
 *
 * @returns nats
 */
export function sentenceGain(text: string, isBeginning: boolean): number {
  const letterCase = letterCaseOf(text);
  if (letterCase !== 'capitalised' && letterCase !== 'small') return 0;
  return gains[isBeginning ? 'beginning' : 'elsewhere'][letterCase];
}

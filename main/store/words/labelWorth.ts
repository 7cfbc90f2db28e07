import { readingConfidence, type ReadText, type Word } from '../../../shared/contract/word.ts';
import { characters } from '../../../shared/text.ts';

/**
 * The probability that a box holds one whole word, rather than an arrow, a circled digit or a piece of a word: 0 to 1.
 * Logistic regression on 1,500 words of boards2 train, with the box of a true word as the answer (NOTEBOOK.md, "Labels").
 */
export function wordProbability(word: ReadText): number {
  const { text, alternatives } = word;
  const confidence = readingConfidence(word);
  const known = alternatives.reduce((sum, alternative) => sum + alternative.confidence, 0);
  const length = characters(text).length;
  const short = length <= 1 ? 1.55 : length === 2 ? 0.99 : 0;
  return 1 / (1 + Math.exp(-(2.31 + 1.18 * Math.log(confidence + 0.01) + 1.26 * Math.min(1, known) - short)));
}

/** Letters that count: a longer word takes longer to type, too. */
const mostLetters = 10;
/** How informative a word that was read right is, beside one that was read wrong: it shows how the writer forms its letters. */
const rightShare = 0.3;

/** The worth of a word in a box that a person drew or called text: more than any other. */
export const personsWorth = 1;

/**
 * How much a label of a word is expected to teach, 0 to 1: the probability that it is a word, times its letters, times how
 * probably they are wrong (expected error reduction; Settles, "Active learning literature survey", 2009). The label of a
 * drawing adds no training signal, however uncertain its reading is. Chosen by `npm run measure -- labelling`.
 */
export function labelWorth(word: ReadText & Partial<Pick<Word, 'boxSource'>>): number {
  if (word.boxSource === 'human') return personsWorth;
  const letters = Math.min(mostLetters, characters(word.text).length) / mostLetters;
  const wrong = (1 - readingConfidence(word) + rightShare) / (1 + rightShare);
  return wordProbability(word) * letters * wrong;
}

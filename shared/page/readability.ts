import { readingConfidence, type ReadText, type Word } from '../contract/word.ts';
import { characters } from '../text.ts';

type MarkedText = ReadText & Pick<Word, 'source' | 'mark'>;

/**
 * A page is readable if the model is at least this sure of its letters on average. Photos of whiteboards, notes and letters
 * have .30 and more, manuscripts in a script that the reader has not learned .25 and less (NOTEBOOK.md, "Pages").
 */
const leastSure = 0.28;

/**
 * Whether a model can read the writing of a photo: by the mean confidence of what it has read, each word by its number of
 * letters. The confidence is that of the reading alone: a box in doubt may be well written. True if a model has read nothing.
 */
export function isReadable(words: readonly MarkedText[]): boolean {
  let letters = 0;
  let sure = 0;
  for (const word of words) {
    if (word.source !== 'model' || word.mark !== 'text') continue;
    const length = characters(word.text).length;
    letters += length;
    sure += length * readingConfidence(word);
  }
  return letters === 0 || sure >= leastSure * letters;
}

/**
 * The words that are shown as the text of a photo: all of them, or only what a person typed or confirmed if a model cannot
 * read the writing. Search finds the others, too.
 */
export function shownWords<Shown extends MarkedText>(words: readonly Shown[]): readonly Shown[] {
  return isReadable(words) ? words : words.filter(({ source }) => source === 'human');
}

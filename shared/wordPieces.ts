import { normalizeText } from './text.ts';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Splits a text into graphemes: a letter with its accents is one, and so is an emoji with its skin tone. */
export function letters(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

const rightToLeft =
  /^[^\p{L}]*[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

/** Whether the first letter of a text is of a script that is written from right to left. */
export function isRightToLeft(text: string): boolean {
  return rightToLeft.test(text);
}

/**
 * The text on the left and on the right of a cut.
 *
 * @param share position of the cut: 0 at the word's left end, 1 at its right end
 */
export function cutText(text: string, share: number): [string, string] {
  const all = letters(text);
  const isReversed = isRightToLeft(text);
  const count = Math.round(all.length * (isReversed ? 1 - share : share));
  const [start, end] = [all.slice(0, count).join(''), all.slice(count).join('')].map(normalizeText);
  return isReversed ? [end ?? '', start ?? ''] : [start ?? '', end ?? ''];
}

/**
 * The position of a caret in the word's picture, 0 to 1, as if all letters had the same width.
 *
 * @param caret in UTF-16 units, as an input field counts
 */
export function shareOfCaret(text: string, caret: number): number {
  const all = letters(text).length;
  if (all === 0) return 0.5;
  const share = letters(text.slice(0, caret)).length / all;
  return isRightToLeft(text) ? 1 - share : share;
}

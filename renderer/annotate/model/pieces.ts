import { normalizeText } from '../../../shared/text.ts';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Letters as people see them: a letter with its accents, an emoji with its skin tone, are one. */
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
 * What stands on the left and on the right of a cut.
 *
 * @param share where the cut crosses the word: 0 at its left end, 1 at its right end
 */
export function cutText(text: string, share: number): [string, string] {
  const all = letters(text);
  const isReversed = isRightToLeft(text);
  const count = Math.round(all.length * (isReversed ? 1 - share : share));
  const [start, end] = [all.slice(0, count).join(''), all.slice(count).join('')].map(normalizeText);
  return isReversed ? [end ?? '', start ?? ''] : [start ?? '', end ?? ''];
}

/**
 * Where a caret cuts the word's picture: letters are taken to be equally wide.
 *
 * @param caret in UTF-16 units, as an input field counts
 */
export function shareOfCaret(text: string, caret: number): number {
  const all = letters(text).length;
  if (all === 0) return 0.5;
  const share = letters(text.slice(0, caret)).length / all;
  return isRightToLeft(text) ? 1 - share : share;
}

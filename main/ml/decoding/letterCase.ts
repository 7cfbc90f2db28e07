/** How a word is written, as far as case goes; a single letter is small or great. */
export type LetterCase = 'small' | 'capitalised' | 'capitals' | 'mixed' | 'small letter' | 'great letter';

/** Null for what holds no letter. */
export function letterCaseOf(text: string): LetterCase | null {
  const letters = text.match(/\p{Lu}|\p{Ll}/gu) ?? [];
  const isGreat = letters.map((letter) => /\p{Lu}/u.test(letter));
  const great = isGreat.filter(Boolean).length;
  if (letters.length === 0) return null;
  if (letters.length === 1) return great === 1 ? 'great letter' : 'small letter';
  if (great === letters.length) return 'capitals';
  if (great === 0) return 'small';
  return great === 1 && isGreat[0] === true ? 'capitalised' : 'mixed';
}

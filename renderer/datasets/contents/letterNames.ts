/**
 * A visible name for a character: a combining mark is shown on a dotted circle, an invisible character as its code
 * point.
 */
export function nameOfLetter(letter: string): string {
  if (/^\p{M}/u.test(letter)) return `◌${letter}`;
  if (/^[\p{C}\p{Z}]/u.test(letter)) {
    return `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  }
  return letter;
}

/** All characters as one text, ordered by code point. */
export function alphabetOf(letters: readonly string[]): string {
  return letters.toSorted((a, b) => (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0)).join('');
}

/** A letter as it can be seen: marks that need one to sit on get a circle, what has no shape its number. */
export function nameOfLetter(letter: string): string {
  if (/^\p{M}/u.test(letter)) return `◌${letter}`;
  if (/^[\p{C}\p{Z}]/u.test(letter)) {
    return `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  }
  return letter;
}

/** All letters in one text, in the order of their code points. */
export function alphabetOf(letters: readonly string[]): string {
  return letters.toSorted((a, b) => (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0)).join('');
}

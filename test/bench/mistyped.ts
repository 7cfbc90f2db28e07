import type { Random } from '../../shared/random.ts';

/** A word with one typing error: a letter left out, added, replaced or swapped with the next one. */
export function mistyped(word: string, random: Random): string {
  const at = random.integer(0, word.length - 2);
  const [before, letter, next, after] = [
    word.slice(0, at),
    word[at] ?? '',
    word[at + 1] ?? '',
    word.slice(at + 2),
  ];
  const other = String.fromCharCode(random.integer(97, 122));
  return random.pick([
    before + next + after,
    before + other + letter + next + after,
    before + other + next + after,
    before + next + letter + after,
  ]);
}

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

const onsets = [
  'b',
  'c',
  'd',
  'f',
  'fl',
  'g',
  'gr',
  'h',
  'j',
  'k',
  'l',
  'm',
  'n',
  'p',
  'pl',
  'r',
  's',
  'st',
  't',
  'v',
  'w',
  'z',
];
const rhymes = ['a', 'al', 'an', 'e', 'el', 'en', 'er', 'i', 'im', 'it', 'o', 'og', 'or', 'u', 'ul', 'um'];

/** A word of two to four syllables that can be said, and most probably is none. */
export function madeUpWord(random: Random): string {
  const syllables = Array.from(
    { length: random.integer(2, 4) },
    () => random.pick(onsets) + random.pick(rhymes),
  );
  return syllables.join('');
}

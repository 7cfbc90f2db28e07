/**
 * The skeleton of a written token, which keeps how it is put together and drops what the words are:
 * `insertBefore(val,3)` becomes `aA(a,0)`.
 */
export const smallWord = 'a';
export const greatWord = 'A';
/** Two letters or more, all great. */
export const shoutedWord = 'B';
const digit = '0';

export function skeletonOf(token: string): string {
  return token
    .replace(/\p{N}/gu, digit)
    .replace(/\p{Lu}{2,}(?!\p{Ll})|\p{Lu}\p{Ll}*|[\p{Ll}\p{Lo}]+/gu, (word) => {
      if (!/^\p{Lu}/u.test(word)) return smallWord;
      return word.length > 1 && word === word.toUpperCase() ? shoutedWord : greatWord;
    });
}

/** The letters of skeletons of tokens in `characters`. */
export function skeletonCharacters(characters: string): string {
  const signs = Array.from(characters).filter((character) => !/[\p{L}\p{N}]/u.test(character));
  return [smallWord, greatWord, shoutedWord, digit, ...signs].join('');
}

/** What a character that is no letter is in a skeleton. */
export function skeletonSign(character: string): string {
  return /\p{N}/u.test(character) ? digit : character;
}

import { InkdexError } from './result.ts';
import { characters } from './text.ts';

/** Printable ASCII without the space: the recogniser reads one word at a time. */
const ascii = Array.from({ length: 94 }, (_, index) => String.fromCodePoint(33 + index)).join('');
const accented = 'ÀÂÄÇÈÉÊËÎÏÔÖÙÛÜŒÆÑÁÓàâäçèéêëîïôöùûüÿœæñáíóúãåøß';
const signs = '€£§°²«»’–…→×≠≤≥';

/** The characters of the pretrained model: English, French, other western Latin letters, common signs. */
export const pretrainedCharacters = ascii + accented + signs;

/**
 * The characters of text-recognizer-pro in its order, without its padding `_`: its class n is class n + 1 here, and its last
 * class, 79, padding and CTC blank, is class 0.
 */
export const textRecognizerProCharacters = `0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz !"#&'()*+,-./:;?`;

/** Class 0 of every recogniser is the CTC blank; characters start at class 1. */
export const blankClass = 0;

/** Text to classes and back. Classes are 1..size; 0 is the blank. */
export type Alphabet = ReturnType<typeof createAlphabet>;

/**
 * @param letters the characters in class order, each once
 * @throws InkdexError `data-invalid` if a character occurs twice
 */
export function createAlphabet(letters: string) {
  const list = characters(letters);
  const classOf = new Map(list.map((character, index) => [character, index + 1]));
  if (classOf.size !== list.length) {
    const twice = list.find((character, index) => list.indexOf(character) !== index);
    throw new InkdexError('data-invalid', `The alphabet holds "${twice ?? ''}" more than once.`);
  }

  return {
    characters: list,
    /** Number of characters and the blank. */
    classCount: list.length + 1,
    /** @throws InkdexError `unknown-character` with the character and its position */
    encode(text: string): Int32Array {
      return Int32Array.from(characters(text), (character, index) => {
        const found = classOf.get(character);
        if (found === undefined) {
          throw new InkdexError(
            'unknown-character',
            `"${text}" holds "${character}" (character ${index + 1}), which is not among the ` +
              `${list.length} letters of this alphabet.`,
          );
        }
        return found;
      });
    },
    /** @throws RangeError for the blank and for a class past the last letter */
    decode(classes: Iterable<number>): string {
      return Array.from(classes, (index) => {
        const character = list[index - 1];
        if (character === undefined) {
          throw new RangeError(`Class ${index} is not a letter: expected 1 to ${list.length}.`);
        }
        return character;
      }).join('');
    },
    has: (text: string): boolean => characters(text).every((character) => classOf.has(character)),
  };
}

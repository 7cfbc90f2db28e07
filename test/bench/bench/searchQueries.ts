import { type Random, createRandom } from '../../../shared/random.ts';
import { searchTerms } from '../../../shared/text.ts';
import { mistyped } from '../mistyped.ts';
import { createWords, writtenWords, type LibraryRecipe } from './searchLibrary.ts';

/** A query with a word that photos have to hold to answer it. */
export interface MadeQuery {
  readonly text: string;
  readonly word: string;
}

/** Shorter words have no room for two errors. */
const shortestMisspelt = 6;

/** Queries over the words that stand on random photos, whatever was read of them. */
export function createQueries({ photos, seed }: Pick<LibraryRecipe, 'photos' | 'seed'>, random: Random) {
  const next = createWords();

  /** Search terms of one photo, in reading order. */
  function somePhoto(): string[] {
    const written = writtenWords(random.integer(1, photos), seed, next);
    return written.flatMap((text) => searchTerms(text).slice(0, 1));
  }

  function someWord(shortest: number): string {
    for (;;) {
      const word = random.pick(somePhoto());
      if (word.length >= shortest && /^\p{L}+$/u.test(word)) return word;
    }
  }

  return {
    plain(): MadeQuery {
      const word = someWord(3);
      return { text: `${word} `, word };
    },
    misspelt(): MadeQuery {
      const word = someWord(shortestMisspelt);
      return { text: `${mistyped(mistyped(word, random), random)} `, word };
    },
    /** Three words of a photo and two that follow each other there. */
    threeAndPhrase(): MadeQuery {
      const words = somePhoto();
      const at = random.integer(0, words.length - 2);
      const others = Array.from({ length: 3 }, () => random.pick(words));
      return {
        text: `${others.join(' ')} "${words[at] ?? ''} ${words[at + 1] ?? ''}"`,
        word: words[at] ?? '',
      };
    },
    /** All that is asked while a word is being typed. */
    typed(): MadeQuery[] {
      const word = someWord(4);
      return Array.from({ length: word.length }, (_, index) => ({ text: word.slice(0, index + 1), word }));
    },
  };
}

/** Whether the words that stand on a photo include one. */
export function createTruth({ seed }: Pick<LibraryRecipe, 'seed'>): (photo: number, word: string) => boolean {
  const next = createWords();
  return (photo, word) => writtenWords(photo, seed, next).some((text) => searchTerms(text).includes(word));
}

export function queryRandom(seed: number): Random {
  return createRandom(seed).fork('queries');
}

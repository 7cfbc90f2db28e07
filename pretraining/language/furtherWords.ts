import { createAlphabet, pretrainedCharacters } from '../../shared/alphabet.ts';
import type { FurtherLanguage } from '../../shared/contract/pageLanguage.ts';

interface WordLists {
  /** The package of the lists `commonWords` and `wikipedia`. */
  readonly package: string;
  readonly names: readonly string[];
  /** Where the language is spoken, of the countries with most towns. */
  readonly countries: readonly string[];
}

/** Where the words come from of the languages that have no words in the model of all languages. */
export const furtherLists: Readonly<Record<FurtherLanguage, WordLists>> = {
  dutch: {
    package: '@zxcvbn-ts/language-nl-be',
    names: ['boysFirstnames', 'girlsFirstnames', 'lastnames'],
    countries: ['NL', 'BE'],
  },
  italian: {
    package: '@zxcvbn-ts/language-it',
    names: ['firstnames', 'lastnames'],
    countries: ['IT'],
  },
  spanish: {
    package: '@zxcvbn-ts/language-es-es',
    names: ['firstnames', 'lastnames'],
    countries: ['ES', 'MX', 'AR', 'CO', 'CL', 'PE'],
  },
  portuguese: {
    package: '@zxcvbn-ts/language-pt-br',
    names: ['firstnames', 'lastnames'],
    countries: ['PT', 'BR'],
  },
};

/** In the lists of Wikipedia, what its pages are marked up with. */
const markup = new Set('doc id title url curid http https www org wiki wikipedia'.split(' '));

/** The words of a list that are letters alone. Other entries are numbers, addresses and remains of English words, such as `'ll`. */
export function plainWords(list: readonly string[]): string[] {
  return list
    .map((word) => word.replace(/['’]$/u, ''))
    .filter((word) => /^\p{L}+$/u.test(word) && !markup.has(word));
}

/** How much rarer than the word with accents a word without them is, where only their accents were lost. */
const lostAccents = 10;

/**
 * The words of a list that lost their accents in it, such as `perche` for `perché`, by the encyclopedia, which is edited, and by
 * subtitles where it lacks the word.
 */
export function withoutAccentsLost(
  subtitles: readonly string[],
  encyclopedia: readonly string[],
): Set<string> {
  const ranks = [encyclopedia, subtitles].map((list) => new Map(list.map((word, rank) => [word, rank + 1])));
  const lost = new Set<string>();
  for (const rankOf of ranks) {
    for (const [word, rank] of rankOf) {
      const plain = bare(word);
      const isKnown = rankOf !== ranks[0] && ranks[0]?.has(word) === true;
      if (plain !== word && !isKnown && (rankOf.get(plain) ?? Infinity) > lostAccents * rank) lost.add(plain);
    }
  }
  return lost;
}

function bare(word: string): string {
  return word.normalize('NFD').replaceAll(/\p{M}/gu, '');
}

const alphabet = createAlphabet(pretrainedCharacters);

/**
 * A word as the recogniser can write it: letters that its alphabet lacks (ì, ò, õ and some capitals) without their accents. Search
 * compares without accents anyway.
 */
export function writable(word: string): string {
  return Array.from(word.normalize('NFC'), (letter) => (alphabet.has(letter) ? letter : bare(letter))).join(
    '',
  );
}

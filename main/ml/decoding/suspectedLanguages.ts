import type { Alphabet } from '../../../shared/alphabet.ts';
import {
  type FurtherLanguage,
  furtherLanguages,
  type LanguageShares,
  type UsualLanguage,
  usualLanguages,
} from '../../../shared/contract/pageLanguage.ts';
import { CharacterNgrams, wordBoundary } from '../language/characterNgrams.ts';
import type { Language } from '../language/language.ts';
import type { LanguageScorer } from '../language/languageScorer.ts';
import { logAdd } from './posteriors.ts';

/** Nats that one word tells at most for a language and against it: it may be misread, a name, or a word of several languages. */
const mostFor = 5;
const mostAgainst = 3;
/** Nats that the words of a page tell together for a language whose words are then looked up. */
const leastOfPage = 7;
const fewestLetters = 2;

/**
 * The further languages that a text may be in: their few n-grams make its words likelier than the usual languages do, by their
 * shares of it. This needs none of their words, which most people never need.
 */
export type SuspectedLanguages = (texts: readonly string[], usual: LanguageShares) => FurtherLanguage[];

/** @param alone scores words by each of the usual languages */
export function createSuspectedLanguages(
  { shortLetters }: Language,
  alphabet: Alphabet,
  alone: Readonly<Record<UsualLanguage, LanguageScorer>>,
): SuspectedLanguages {
  const models = furtherLanguages.map((language) => ({
    language,
    ngrams: new CharacterNgrams(shortLetters[language]),
    symbols: Array.from(shortLetters[language].characters),
  }));

  return (texts, usual) => {
    const words = texts.flatMap((text) => {
      const word = longestWord(text);
      return word.length < fewestLetters || !alphabet.has(word) ? [] : [word];
    });
    const known = words.map((word) => {
      const letters = alphabet.encode(word);
      return usualLanguages
        .map((name) => Math.log(usual[name] ?? 0) + alone[name].logProbability(letters))
        .reduce(logAdd, -Infinity);
    });
    const told = ({ ngrams, symbols }: (typeof models)[number]) =>
      words.reduce((sum, word, index) => {
        const more = logProbability(ngrams, symbols, word) - known[index];
        return sum + Math.max(-mostAgainst, Math.min(mostFor, more));
      }, 0);
    return models.filter((model) => told(model) >= leastOfPage).map(({ language }) => language);
  };
}

/** In small letters, as the n-grams are; empty if the text has no letter. */
function longestWord(text: string): string {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  return words.reduce((longest, word) => (word.length > longest.length ? word : longest), '');
}

function logProbability(ngrams: CharacterNgrams, symbols: readonly string[], word: string): number {
  let state = ngrams.start;
  let log = 0;
  for (const symbol of [...Array.from(word, (letter) => symbols.indexOf(letter) + 1), wordBoundary]) {
    const ngram = ngrams.find(state, symbol);
    log += ngrams.logProbability(state, ngram);
    state = ngrams.next(ngram);
  }
  return log;
}

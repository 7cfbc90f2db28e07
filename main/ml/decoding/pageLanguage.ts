import {
  type LanguageShares,
  type PageLanguage,
  pageLanguages,
} from '../../../shared/contract/pageLanguage.ts';
import { logAdd } from './posteriors.ts';

/** Of one word, the natural logarithm of its likelihood if it is of each language. */
export type LanguageEvidence = Readonly<Record<PageLanguage, number>>;

/** The shares of a page that has no words, and how many words they weigh as much as. */
const usualShares: LanguageShares = { english: 0.5, french: 0.25, german: 0.25 };
const usualWords = 4;
const rounds = 12;
/** The share of the language that a person chose; the others have the rest, because a page may quote them. */
const chosenShare = 0.9;
/**
 * Which languages a page is written in: the shares that make its words most likely, with a Dirichlet prior around the
 * usual ones. A word belongs to each language with the probability that these shares give it: expectation and
 * maximisation.
 *
 * Dempster, Laird and Rubin, "Maximum likelihood from incomplete data via the EM algorithm", 1977, section 4.3
 * (finite mixtures).
 *
 * @param words with at least one candidate each
 */
export function languageShares(words: readonly LanguageEvidence[]): LanguageShares {
  let shares = usualShares;
  for (let round = 0; round < rounds; round += 1) {
    const counts = new Map(pageLanguages.map((language) => [language, usualWords * usualShares[language]]));
    for (const word of words) {
      const logs = pageLanguages.map((language) => Math.log(shares[language]) + word[language]);
      const all = logs.reduce(logAdd, -Infinity);
      for (const [index, language] of pageLanguages.entries()) {
        counts.set(language, (counts.get(language) ?? 0) + Math.exp((logs[index] ?? -Infinity) - all));
      }
    }
    shares = sharesBy((language) => (counts.get(language) ?? 0) / (words.length + usualWords));
  }
  return shares;
}

/** The shares of a page whose language a person chose. */
export function chosenShares(chosen: PageLanguage): LanguageShares {
  const rest = (1 - chosenShare) / (pageLanguages.length - 1);
  return sharesBy((language) => (language === chosen ? chosenShare : rest));
}

function sharesBy(share: (language: PageLanguage) => number): LanguageShares {
  return { english: share('english'), french: share('french'), german: share('german') };
}

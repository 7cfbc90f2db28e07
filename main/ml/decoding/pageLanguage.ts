import {
  type LanguageShares,
  type PageLanguage,
  usualLanguages,
} from '../../../shared/contract/pageLanguage.ts';
import { logAdd } from './posteriors.ts';

/** Of one word, the natural logarithm of its likelihood if it is of each language that it was compared with. */
export type LanguageEvidence = Readonly<Partial<Record<PageLanguage, number>>>;

/** How many words of each language every page has beside its own: what it is in if it has none. */
const usualWords: Readonly<Record<PageLanguage, number>> = {
  english: 2,
  french: 1,
  german: 1,
  dutch: 0.5,
  italian: 0.5,
  spanish: 0.5,
  portuguese: 0.5,
};
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
 * @param languages that all words were compared with
 */
export function languageShares(
  words: readonly LanguageEvidence[],
  languages: readonly PageLanguage[] = usualLanguages,
): LanguageShares {
  const before = languages.map((language) => usualWords[language]);
  const sum = before.reduce((total, count) => total + count, 0);
  let shares = before.map((count) => count / sum);
  for (let round = 0; round < rounds; round += 1) {
    const counts = [...before];
    for (const word of words) {
      const logs = languages.map(
        (language, index) => Math.log(shares[index]) + (word[language] ?? -Infinity),
      );
      const all = logs.reduce(logAdd, -Infinity);
      for (const [index, log] of logs.entries()) counts[index] += Math.exp(log - all);
    }
    shares = counts.map((count) => count / (words.length + sum));
  }
  return Object.fromEntries(languages.map((language, index) => [language, shares[index]]));
}

/** The shares of a page whose language a person chose. */
export function chosenShares(chosen: PageLanguage): LanguageShares {
  const others = usualLanguages.filter((language) => language !== chosen);
  const rest = others.map((language) => [language, (1 - chosenShare) / others.length] as const);
  return { ...Object.fromEntries(rest), [chosen]: chosenShare };
}

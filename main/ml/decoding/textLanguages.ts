import type { Alphabet } from '../../../shared/alphabet.ts';
import {
  type FurtherLanguage,
  furtherLanguages,
  type LanguageShares,
  type PageLanguage,
  type UsualLanguage,
  usualLanguages,
} from '../../../shared/contract/pageLanguage.ts';
import type { Alternative } from '../../../shared/contract/word.ts';
import type { Language } from '../language/language.ts';
import { LanguageScorer, type LanguageWeights } from '../language/languageScorer.ts';
import { type Candidate, scoreOf } from './calibration.ts';
import { createSuspectedLanguages } from './suspectedLanguages.ts';
import { chosenShares, type LanguageEvidence, languageShares } from './pageLanguage.ts';
import { logAdd, type Posteriors } from './posteriors.ts';
import { PrefixBeam } from './prefixBeamSearch.ts';
import type { Hear } from './secondOpinion.ts';
import { fuseViews, type View } from './testTimeAugmentation.ts';

/** A word of a text: how it was looked at, and what that says. */
export interface ViewedCandidates {
  readonly views: readonly View[];
  readonly candidates: readonly Candidate[];
  /** What a second reader says of further candidates; absent where none was asked. */
  readonly hear?: Hear | undefined;
}

/** A candidate with the natural logarithm of its probability by the words of each language that its text is compared with. */
interface Scored {
  readonly candidate: Candidate;
  readonly logs: Partial<Record<PageLanguage, number>>;
}

/** A text in its languages. */
export interface TextInLanguages {
  /** Null where too few words tell. */
  readonly languages: LanguageShares | null;
  /** The candidates of each word, best first. */
  readonly words: Candidate[][];
}

/**
 * Finds the languages of a text and weighs the candidates of its words by them. The words of a text that is mostly in a
 * language that the model of all languages knows little of are searched again with the words of that language.
 *
 * @param chosen the language that a person chose; null finds it
 */
export type TextLanguages = (
  words: readonly ViewedCandidates[],
  chosen: PageLanguage | null,
) => TextInLanguages;

/** Of each word, the candidates that its language is seen by: later ones are hardly ever right. Set by hand, as those below. */
const candidatesCompared = 12;
/** Of each word, the candidates that are weighed; the others are dropped. */
const candidatesKept = 24;
/** How much the model of all languages counts on a page whose languages are known. */
const shareOfAll = 0.3;
/** The language of a text with fewer words is a guess. */
const fewestWords = 4;
/** The share from which a page is in one language; the model of all languages is mostly English. */
const mostly = 0.5;
/** A page is in further languages if they have such a share of it together. */
const leastFurther = 0.4;
/** Their words are put together without a sign. */
const compounding: readonly PageLanguage[] = ['german', 'dutch'];

/**
 * @param all the scorer of the model of all languages
 * @param read the candidates of one view, best first, by the beam search of one language
 */
export function createTextLanguages(
  language: Language,
  alphabet: Alphabet,
  weights: LanguageWeights,
  all: LanguageScorer,
  read: (posteriors: Posteriors, search: PrefixBeam) => Candidate[],
): TextLanguages {
  const scorer = (name: PageLanguage) =>
    new LanguageScorer(
      language.alone(name),
      language.skeletons,
      alphabet,
      weights,
      compounding.includes(name),
    );
  const usual = { english: scorer('english'), french: scorer('french'), german: scorer('german') };
  const suspectedOf = createSuspectedLanguages(language, alphabet, usual);
  const scorers: Partial<Record<PageLanguage, LanguageScorer>> = { ...usual };
  const scorerOf = (name: PageLanguage) => (scorers[name] ??= scorer(name));
  const searches: Partial<Record<PageLanguage, PrefixBeam>> = {};
  const searchOf = (name: PageLanguage) => (searches[name] ??= new PrefixBeam(scorerOf(name)));

  const scoreUsual = (candidate: Candidate): Scored => {
    const log = (name: UsualLanguage): number => usual[name].logProbability(candidate.letters);
    return { candidate, logs: { english: log('english'), french: log('french'), german: log('german') } };
  };

  function scoreFurther(words: readonly (readonly Scored[])[], languages: readonly FurtherLanguage[]): void {
    for (const name of languages) {
      const own = scorerOf(name);
      for (const { candidate, logs } of words.flat()) logs[name] ??= own.logProbability(candidate.letters);
    }
  }

  function evidenceOf(scored: readonly Scored[], languages: readonly PageLanguage[]): LanguageEvidence {
    const compared = scored.slice(0, candidatesCompared);
    const log = (name: PageLanguage) =>
      compared.reduce(
        (sum, { candidate, logs }) =>
          logAdd(sum, candidate.lattice + weighted(logs[name] ?? -Infinity, candidate.letters, weights)),
        -Infinity,
      );
    return Object.fromEntries(languages.map((name) => [name, log(name)]));
  }

  /** The candidates that only the words of a language find, after those known. */
  function searchAgain({ views, candidates, hear }: ViewedCandidates, search: PrefixBeam): Candidate[] {
    const found = fuseViews(
      views.map(({ posteriors }) => ({ posteriors, candidates: read(posteriors, search) })),
    );
    const known = new Set(candidates.map(({ letters }) => letters.join()));
    const further = found.slice(0, candidatesKept).filter(({ letters }) => !known.has(letters.join()));
    return hear?.(further) ?? further;
  }

  /** By the mixture of the model of all languages and that of each, by its share. */
  function weigh(
    scored: readonly Scored[],
    shares: LanguageShares,
    languages: readonly PageLanguage[],
  ): Candidate[] {
    return scored
      .map(({ candidate, logs }): Candidate => {
        const { letters } = candidate;
        const log = languages
          .map((name) => Math.log((1 - shareOfAll) * (shares[name] ?? 0)) + (logs[name] ?? -Infinity))
          .reduce(logAdd, Math.log(shareOfAll) + all.logProbability(letters));
        return { ...candidate, guide: weighted(log, letters, weights) };
      })
      .sort((a, b) => scoreOf(b) - scoreOf(a));
  }

  /** By the usual languages alone, unless the words are of others, too. */
  function findShares(words: readonly (readonly Scored[])[]): LanguageShares {
    const sharesIn = (languages: readonly PageLanguage[]): LanguageShares =>
      languageShares(
        words.map((found) => evidenceOf(found, languages)),
        languages,
      );
    const inUsual = sharesIn(usualLanguages);
    const texts = words.map(([best]) => alphabet.decode(best.candidate.letters));
    const further = suspectedOf(texts, inUsual);
    if (further.length === 0) return inUsual;
    scoreFurther(words, further);
    const inAll = sharesIn([...usualLanguages, ...further]);
    const foreign = further.reduce((sum, name) => sum + (inAll[name] ?? 0), 0);
    return foreign < leastFurther ? inUsual : inAll;
  }

  return (words, chosen) => {
    const scored = words.map(({ candidates }) => candidates.slice(0, candidatesKept).map(scoreUsual));
    const told = scored.filter((found) => found.length > 0);
    const shares = chosen === null ? findShares(told) : chosenShares(chosen);
    const further = furtherLanguages.filter((name) => shares[name] !== undefined);
    const languages = [...usualLanguages.filter((name) => shares[name] !== undefined), ...further];
    const foreign = languages.find((name) => name !== 'english' && (shares[name] ?? 0) > mostly);
    const isKnown = chosen !== null || told.length >= fewestWords;
    return {
      languages: isKnown ? shares : null,
      words: words.map((word, place) => {
        const isSearched = foreign !== undefined && word.views.length > 0;
        const found = isSearched ? searchAgain(word, searchOf(foreign)).map(scoreUsual) : [];
        const weighed = [...scored[place], ...found];
        scoreFurther([weighed], further);
        return weigh(weighed, shares, languages);
      }),
    };
  };
}

/** The weight of a reading's logarithm by a language model beside the network's (`LanguageWeights`). */
function weighted(log: number, letters: readonly number[], { language, letter }: LanguageWeights): number {
  return language * log + letter * letters.length;
}

/**
 * Readings that are known otherwise, as candidates of a text whose languages they tell. No language model has weighed
 * them; those with letters outside of the alphabet are left out.
 */
export function candidatesOf(readings: readonly Alternative[], alphabet: Alphabet): Candidate[] {
  return readings
    .filter(({ text, confidence }) => alphabet.has(text) && confidence > 0)
    .map(({ text, confidence }) => ({
      letters: [...alphabet.encode(text)],
      lattice: Math.log(confidence),
      guide: 0,
    }));
}

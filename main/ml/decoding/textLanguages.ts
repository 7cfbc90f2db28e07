import type { Alphabet } from '../../../shared/alphabet.ts';
import {
  type LanguageShares,
  type PageLanguage,
  pageLanguages,
} from '../../../shared/contract/pageLanguage.ts';
import type { Alternative } from '../../../shared/contract/word.ts';
import type { Language } from '../language/language.ts';
import { LanguageScorer, type LanguageWeights } from '../language/languageScorer.ts';
import { type Candidate, scoreOf } from './calibration.ts';
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

/** A candidate with the natural logarithm of its probability by the words of each language alone. */
interface Scored {
  readonly candidate: Candidate;
  readonly logs: Readonly<Record<PageLanguage, number>>;
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
/** The model of all languages is mostly English. */
const foreignLanguages = ['french', 'german'] as const;
/** The share from which a page is in such a language. */
const mostly = 0.5;

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
    new LanguageScorer(language.alone[name], language.skeletons, alphabet, weights, name === 'german');
  const alone = { english: scorer('english'), french: scorer('french'), german: scorer('german') };
  const searches = { french: new PrefixBeam(alone.french), german: new PrefixBeam(alone.german) };

  const scoreOfAlone = (candidate: Candidate): Scored => {
    const log = (name: PageLanguage): number => alone[name].logProbability(candidate.letters);
    return { candidate, logs: { english: log('english'), french: log('french'), german: log('german') } };
  };

  function evidenceOf(scored: readonly Scored[]): LanguageEvidence {
    const compared = scored.slice(0, candidatesCompared);
    const log = (name: PageLanguage) =>
      compared.reduce(
        (sum, { candidate, logs }) =>
          logAdd(sum, candidate.lattice + weighted(logs[name], candidate.letters, weights)),
        -Infinity,
      );
    return { english: log('english'), french: log('french'), german: log('german') };
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
  function weigh(scored: readonly Scored[], languages: LanguageShares): Candidate[] {
    return scored
      .map(({ candidate, logs }): Candidate => {
        const { letters } = candidate;
        const log = pageLanguages
          .map((name) => Math.log((1 - shareOfAll) * languages[name]) + logs[name])
          .reduce(logAdd, Math.log(shareOfAll) + all.logProbability(letters));
        return { ...candidate, guide: weighted(log, letters, weights) };
      })
      .sort((a, b) => scoreOf(b) - scoreOf(a));
  }

  return (words, chosen) => {
    const scored = words.map(({ candidates }) => candidates.slice(0, candidatesKept).map(scoreOfAlone));
    const told = scored.filter((word) => word.length > 0);
    const shares = chosen === null ? languageShares(told.map(evidenceOf)) : chosenShares(chosen);
    const foreign = foreignLanguages.find((name) => shares[name] > mostly);
    const isKnown = chosen !== null || told.length >= fewestWords;
    return {
      languages: isKnown ? shares : null,
      words: words.map((word, place) => {
        const known = scored[place] ?? [];
        const isSearched = foreign !== undefined && word.views.length > 0;
        const further = isSearched ? searchAgain(word, searches[foreign]).map(scoreOfAlone) : [];
        return weigh([...known, ...further], shares);
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

import type { Alphabet } from '../../../shared/alphabet.ts';
import {
  type LanguageShares,
  type PageLanguage,
  pageLanguages,
} from '../../../shared/contract/pageLanguage.ts';
import type { Language } from '../language/language.ts';
import { LanguageScorer, type LanguageWeights } from '../language/languageScorer.ts';
import { type Candidate, scoreOf } from './calibration.ts';
import { chosenShares, type LanguageEvidence, languageShares } from './pageLanguage.ts';
import { logAdd, type Posteriors } from './posteriors.ts';
import { PrefixBeam } from './prefixBeamSearch.ts';
import { fuseViews, type View } from './testTimeAugmentation.ts';

/** A word of a text: how it was looked at, and what that says. */
export interface ViewedCandidates {
  readonly views: readonly View[];
  readonly candidates: readonly Candidate[];
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

/** Of each word, the candidates that its language is seen by: later ones are hardly ever right. */
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

  function evidenceOf({ candidates }: ViewedCandidates): LanguageEvidence {
    const compared = candidates.slice(0, candidatesCompared);
    const log = (name: PageLanguage) =>
      compared.reduce(
        (sum, { letters, lattice }) => logAdd(sum, lattice + alone[name].of(letters)),
        -Infinity,
      );
    return { english: log('english'), french: log('french'), german: log('german') };
  }

  /** The candidates that only the words of a language find, and those known. */
  function searchAgain({ views, candidates }: ViewedCandidates, search: PrefixBeam): Candidate[] {
    const found = fuseViews(
      views.map(({ posteriors }) => ({ posteriors, candidates: read(posteriors, search) })),
    );
    const known = new Set(candidates.map(({ letters }) => letters.join()));
    return [
      ...candidates.slice(0, candidatesKept),
      ...found.slice(0, candidatesKept).filter(({ letters }) => !known.has(letters.join())),
    ];
  }

  /** By the mixture of the model of all languages and that of each, by its share. */
  function weigh(candidates: readonly Candidate[], languages: LanguageShares): Candidate[] {
    return candidates
      .map(({ letters, lattice }): Candidate => {
        const logs = pageLanguages.map(
          (name) => Math.log((1 - shareOfAll) * languages[name]) + alone[name].logProbability(letters),
        );
        const log = logs.reduce(logAdd, Math.log(shareOfAll) + all.logProbability(letters));
        return { letters, lattice, guide: weights.language * log + weights.letter * letters.length };
      })
      .sort((a, b) => scoreOf(b) - scoreOf(a));
  }

  return (words, chosen) => {
    const read = words.filter(({ candidates }) => candidates.length > 0);
    const shares = chosen === null ? languageShares(read.map(evidenceOf)) : chosenShares(chosen);
    const foreign = foreignLanguages.find((name) => shares[name] > mostly);
    const searched = words.map((word) =>
      foreign === undefined || word.views.length === 0
        ? word.candidates.slice(0, candidatesKept)
        : searchAgain(word, searches[foreign]),
    );
    const isKnown = chosen !== null || read.length >= fewestWords;
    return {
      languages: isKnown ? shares : null,
      words: searched.map((candidates) => weigh(candidates, shares)),
    };
  };
}

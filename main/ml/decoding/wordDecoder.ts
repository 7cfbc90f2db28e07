import { join } from 'node:path';
import { z } from 'zod';
import { type Alphabet, blankClass } from '../../../shared/alphabet.ts';
import type { Alternative } from '../../../shared/contract/word.ts';
import { InkdexError } from '../../../shared/result.ts';
import { type Language, readLanguageFile } from '../language/language.ts';
import { LanguageScorer } from '../language/languageScorer.ts';
import { WordPairs } from '../language/wordPairs.ts';
import { calibrationSchema, type Candidate, confidencesOf, scoreOf } from './calibration.ts';
import {
  casePriorGains,
  bigramGains,
  cacheGains,
  reweighed,
  unitGains,
  type QueuedWord,
} from './contextRescoring.ts';
import { ctcLogLikelihood, decodeGreedily } from './ctcPaths.ts';
import { prunePosteriors, type Posteriors, symbolsOf } from './posteriors.ts';
import { PrefixBeam } from './prefixBeamSearch.ts';
import { bothReadings, type Hear, hearOpinion, knownOf, secondOpinionSchema } from './secondOpinion.ts';
import { textJudgeSchema } from './textJudge.ts';
import { fuseViews, type View } from './testTimeAugmentation.ts';
import {
  candidatesOf,
  createTextLanguages,
  type TextLanguages,
  type ViewedCandidates,
} from './textLanguages.ts';

/** Readings kept with a word. */
export const mostAlternatives = 10;

/** How network and language model are weighed and searched, and how scores become probabilities. */
export const decoderSettingsSchema = z.object({
  format: z.literal('inkdex decoder 1'),
  weights: z.object({
    /** Weight of the language model's logarithm beside the network's. */
    language: z.number().nonnegative(),
    /** Nats that each character gains, because the language model alone favours short words. */
    letter: z.number(),
    /** Probability that a word comes from the character n-grams and not from the lexicon. */
    unknown: z.number().gt(0).lt(1),
  }),
  /** Weight of word pairs. */
  neighbours: z.number().nonnegative(),
  beam: z.object({
    width: z.number().int().positive(),
    /** Less probable characters do not extend a prefix at a time step. */
    leastLetter: z.number().gt(0).lt(1),
    /** Prefixes this many nats below the best are dropped. */
    range: z.number().positive(),
  }),
  calibration: calibrationSchema,
  /** Null: no second reader is asked. */
  secondOpinion: secondOpinionSchema.nullable().default(null),
  /** Which boxes of the detector hold no text. */
  judge: textJudgeSchema,
  /** The data that the calibration was fitted on. */
  fitted: z.object({ words: z.string(), recogniser: z.string() }),
});
export type DecoderSettings = z.infer<typeof decoderSettingsSchema>;

/** Decodes the CTC posteriors of one recogniser, one word at a time, with buffers of its own. */
export interface WordDecoder {
  /** One view of a word with its candidates: all readings of the beam search and the greedy one, best first, before calibration. */
  view(posteriors: Posteriors): View;
  /** The candidates of one or several views of a word, best first, before calibration. */
  fuse(views: readonly View[]): Candidate[];
  /** A second reader's opinion of a word (`opinionOf`): its candidates by what both say, and what says it of others. */
  hear(
    word: ViewedCandidates,
    opinion: Posteriors,
  ): { readonly candidates: Candidate[]; readonly hear: Hear };
  /** Words that are read with less confidence are asked for; null where a second reader has no say. */
  readonly asksBelow: number | null;
  readonly inLanguages: TextLanguages;
  /**
   * The candidates of each word of a text, in reading order, rescored by page and neighbours.
   *
   * @param known words whose readings are known otherwise, by place: they influence the others and stay as they are
   */
  inContext(words: readonly (readonly Candidate[])[], known?: ReadonlyMap<number, QueuedWord>): Candidate[][];
  /** Readings from other sources, as candidates without a score of the network. */
  asCandidates(readings: readonly Alternative[]): Candidate[];
  /** Candidates as texts with probabilities; their sum is less than 1. */
  alternatives(candidates: readonly Candidate[], count: number): Alternative[];
  /** The pruned posteriors that the search index keeps; null if the alternatives leave no uncertainty. */
  fold(posteriors: Posteriors, alternatives: readonly Alternative[]): string | null;
}

export type DecoderWeights = Pick<DecoderSettings, 'weights' | 'neighbours' | 'beam' | 'calibration'> &
  Partial<Pick<DecoderSettings, 'secondOpinion'>>;

export function createWordDecoder(
  language: Language,
  alphabet: Alphabet,
  { weights, neighbours, beam, calibration, secondOpinion = null }: DecoderWeights,
): WordDecoder {
  const guide = new LanguageScorer(language, language.skeletons, alphabet, weights);
  const search = new PrefixBeam(guide);
  const symbols = symbolsOf(alphabet);
  const pairs = new WordPairs(language.pairs);
  const options = { width: beam.width, letterFloor: Math.log(beam.leastLetter), range: beam.range };

  const inLanguages = createTextLanguages(language, alphabet, weights, guide, candidates);

  function candidates(posteriors: Posteriors, searched = search): Candidate[] {
    const found = searched
      .search(posteriors, options)
      .map(({ letters, logProbability, guide: own }): Candidate => ({
        letters,
        lattice: logProbability,
        guide: own,
      }));
    const greedy = decodeGreedily(posteriors).letters;
    const isGreedy = ({ letters }: Candidate) =>
      letters.length === greedy.length && letters.every((letter, index) => letter === greedy[index]);
    if (!found.some(isGreedy)) {
      found.push({ letters: greedy, lattice: ctcLogLikelihood(posteriors, greedy), guide: guide.of(greedy) });
    }
    return found.sort((a, b) => scoreOf(b) - scoreOf(a));
  }

  /** One fits what one reader says, another what both do. */
  function confidencesIn(found: readonly Candidate[]): number[] {
    const isHeard = found.at(0)?.isHeard === true;
    return confidencesOf(found, (isHeard ? secondOpinion?.calibration : null) ?? calibration);
  }

  function alternatives(found: readonly Candidate[], count: number): Alternative[] {
    const confidences = confidencesIn(found);
    return found.slice(0, Math.min(count, mostAlternatives)).map(({ letters }, index) => ({
      text: alphabet.decode(letters),
      confidence: confidences[index],
    }));
  }

  /** 0 for a word with characters outside of the alphabet, so that it hardly gains. */
  function logProbability(word: string): number {
    return alphabet.has(word) ? guide.logProbability(alphabet.encode(word)) : 0;
  }

  function inContext(
    words: readonly (readonly Candidate[])[],
    known: ReadonlyMap<number, QueuedWord> = new Map(),
  ): Candidate[][] {
    const apart = words.map(
      (found, place): QueuedWord =>
        known.get(place) ?? {
          texts: found.map(({ letters }) => alphabet.decode(letters)),
          confidences: confidencesIn(found),
        },
    );
    const byCase = casePriorGains(apart);
    const cased = apart.map((word, index) => reweighed(word, byCase[index]));
    const byCache = cacheGains(cased, logProbability, weights.language);
    const cached = cased.map((word, index) => reweighed(word, byCache[index]));
    const byUnits = unitGains(cached);
    const byNeighbours = bigramGains(cached, pairs, neighbours);
    return words.map((found, word) =>
      found
        .map((candidate, index): Candidate => {
          const gains = [byCase, byCache, byUnits, byNeighbours].map((by) => by[word]?.[index] ?? 0);
          return { ...candidate, guide: gains.reduce((sum, gain) => sum + gain, candidate.guide) };
        })
        .sort((a, b) => scoreOf(b) - scoreOf(a)),
    );
  }

  return {
    asksBelow: secondOpinion?.below ?? null,
    hear({ views, candidates: found }, opinion) {
      const heard = candidates(opinion);
      if (secondOpinion === null) return { candidates: [...found], hear: (others) => [...others] };
      const hear = hearOpinion(knownOf(opinion, heard), secondOpinion.chooser);
      return { candidates: bothReadings(views, found, heard, hear), hear };
    },
    asCandidates: (readings) => candidatesOf(readings, alphabet),
    inLanguages,
    alternatives,
    inContext,
    view: (posteriors) => ({ posteriors, candidates: candidates(posteriors) }),
    fuse: fuseViews,
    fold: (posteriors, readings) => prunePosteriors(posteriors, symbols, readings),
  };
}

export const decoderFile = 'decoder.json';

/** @throws InkdexError `file-missing`, `data-invalid` */
export async function readDecoderSettings(folder: string): Promise<DecoderSettings> {
  const path = join(folder, decoderFile);
  const text = (await readLanguageFile(path)).toString('utf8');
  try {
    return decoderSettingsSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new InkdexError(
      'data-invalid',
      `${JSON.stringify(path)} is not a valid file of decoder settings: ${error instanceof Error ? error.message : String(error)}. ` +
        'Make it anew with "npm --prefix pretraining run calibrate".',
      { cause: error },
    );
  }
}

/** The readings of one view, best first; `lattice` is the logarithm of their confidence. */
type Search = (posteriors: Posteriors) => Candidate[];

/**
 * Decodes a recogniser to which neither language model nor calibration were fitted.
 *
 * @param candidates `bestPath` for one of another program, `singleCharacters` for one of characters
 */
export function createPlainDecoder(alphabet: Alphabet, candidates: Search): WordDecoder {
  const symbols = symbolsOf(alphabet);
  const alternatives: WordDecoder['alternatives'] = (found, count) =>
    found.slice(0, Math.min(count, mostAlternatives)).map(({ letters, lattice }) => ({
      text: alphabet.decode(letters),
      confidence: Math.exp(lattice),
    }));
  return {
    alternatives,
    asksBelow: null,
    hear: ({ candidates: found }) => ({ candidates: [...found], hear: (others) => [...others] }),
    asCandidates: (readings) => candidatesOf(readings, alphabet),
    // Readings do not tell of languages that no model of them has weighed.
    inLanguages: (words) => ({
      languages: null,
      words: words.map(({ candidates: found }) => [...found]),
    }),
    inContext: (words) => words.map((found) => [...found]),
    view: (posteriors) => ({ posteriors, candidates: candidates(posteriors) }),
    fuse: (views) => [...(views[0]?.candidates ?? [])],
    fold: (posteriors, readings) => prunePosteriors(posteriors, symbols, readings),
  };
}

/** Characters by their probability: a language model knows words and would take most letters for "a" or "I". */
export function singleCharacters({ classes, logProbabilities }: Posteriors): Candidate[] {
  return Array.from({ length: classes - 1 }, (_, index): Candidate => {
    const letter = index + 1;
    return { letters: [letter], lattice: logProbabilities[letter], guide: 0 };
  }).sort((a, b) => b.lattice - a.lattice);
}

/** One reading, as other programs decode: the best path. Its confidence is the mean probability of its characters. */
export function bestPath({ steps, classes, logProbabilities }: Posteriors): Candidate[] {
  const letters: number[] = [];
  let sum = 0;
  let previous = blankClass;
  for (let step = 0; step < steps; step += 1) {
    const row = logProbabilities.subarray(step * classes, (step + 1) * classes);
    let best = blankClass;
    for (let index = 1; index < classes; index += 1) if (row[index] > row[best]) best = index;
    if (best !== blankClass && best !== previous) {
      letters.push(best);
      sum += Math.exp(row[best]);
    }
    previous = best;
  }
  // A word without characters is one that cannot be read.
  return [{ letters, lattice: letters.length === 0 ? -Infinity : Math.log(sum / letters.length), guide: 0 }];
}

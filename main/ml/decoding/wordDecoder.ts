import { join } from 'node:path';
import { z } from 'zod';
import type { Alphabet } from '../../../shared/alphabet.ts';
import type { Alternative } from '../../../shared/contract/word.ts';
import { InkdexError } from '../../../shared/result.ts';
import { type Language, readLanguageFile } from '../language/language.ts';
import { LanguageGuide } from '../language/languageScorer.ts';
import { WordPairs } from '../language/wordPairs.ts';
import { calibrationSchema, type Candidate, confidencesOf, scoreOf } from './calibration.ts';
import { habitGains, neighbourGains, recurrenceGains, told, type UncertainWord } from './contextRescoring.ts';
import { decodeGreedily, LikelihoodOfLetters } from './ctcPaths.ts';
import { foldLattice, type Lattice, symbolsOf } from './posteriors.ts';
import { PrefixBeam } from './prefixBeamSearch.ts';
import { fuseViews, type View } from './testTimeAugmentation.ts';

/** Readings kept with a word. */
export const mostAlternatives = 10;

/** How lattice and language are weighed, searched and made probabilities of. */
export const decoderSettingsSchema = z.object({
  format: z.literal('inkdex decoder 1'),
  weights: z.object({
    /** Power of the language's probability beside the lattice's. */
    language: z.number().nonnegative(),
    /** Nats that each letter gains, as language alone would favour short words. */
    letter: z.number(),
    /** Share of words that the letter model rather than the lexicon is believed to know. */
    unknown: z.number().gt(0).lt(1),
  }),
  /** Power of what the words of a text say of each other. */
  neighbours: z.number().nonnegative(),
  beam: z.object({
    width: z.number().int().positive(),
    /** Letters less probable at a time step do not lengthen a prefix there. */
    leastLetter: z.number().gt(0).lt(1),
    /** Prefixes this many nats below the best are dropped. */
    range: z.number().positive(),
  }),
  calibration: calibrationSchema,
  /** What the calibration was fitted on. */
  fitted: z.object({ words: z.string(), recogniser: z.string() }),
});
export type DecoderSettings = z.infer<typeof decoderSettingsSchema>;

/** Reads the lattices of one recogniser, one after the other, with buffers and language of its own. */
export interface WordDecoder {
  /** Readings of one view, best first, each with how probably it is right: in sum less than 1. */
  decode(lattice: Lattice, count: number): Alternative[];
  /** A word as the network sees it, searched. */
  view(lattice: Lattice): View;
  /** The candidates of one or several views of a word, best first, before calibration. */
  fuse(views: readonly View[]): Candidate[];
  /**
   * The candidates of each word of one text, in the order it is read, after what page and neighbours say of it.
   *
   * @param known words of the text, by place, of which something else is known: what they say counts, they stay as they are
   */
  inContext(
    words: readonly (readonly Candidate[])[],
    known?: ReadonlyMap<number, UncertainWord>,
  ): Candidate[][];
  /** Candidates as readings, each with how probably it is right: in sum less than 1. */
  alternatives(candidates: readonly Candidate[], count: number): Alternative[];
  /** What the search index keeps of a lattice beside all its alternatives; null where they leave no doubt. */
  fold(lattice: Lattice, alternatives: readonly Alternative[]): string | null;
  /** All readings that the search ended with and the greedy one, best first, before calibration. */
  candidates(lattice: Lattice): Candidate[];
}

export function createWordDecoder(
  language: Language,
  alphabet: Alphabet,
  { weights, neighbours, beam, calibration }: Omit<DecoderSettings, 'format' | 'fitted'>,
): WordDecoder {
  const guide = new LanguageGuide(language, alphabet, weights);
  const search = new PrefixBeam(guide);
  const likelihood = new LikelihoodOfLetters();
  const symbols = symbolsOf(alphabet);
  const pairs = new WordPairs(language.pairs);
  const options = { width: beam.width, letterFloor: Math.log(beam.leastLetter), range: beam.range };

  function candidates(lattice: Lattice): Candidate[] {
    const found = search
      .search(lattice, options)
      .map(({ letters, logProbability, guide: own }): Candidate => ({
        letters,
        lattice: logProbability,
        guide: own,
      }));
    const greedy = decodeGreedily(lattice).letters;
    const isGreedy = ({ letters }: Candidate) =>
      letters.length === greedy.length && letters.every((letter, index) => letter === greedy[index]);
    if (!found.some(isGreedy)) {
      found.push({ letters: greedy, lattice: likelihood.of(lattice, greedy), guide: guide.of(greedy) });
    }
    return found.sort((a, b) => scoreOf(b) - scoreOf(a));
  }

  function alternatives(found: readonly Candidate[], count: number): Alternative[] {
    const confidences = confidencesOf(found, calibration);
    return found.slice(0, Math.min(count, mostAlternatives)).map(({ letters }, index) => ({
      text: alphabet.decode(letters),
      confidence: confidences[index],
    }));
  }

  /** Of a word that has letters of another alphabet nothing is known, and it hardly gains. */
  function logProbability(word: string): number {
    return alphabet.has(word) ? guide.logProbability(alphabet.encode(word)) : 0;
  }

  function inContext(
    words: readonly (readonly Candidate[])[],
    known: ReadonlyMap<number, UncertainWord> = new Map(),
  ): Candidate[][] {
    const alone = words.map(
      (found, place): UncertainWord =>
        known.get(place) ?? {
          texts: found.map(({ letters }) => alphabet.decode(letters)),
          confidences: confidencesOf(found, calibration),
        },
    );
    const byHabit = habitGains(alone);
    const inHand = alone.map((word, index) => told(word, byHabit[index]));
    const byRecurrence = recurrenceGains(inHand, logProbability, weights.language);
    const inText = inHand.map((word, index) => told(word, byRecurrence[index]));
    const byNeighbours = neighbourGains(inText, pairs, neighbours);
    return words.map((found, word) =>
      found
        .map(({ letters, lattice, guide }, index): Candidate => {
          const gains = [byHabit, byRecurrence, byNeighbours].map((by) => by[word]?.[index] ?? 0);
          return { letters, lattice, guide: gains.reduce((sum, gain) => sum + gain, guide) };
        })
        .sort((a, b) => scoreOf(b) - scoreOf(a)),
    );
  }

  return {
    candidates,
    alternatives,
    inContext,
    view: (lattice) => ({ lattice, candidates: candidates(lattice) }),
    fuse: (views) => fuseViews(views, likelihood),
    fold: (lattice, readings) => foldLattice(lattice, symbols, readings),
    decode: (lattice, count) => alternatives(candidates(lattice), count),
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
      `${JSON.stringify(path)} is not what the reader expects: ${error instanceof Error ? error.message : String(error)}. ` +
        'Make it anew with "npm --prefix main/pretraining run calibrate".',
      { cause: error },
    );
  }
}

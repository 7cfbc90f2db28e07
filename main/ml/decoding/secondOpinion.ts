import { z } from 'zod';
import type { Alphabet } from '../../../shared/alphabet.ts';
import { calibrationSchema, type Candidate, dot, scoreOf } from './calibration.ts';
import { ctcLogLikelihood, decodeGreedily } from './ctcPaths.ts';
import type { Posteriors } from './posteriors.ts';
import { withBlanksForSpaces } from './spaces.ts';
import { likelihoodOf, mostUncertainty, type View } from './testTimeAugmentation.ts';

/**
 * How a reading of either is scored beside the language model, whose logarithm counts once: a conditional logit over what is
 * known of each reading (McFadden, "Conditional logit analysis of qualitative choice behavior", 1974).
 */
const chooserSchema = z.object({
  /** Factor of the first reader's log-likelihood. */
  first: z.number(),
  /** Factor of the second reader's log-likelihood. */
  second: z.number(),
  /** Nats that each character gains: two readers' doubts together favour short words. */
  letter: z.number(),
  /** Nats that the second reader's best path gains. */
  path: z.number(),
});
export type Chooser = z.infer<typeof chooserSchema>;

/**
 * A second reader that was trained on other hands is asked for the words that the first leaves in doubt. Both score the
 * readings of both: a product of experts (Hinton, "Training products of experts by minimizing contrastive divergence", 2002,
 * section 1).
 */
export const secondOpinionSchema = z.object({
  /** Words read with less confidence are asked for. */
  below: z.number().min(0).max(1),
  chooser: chooserSchema,
  /** Of words that were asked for. */
  calibration: calibrationSchema,
  /** SHA-256 of its file. */
  reader: z.string(),
});
export type SecondOpinion = z.infer<typeof secondOpinionSchema>;

/** Of the second reader's readings, as many are weighed: later ones are hardly ever right. */
const readingsHeard = 12;
/** Of the first reader's, as many as a text is read with. */
const readingsKept = 24;

/**
 * Classes of a second reader by those of the first, the blank first and its space last.
 *
 * @param characters of the second reader, in class order
 * @returns null where it lacks a character of the alphabet
 */
export function classesOf(alphabet: Alphabet, characters: readonly string[]): number[] | null {
  const places = new Map(characters.map((character, index) => [character, index + 1]));
  const classes = [...alphabet.characters, ' '].map((character) => places.get(character));
  return classes.every((place) => place !== undefined) ? [0, ...classes] : null;
}

/** What a second reader says of one word. @param posteriors in the classes that `classesOf` gives */
export function opinionOf(posteriors: Posteriors): Posteriors {
  const { steps, classes, logProbabilities } = withBlanksForSpaces(posteriors, posteriors.classes - 1);
  const own = classes - 1;
  const kept = new Float32Array(steps * own);
  for (let step = 0; step < steps; step += 1) {
    kept.set(logProbabilities.subarray(step * classes, step * classes + own), step * own);
  }
  return { steps, classes: own, logProbabilities: kept };
}

/** Candidates with what a second reader says of each. */
export type Hear = (candidates: readonly Candidate[]) => Candidate[];

/** What is known of a reading, in the order of a chooser's entries. */
export type Known = readonly [first: number, second: number, letters: number, isPath: number];

/**
 * @param opinion `opinionOf` a word
 * @param heard what the second reader reads, best first
 * @returns of a candidate of the first reader what both say
 */
export function knownOf(opinion: Posteriors, heard: readonly Candidate[]): (candidate: Candidate) => Known {
  const floor = Math.max(...heard.map(({ lattice }) => lattice)) - mostUncertainty;
  const known = new Map(heard.map(({ letters, lattice }) => [letters.join(), lattice]));
  const path = decodeGreedily(opinion).letters.join();
  return ({ letters, lattice }) => {
    const name = letters.join();
    const second = Math.max(floor, known.get(name) ?? ctcLogLikelihood(opinion, letters));
    return [lattice, second, letters.length, name === path ? 1 : 0];
  };
}

/** Scores candidates by what both say. @param known `knownOf` their word */
export function hearOpinion(known: (candidate: Candidate) => Known, chooser: Chooser): Hear {
  const weights = [chooser.first, chooser.second, chooser.letter, chooser.path];
  return (candidates) =>
    candidates.map((candidate) => ({ ...candidate, lattice: dot(known(candidate), weights), isHeard: true }));
}

/** The readings of both readers by what both say, best first. */
export function bothReadings(
  views: readonly View[],
  candidates: readonly Candidate[],
  heard: readonly Candidate[],
  hear: Hear,
): Candidate[] {
  const kept = candidates.slice(0, readingsKept);
  const known = new Set(kept.map(({ letters }) => letters.join()));
  const added = heard
    .slice(0, readingsHeard)
    .filter(({ letters }) => !known.has(letters.join()))
    .map((found): Candidate => ({ ...found, lattice: likelihoodOf(views, found.letters) }));
  return hear([...kept, ...added]).sort((a, b) => scoreOf(b) - scoreOf(a));
}

import type { Place } from '../../store/index/places.ts';
import { filterEvidence, type Evidence } from './evidence.ts';

/** A hit with at least this probability suppresses uncertain hits of the same word on the photo. */
const certainProbability = 0.5;
/** Of a query's word with signs, such as `O(n)`: the probability that a reading with the same letters alone is this word. */
const lettersBelief = 0.4;

/** Lowers the probabilities of words with the letters alone, in place. A photo with many of them is not a likely one. */
export function weaken(evidence: Evidence): void {
  for (let start = 0; start < evidence.length;) {
    const end = evidence.firstOf(evidence.photos[start] + 1, start);
    for (let index = start; index < end; index += 1) {
      evidence.probabilities[index] *= lettersBelief / (end - start);
    }
    start = end;
  }
}

/** Multiplies all probabilities by a share, in place. */
export function lower({ probabilities, length }: Evidence, share: number): void {
  for (let index = 0; index < length; index += 1) probabilities[index] *= share;
}

export function isIn(evidence: Evidence, { photo, position }: Place): boolean {
  const at = evidence.firstAt(photo, position);
  return at < evidence.length && evidence.photos[at] === photo && evidence.positions[at] === position;
}

/** Removes uncertain hits from photos where a reading surely contains the word. */
export function withoutUncertain(others: Evidence, own: Evidence): Evidence {
  let next = 0;
  return filterEvidence(others, (index) => {
    if (others.probabilities[index] >= certainProbability) return true;
    const photo = others.photos[index];
    next = own.firstOf(photo, next);
    for (let at = next; at < own.length && own.photos[at] === photo; at += 1) {
      if (own.probabilities[at] >= certainProbability) return false;
    }
    return true;
  });
}

/** The prior probability that a searched word is somewhere in the library: users search what they know. */
const expected = 0.8;
/** The most by which this prior raises a low probability. */
const mostLift = 3;
const mostLifted = 0.95;

/** The probability that a word is anywhere in the library. */
export function presence({ probabilities, length }: Evidence): number {
  let absent = 1;
  for (let index = 0; index < length; index += 1) absent *= 1 - probabilities[index];
  return 1 - absent;
}

/**
 * Raises the probabilities of words that seem to be nowhere: if such a word is in the library, it is most likely where its
 * probability is highest. Changes them in place.
 */
export function withPresencePrior(evidence: Evidence): Evidence {
  const lift = Math.min(mostLift, expected / presence(evidence));
  if (!(lift > 1)) return evidence;
  for (let index = 0; index < evidence.length; index += 1) {
    const probability = evidence.probabilities[index];
    evidence.probabilities[index] = Math.max(probability, Math.min(mostLifted, probability * lift));
  }
  return evidence;
}

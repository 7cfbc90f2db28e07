import type { Evidence } from './evidence.ts';

/** The prior probability that a searched word is somewhere in the library: users search what they know. */
const expected = 0.8;
/** The most by which this prior raises a low probability. */
const mostLift = 3;
const mostLifted = 0.95;

/** The probability that a word is anywhere in the library. */
export function presence({ probabilities, length }: Evidence): number {
  let absent = 1;
  for (let index = 0; index < length; index += 1) absent *= 1 - (probabilities[index] ?? 0);
  return 1 - absent;
}

/**
 * Raises the probabilities of words that seem to be nowhere: if such a word is in the library, it is most likely where its
 * probability is highest. Changes them in place.
 */
export function givenItStands(evidence: Evidence): Evidence {
  const lift = Math.min(mostLift, expected / presence(evidence));
  if (!(lift > 1)) return evidence;
  for (let index = 0; index < evidence.length; index += 1) {
    const probability = evidence.probabilities[index] ?? 0;
    evidence.probabilities[index] = Math.max(probability, Math.min(mostLifted, probability * lift));
  }
  return evidence;
}

import type { Evidence } from './evidence.ts';

/** Who looks for a word knows, so often, that it stands somewhere. */
const expected = 0.8;
/** More than that no knowledge lifts what is faint. */
const mostLift = 3;
const mostLifted = 0.95;

/** The probability that a word stands anywhere at all. */
export function presence({ probabilities, length }: Evidence): number {
  let absent = 1;
  for (let index = 0; index < length; index += 1) absent *= 1 - (probabilities[index] ?? 0);
  return 1 - absent;
}

/**
 * Lifts the probabilities of words that hardly seem to stand anywhere: given that they do, likeliest
 * where they seem most to. Changes them in place.
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

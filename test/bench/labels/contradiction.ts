import type { Alphabet } from '../../../shared/alphabet.ts';
import { foldText } from '../../../shared/text.ts';
import { ctcLogLikelihood } from '../../../main/ml/decoding/ctcPaths.ts';
import type { Posteriors } from '../../../main/ml/decoding/posteriors.ts';
import { defaultBeam, searchPrefixBeam } from '../../support/prefixBeam.ts';

/** What a recogniser says against a label. */
export interface Contradiction {
  readonly label: string;
  readonly reading: string;
  /** Share of the best reading in the probability of all paths, 0 to 1. */
  readonly probability: number;
  /** log p(best reading) - log p(label) in nats; Infinity where the label is longer than the posteriors. */
  readonly margin: number;
  readonly kind: ContradictionKind;
}

/** `form`: case, accents or punctuation; `part`: one text holds the other, so the box may be cut. */
export type ContradictionKind = 'form' | 'part' | 'letters';

/** A best reading of less than this probability is no firm opinion. */
const firmProbability = 0.35;
/** The label is at least this much less likely than the reading: 20 times. */
const firmMargin = 3;
/** From here on a label is contradicted, however unsure the reading: the crop may hold another word. */
const hopelessMargin = 9;

/**
 * Weighs a label against the best reading of its word.
 *
 * @param label normalised, within the alphabet
 * @returns null where the reading is the label, or the recogniser is not firm
 */
export function contradiction(
  posteriors: Posteriors,
  label: string,
  alphabet: Alphabet,
): Contradiction | null {
  const [best] = searchPrefixBeam(posteriors, { ...defaultBeam, count: 1 });
  if (best === undefined) return null;
  const reading = alphabet.decode(best.letters);
  const probability = Math.exp(best.logProbability);
  if (reading === label) return null;
  const margin = best.logProbability - ctcLogLikelihood(posteriors, alphabet.encode(label));
  if (margin < (probability < firmProbability ? hopelessMargin : firmMargin)) return null;
  return { label, reading, probability, margin, kind: kindOf(label, reading) };
}

function kindOf(label: string, reading: string): ContradictionKind {
  const [foldedLabel, foldedReading] = [foldText(label), foldText(reading)];
  if (foldedLabel === foldedReading) return 'form';
  const holds = label.includes(reading) || reading.includes(label);
  return holds ? 'part' : 'letters';
}

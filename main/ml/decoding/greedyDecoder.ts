import type { Alphabet } from '../../../shared/alphabet.ts';
import { blankClass } from '../../../shared/alphabet.ts';
import type { Candidate } from './calibration.ts';
import { prunePosteriors, type Posteriors, symbolsOf } from './posteriors.ts';
import { candidatesOf } from './textLanguages.ts';
import type { WordDecoder } from './wordDecoder.ts';

/**
 * Decodes a recogniser of another program as such programs do: the best path, one reading, whose confidence is the mean
 * probability of its characters. Neither language model nor calibration were fitted to such a recogniser.
 */
export function createGreedyDecoder(alphabet: Alphabet): WordDecoder {
  const symbols = symbolsOf(alphabet);
  const candidates = (posteriors: Posteriors): Candidate[] => [greedyCandidate(posteriors)];
  const alternatives: WordDecoder['alternatives'] = (found, count) =>
    found.slice(0, Math.min(1, count)).map(({ letters, lattice }) => ({
      text: alphabet.decode(letters),
      confidence: Math.exp(lattice),
    }));
  return {
    candidates,
    alternatives,
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
    decode: (posteriors, count) => alternatives(candidates(posteriors), count),
  };
}

/** The best path; `lattice` is the logarithm of the mean probability of its characters. */
function greedyCandidate({ steps, classes, logProbabilities }: Posteriors): Candidate {
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
  return { letters, lattice: letters.length === 0 ? -Infinity : Math.log(sum / letters.length), guide: 0 };
}

import fc from 'fast-check';
import { type Posteriors, posteriorsOf } from '../../main/ml/decoding/posteriors.ts';
import type { WordDecoder } from '../../main/ml/decoding/wordDecoder.ts';
import type { Alternative } from '../../shared/contract/word.ts';

/** Small CTC posteriors of arbitrary logits. */
export function anyPosteriors(most: {
  readonly steps: number;
  readonly classes: number;
}): fc.Arbitrary<Posteriors> {
  return fc
    .record({
      steps: fc.integer({ min: 1, max: most.steps }),
      classes: fc.integer({ min: 2, max: most.classes }),
    })
    .chain(({ steps, classes }) =>
      fc
        .array(fc.double({ min: -6, max: 6, noNaN: true }), {
          minLength: steps * classes,
          maxLength: steps * classes,
        })
        .map((logits) => posteriorsOf(Float32Array.from(logits), { batch: 1, classes }, 0, steps)),
    );
}

/** Posteriors that are nearly certain of one class at each time step. */
export function certainPosteriors(path: readonly number[], classes: number): Posteriors {
  const logits = new Float32Array(path.length * classes);
  for (const [step, index] of path.entries()) logits[step * classes + index] = 8;
  return posteriorsOf(logits, { batch: 1, classes }, 0, path.length);
}

/** The probability of every reading of CTC posteriors, by its letters joined with commas. */
export function bruteForce({ steps, classes, logProbabilities }: Posteriors): Map<string, number> {
  const totals = new Map<string, number>();
  for (let code = 0; code < classes ** steps; code += 1) {
    const letters: number[] = [];
    let probability = 1;
    let previous = 0;
    for (let step = 0; step < steps; step += 1) {
      const index = Math.floor(code / classes ** step) % classes;
      probability *= Math.exp(logProbabilities[step * classes + index] ?? -Infinity);
      if (index !== 0 && index !== previous) letters.push(index);
      previous = index;
    }
    const key = letters.join();
    totals.set(key, (totals.get(key) ?? 0) + probability);
  }
  return totals;
}

/** What a decoder reads, best first. */
export function decoded(decoder: WordDecoder, posteriors: Posteriors, count: number): Alternative[] {
  return decoder.alternatives(decoder.view(posteriors).candidates, count);
}

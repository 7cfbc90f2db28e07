import { alignmentStates, maySkip } from '../../ml/ctc/forwardBackward.ts';
import { type Posteriors, posteriorsOf } from '../../ml/decoding/posteriors.ts';
import type { Alphabet } from '../../../shared/alphabet.ts';
import { createRandom } from '../../../shared/random.ts';
import { characters } from '../../../shared/text.ts';
import { ctcLogLikelihood } from '../../ml/decoding/ctcPaths.ts';
import { recogniserStride } from '../../ml/networks/input.ts';
import type { RecogniserConfig } from '../../ml/networks/recogniser/config.ts';
import { recognise, type RecogniserWeights } from '../../ml/networks/recogniser/network.ts';
import { findTransform } from '../../ml/networks/recogniser/spatialTransformer.ts';
import { tf } from '../../ml/tf.ts';
import { readingPass } from '../../ml/forwardPass.ts';
import type { CutLine } from './cutLetters.ts';
import { wordBatch } from '../../ml/training/recogniserTask.ts';
import type { LabelledInk } from '../../ml/training/wordBank.ts';

/** The time steps at which a letter is seen: `start` up to but not including `end`. */
interface LetterTime {
  readonly start: number;
  readonly end: number;
}

/**
 * Where in the posteriors each letter of a reading stands, by the likeliest of its paths (Viterbi). Null
 * when no path gives the reading.
 */
export function letterTimes(posteriors: Posteriors, letters: readonly number[]): LetterTime[] | null {
  const states = alignmentStates(Int32Array.from(letters));
  const { steps } = posteriors;
  if (steps === 0) return letters.length === 0 ? [] : null;
  const { scores, moves } = bestPaths(posteriors, states);
  const last = states.length - 1;
  let state = last > 0 && (scores[last - 1] ?? -Infinity) > (scores[last] ?? -Infinity) ? last - 1 : last;
  if (scores[state] === -Infinity) return null;
  const starts = new Int32Array(letters.length);
  const ends = new Int32Array(letters.length);
  for (let step = steps - 1; step >= 0; step -= 1) {
    if (state % 2 === 1) {
      const letter = (state - 1) / 2;
      starts[letter] = step;
      if (ends[letter] === 0) ends[letter] = step + 1;
    }
    state -= moves[step * states.length + state] ?? 0;
  }
  return Array.from(starts, (start, index) => ({ start, end: ends[index] ?? start + 1 }));
}

/** Scores of the best path to each state at the end, and by how many states each step was entered. */
function bestPaths(
  { steps, classes, logProbabilities }: Posteriors,
  states: Int32Array,
): { scores: Float64Array; moves: Uint8Array } {
  const count = states.length;
  const moves = new Uint8Array(steps * count);
  let scores = new Float64Array(count).fill(-Infinity);
  for (let state = 0; state < Math.min(2, count); state += 1) {
    scores[state] = logProbabilities[states[state] ?? 0] ?? -Infinity;
  }
  for (let step = 1; step < steps; step += 1) {
    const next = new Float64Array(count);
    for (let state = 0; state < count; state += 1) {
      let best = scores[state] ?? -Infinity;
      for (let move = 1; move <= (maySkip(states, state) ? 2 : 1); move += 1) {
        const score = scores[state - move] ?? -Infinity;
        if (score <= best) continue;
        best = score;
        moves[step * count + state] = move;
      }
      next[state] = best + (logProbabilities[step * classes + (states[state] ?? 0)] ?? -Infinity);
    }
    scores = next;
  }
  return { scores, moves };
}

/**
 * Columns from the end of a letter to the time step that reads the next: where straight lines meet the least ink
 * of training words, a third of what they meet three columns aside.
 */
const lead = 1;

/** A recogniser that knows where letters stand. */
export interface Aligner {
  readonly weights: RecogniserWeights;
  readonly config: RecogniserConfig;
  readonly alphabet: Alphabet;
  /** Natural logarithm for each letter: words whose labels it sees less likely are not cut. */
  readonly leastLikelihood: number;
}

/**
 * Where one letter of a word ends and the next begins, as far as a recogniser sees the label in it: right before the
 * time step that reads the next, and as slanted as its transformer takes the word to be.
 *
 * @param words fitted to the recogniser's height, of nearly one width
 * @returns for each word a line for each of its letters but the last; null where it does not read the label
 */
export function letterLines(words: readonly LabelledInk[], aligner: Aligner): (CutLine[] | null)[] {
  const { weights, config, alphabet, leastLikelihood } = aligner;
  const { logits, transforms, width, shape } = tf.tidy(() => {
    const { images } = wordBatch(words, config, alphabet);
    const found = recognise(images, weights, config, readingPass(createRandom(0)));
    const [, batch, classes] = found.logits.shape;
    return {
      logits: found.logits.dataSync<'float32'>().slice(),
      transforms: findTransform(images, weights.transformer).dataSync<'float32'>().slice(),
      width: images.shape[2],
      shape: { batch, classes },
    };
  });
  return words.map(({ text, ink }, word) => {
    const steps = Math.min(Math.ceil(ink.width / recogniserStride) + 2, width / recogniserStride);
    const posteriors = posteriorsOf(logits, shape, word, steps);
    const label = alphabet.encode(text);
    const likelihood = ctcLogLikelihood(posteriors, label);
    const times = likelihood < leastLikelihood * label.length ? null : letterTimes(posteriors, [...label]);
    if (times?.length !== characters(text).length) return null;
    const lineAt = lineThrough(transforms.subarray(6 * word, 6 * word + 6), width, config.height);
    return times.slice(1).map(({ start }) => lineAt(recogniserStride * start - lead));
  });
}

/** What is an upright line in the straightened image, in the image as it was given. */
function lineThrough(transform: Float32Array, width: number, height: number): (column: number) => CutLine {
  const [a = 1, b = 0, c = 0, d = 0, e = 1, f = 0] = transform;
  const half = height / 2;
  const slope = b / e;
  return (column) => {
    const across = (column - width / 2) / half;
    const x = (a * across + c) * half + width / 2;
    const y = (d * across + f) * half + half;
    return { x: x - slope * y, slope };
  };
}

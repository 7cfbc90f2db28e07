import { posteriorsOf } from '../../main/ml/decoding/posteriors.ts';
import type { Alphabet } from '../../shared/alphabet.ts';
import { createRandom } from '../../shared/random.ts';
import { characters } from '../../shared/text.ts';
import { ctcLogLikelihood, letterTimes } from '../../main/ml/decoding/ctcPaths.ts';
import { recogniserStride } from '../../main/ml/networks/input.ts';
import type { RecogniserConfig } from '../../main/ml/networks/recogniser/config.ts';
import { recognise, type RecogniserWeights } from '../../main/ml/networks/recogniser/network.ts';
import { findTransform } from '../../main/ml/networks/recogniser/spatialTransformer.ts';
import { tf } from '../../main/ml/tf.ts';
import { readingPass } from '../../main/ml/forwardPass.ts';
import type { CutLine } from '../../main/imaging/ink/cutLetters.ts';
import { wordBatch } from '../../main/ml/training/recogniserTask.ts';
import type { LabelledInk } from '../../main/ml/training/wordBank.ts';

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

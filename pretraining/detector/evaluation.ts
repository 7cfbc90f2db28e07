import { boxOfQuad, type Box } from '../../shared/geometry.ts';
import { createRandom } from '../../shared/random.ts';
import { detectionScores, type DetectionScores } from '../../main/ml/evaluation/matchBoxes.ts';
import { detectorInput, type DetectorInput, toImage } from '../../main/ml/detection/input.ts';
import { detect, detectorMultiple, detectorStride, type DetectorWeights } from './network/network.ts';
import type { MarkedPage } from './markedPage.ts';
import type { DetectorOutput } from '../../main/ml/detection/kernels.ts';
import { regionsOf, type Thresholds } from '../../main/ml/detection/regions.ts';
import { type Tensor3D, tf } from '../../main/ml/tf.ts';
import { readingPass } from '../../main/ml/forwardPass.ts';

/** A page to measure on, scaled for the detector, in its own pixels. */
export interface MeasuredPage {
  readonly name: string;
  readonly input: DetectorInput;
  readonly truths: readonly Box[];
  readonly ignored: readonly Box[];
}

/** What the network says of a page, before thresholds. */
export interface PageOutput {
  readonly page: MeasuredPage;
  readonly output: Omit<DetectorOutput, 'thresholds'>;
}

export function measuredPage({ name, levels, words, ignored }: MarkedPage, longSide: number): MeasuredPage {
  const [ink] = levels;
  if (ink === undefined) throw new RangeError(`Page ${name} has no image.`);
  return {
    name,
    input: detectorInput(ink, longSide, detectorMultiple),
    truths: words.map(boxOfQuad),
    ignored,
  };
}

export function pageOutputs(weights: DetectorWeights, pages: readonly MeasuredPage[]): PageOutput[] {
  const pass = readingPass(createRandom(0));
  return pages.map((page) => {
    const { ink, width, height } = page.input;
    const [kernel, distances] = tf.tidy(() => {
      const detection = detect(tf.tensor4d(ink, [1, height, width, 1]), weights, pass);
      const planes = tf.transpose(tf.squeeze<Tensor3D>(detection.distances, [0]), [2, 0, 1]);
      return [detection.kernel.dataSync<'float32'>(), planes.dataSync<'float32'>()];
    });
    return { page, output: { kernel, distances, width, height, stride: detectorStride, ink } };
  });
}

export function scoresAt(outputs: readonly PageOutput[], thresholds: Thresholds): DetectionScores {
  return detectionScores(
    outputs.map(({ page, output }) => ({
      truths: page.truths,
      ignored: page.ignored,
      found: regionsOf({ ...output, thresholds }).map(({ box }) => toImage(box, page.input)),
    })),
  );
}

const grid: { readonly [Name in keyof Thresholds]: readonly number[] } = {
  kernel: [0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6],
  score: [0.5, 0.55, 0.6, 0.63, 0.66, 0.7, 0.75],
  faint: [0, 0.2, 0.3, 0.4, 0.45, 0.5],
  overlap: [0.1, 0.15, 0.2, 0.3, 0.4],
};

/** The thresholds of the best F1, found one at a time, twice around. */
export function chooseThresholds(
  outputs: readonly PageOutput[],
  from: Thresholds,
): { thresholds: Thresholds; scores: DetectionScores } {
  let thresholds = from;
  let scores = scoresAt(outputs, thresholds);
  for (let round = 0; round < 2; round += 1) {
    for (const name of ['kernel', 'score', 'faint', 'overlap'] as const) {
      for (const value of grid[name]) {
        const candidate = { ...thresholds, [name]: value };
        const found = scoresAt(outputs, candidate);
        if (found.f1 > scores.f1) {
          thresholds = candidate;
          scores = found;
        }
      }
    }
  }
  return { thresholds, scores };
}

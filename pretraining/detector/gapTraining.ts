import { boxContains, type Box } from '../../shared/geometry.ts';
import { createRandom, type Random } from '../../shared/random.ts';
import { gapFeatureCount, gapFeatures, gapHidden } from '../../main/ml/detection/wordGaps.ts';
import {
  type DetectorOutput,
  type KernelRegion,
  neighbours,
  type Piece,
  piecesOf,
} from '../../main/ml/detection/kernels.ts';
import { type Tensor2D, tf } from '../../main/ml/tf.ts';
import { defaultOptimizer } from '../../main/ml/training/optimizer.ts';
import { train, type TrainingTask } from '../../main/ml/training/train.ts';

/** A gap as the judge sees it, and whether a person took it for one within a word. */
export interface LabelledGap {
  readonly features: readonly number[];
  readonly isWithinWord: boolean;
}

/** What a person marked on a page, in pixels of the detector's input. */
export interface MarkedWords {
  readonly words: readonly Box[];
  readonly ignored: readonly Box[];
}

/** The gaps of a page of which it is known what they part. */
export function labelledGaps(
  kernels: readonly KernelRegion[],
  output: DetectorOutput,
  marks: MarkedWords,
): LabelledGap[] {
  const pieces = piecesOf(kernels, output);
  const pairs = neighbours(pieces);
  const features = gapFeatures(pieces, pairs, output);
  const owners = pieces.map((piece) => ownerOf(piece, output, marks));
  return pairs.flatMap(({ left, right }, index) => {
    const [first, second, found] = [owners[left], owners[right], features[index]];
    if (found === undefined || first === 'unknown' || second === 'unknown') return [];
    if (first === undefined && second === undefined) return [];
    return [{ features: found, isWithinWord: first === second }];
  });
}

/** The marked word that holds most of a piece's cells; none; or unknown, where there is no label. */
function ownerOf(
  { cells }: Piece,
  { width, stride }: DetectorOutput,
  { words, ignored }: MarkedWords,
): number | 'unknown' | undefined {
  const columns = width / stride;
  const counts = new Map<number, number>();
  let unknown = 0;
  for (const cell of cells) {
    const x = ((cell % columns) + 0.5) * stride;
    const y = (Math.floor(cell / columns) + 0.5) * stride;
    const word = words.findIndex((box) => boxContains(box, [x, y]));
    if (word >= 0) counts.set(word, (counts.get(word) ?? 0) + 1);
    else if (ignored.some((box) => boxContains(box, [x, y]))) unknown += 1;
  }
  const [best] = [...counts].sort(([, a], [, b]) => b - a);
  if (best !== undefined && best[1] > cells.length / 2) return best[0];
  return unknown > 0.3 * cells.length ? 'unknown' : undefined;
}

/** Joining what a person keeps apart costs more than the other way round: a search finds parts. */
const leastProbability = 0.6;
const batchSize = 64;
const usualSteps = 2500;

type JudgeWeights = {
  readonly hidden: tf.Variable<tf.Rank.R2>;
  readonly hiddenBias: tf.Variable<tf.Rank.R1>;
  readonly output: tf.Variable<tf.Rank.R2>;
  readonly shortcut: tf.Variable<tf.Rank.R2>;
  readonly bias: tf.Variable<tf.Rank.R1>;
};

interface Batch {
  readonly features: Tensor2D;
  readonly labels: Tensor2D;
}

/** @returns weights as `judgeGap` takes them */
export async function trainGapJudge(
  gaps: readonly LabelledGap[],
  seed: number,
  steps = usualSteps,
): Promise<number[]> {
  const scale = featureScale(gaps);
  const samples = gaps.map(({ features, isWithinWord }) => ({
    features: features.map((value, index) => (value - at(scale.means, index)) / at(scale.deviations, index)),
    label: isWithinWord ? 1 : 0,
  }));
  const weights = createJudge(createRandom(seed).fork('judge'));
  const task: TrainingTask<Batch> = {
    weights,
    description: 'gap judge',
    nextBatch: (random) => {
      const chosen = Array.from({ length: batchSize }, () => random.pick(samples));
      return {
        features: tf.tensor2d(chosen.map(({ features }) => features)),
        labels: tf.tensor2d(chosen.map(({ label }) => [label])),
      };
    },
    samplesIn: () => batchSize,
    loss: ({ features, labels }) => tf.losses.sigmoidCrossEntropy(labels, judge(features, weights)),
    disposeBatch: (batch) => {
      tf.dispose([batch.features, batch.labels]);
    },
  };
  const run = train(task, {
    seed,
    schedule: { peak: 0.005, warmupSteps: 50, decaySteps: steps / 2, totalSteps: steps },
    optimizer: { ...defaultOptimizer, weightDecay: 0.01 },
    averageDecay: 0.99,
    statisticsMomentum: 0.99,
    statisticsBatches: 0,
    evaluateEvery: steps,
  });
  for await (const event of run) if (event.type === 'finished') break;
  return unscaled(weights, scale);
}

function judge(features: Tensor2D, weights: JudgeWeights): Tensor2D {
  const units = tf.tanh(tf.add(tf.matMul(features, weights.hidden), weights.hiddenBias));
  const direct = tf.add(tf.matMul(features, weights.shortcut), weights.bias);
  return tf.add(tf.matMul(units, weights.output), direct);
}

function createJudge(random: Random): JudgeWeights {
  const normal = (rows: number, columns: number): tf.Variable<tf.Rank.R2> =>
    tf.variable(
      tf.tensor2d(
        Array.from({ length: rows * columns }, () => random.normal() / Math.sqrt(rows)),
        [rows, columns],
      ),
    );
  return {
    hidden: normal(gapFeatureCount, gapHidden),
    hiddenBias: tf.variable(tf.zeros<tf.Rank.R1>([gapHidden])),
    output: normal(gapHidden, 1),
    shortcut: tf.variable(tf.zeros<tf.Rank.R2>([gapFeatureCount, 1])),
    bias: tf.variable(tf.zeros<tf.Rank.R1>([1])),
  };
}

interface FeatureScale {
  readonly means: readonly number[];
  readonly deviations: readonly number[];
}

function featureScale(gaps: readonly LabelledGap[]): FeatureScale {
  const columns = Array.from({ length: gapFeatureCount }, (_, index) =>
    gaps.map(({ features }) => at(features, index)),
  );
  const means = columns.map((values) => values.reduce((sum, value) => sum + value, 0) / values.length);
  const deviations = columns.map((values, index) => {
    const squares = values.reduce((sum, value) => sum + (value - at(means, index)) ** 2, 0);
    return Math.sqrt(squares / values.length) + 1e-3;
  });
  return { means, deviations };
}

/** Folds the scale of the features into the weights, and the least probability into the bias. */
function unscaled(weights: JudgeWeights, { means, deviations }: FeatureScale): number[] {
  const [hidden, hiddenBias, output, shortcut, bias] = [
    weights.hidden,
    weights.hiddenBias,
    weights.output,
    weights.shortcut,
    weights.bias,
  ].map((variable) => variable.dataSync<'float32'>());
  const folded = (column: ArrayLike<number>, constant: number): number[] => {
    const scaled = means.map((_, index) => at(column, index) / at(deviations, index));
    return [...scaled, means.reduce((sum, mean, index) => sum - mean * at(scaled, index), constant)];
  };
  const units = Array.from({ length: gapHidden }, (_, unit) =>
    folded(
      means.map((_mean, index) => at(hidden, index * gapHidden + unit)),
      at(hiddenBias, unit),
    ),
  );
  const least = Math.log(leastProbability / (1 - leastProbability));
  return [...units.flat(), ...(output ?? []), ...folded(shortcut ?? [], at(bias, 0) - least)];
}

function at(values: ArrayLike<number> | undefined, index: number): number {
  return values?.[index] ?? 0;
}

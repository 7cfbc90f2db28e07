import { InkdexError } from '../../../shared/result.ts';
import { type DetectorOutput, type Piece, type PiecePair, sigmoid } from './kernels.ts';

/** Ink from this level on, 0 to 1, is a stroke. Set by hand, as the next. */
const strokeLevel = 0.2;
/** Features are clipped to this absolute value. */
const furthest = 4;

interface Gap {
  /** The widest stretch of columns without a stroke, over the whole height; in heights. */
  readonly empty: number;
  /** The same within the middle of the line. */
  readonly middleEmpty: number;
  readonly features: readonly number[];
}

/** Features of one gap. */
export const gapFeatureCount = 22;

/**
 * The features that distinguish a gap between two words from one within a word: the network's output in the gap, the
 * width of the gap in the ink, where the cells on either side expect the word to end, and the width of the page's
 * other gaps.
 *
 * @returns `gapFeatureCount` numbers for each pair, about -4 to 4
 */
export function gapFeatures(
  pieces: readonly Piece[],
  pairs: readonly PiecePair[],
  output: DetectorOutput,
): number[][] {
  const gaps = pairs.map(({ left, right }) => gapBetween(pieces[left], pieces[right], output));
  const empty = gaps.map((gap) => gap.empty).sort((a, b) => a - b);
  const middleEmpty = gaps.map((gap) => gap.middleEmpty).sort((a, b) => a - b);
  const usual = quantile(empty, 0.6);
  const ofPage = [quantile(empty, 0.3), usual, quantile(middleEmpty, 0.3), quantile(middleEmpty, 0.6)];
  return gaps.map((gap) =>
    [...gap.features, ...ofPage, gap.empty - usual].map((value) =>
      Math.max(-furthest, Math.min(furthest, value)),
    ),
  );
}

function gapBetween(first: Piece, second: Piece, output: DetectorOutput): Gap {
  const [firstHeight, secondHeight] = [first.box[3], second.box[3]];
  const cells = first.cells.length + second.cells.length;
  const mean = (firstHeight * first.cells.length + secondHeight * second.cells.length) / cells;
  const height = Math.max(4, mean);
  const reach = Math.max(1, Math.round(height / (2 * output.stride)));
  const end = expectedEnd(first, output, reach);
  const start = expectedStart(second, output, reach);
  const bridge = kernelBridge(first, second, output);
  const ink = inkGap(first, second, output, height);
  const drift = Math.abs(first.top + first.bottom - second.top - second.bottom) / 2;
  const features = [
    bridge.weakest / 4,
    bridge.mean / 4,
    ink.empty,
    ink.middleEmpty,
    (second.left - first.right) / height,
    (start - end) / height,
    (end - second.left) / height,
    (first.right - start) / height,
    Math.log(firstHeight / secondHeight),
    drift / height,
    Math.min(2, Math.log((first.right - first.left) / height + 0.2)),
    Math.min(2, Math.log((second.right - second.left) / height + 0.2)),
    first.kernel === second.kernel ? 1 : 0,
    Math.log(height / 24),
    first.score,
    second.score,
    ink.weakest,
  ];
  return { empty: ink.empty, middleEmpty: ink.middleEmpty, features };
}

/** The end of the word by the prediction of the cells at its right end. */
function expectedEnd({ cells, right }: Piece, output: DetectorOutput, reach: number): number {
  const from = right / output.stride - 1 - reach;
  return expectedSide(cells, output, (column) => column >= from, 2);
}

function expectedStart({ cells, left }: Piece, output: DetectorOutput, reach: number): number {
  const to = left / output.stride + reach;
  return expectedSide(cells, output, (column) => column <= to, 0);
}

/** @param side 0 for left, 2 for right: the plane of distances */
function expectedSide(
  cells: Int32Array,
  { kernel, distances, width, stride }: DetectorOutput,
  isNear: (column: number) => boolean,
  side: 0 | 2,
): number {
  const columns = width / stride;
  let [sum, total] = [0, 0];
  for (const cell of cells) {
    const column = cell % columns;
    if (!isNear(column)) continue;
    const probability = sigmoid(kernel[cell]);
    const distance = distances[side * kernel.length + cell];
    sum += probability * ((column + 0.5) * stride + (side === 0 ? -distance : distance));
    total += probability;
  }
  return sum / total;
}

/** Minimum and mean, over the columns between two kernels, of the highest logit of the column. */
function kernelBridge(
  first: Piece,
  second: Piece,
  { kernel, width, height, stride }: DetectorOutput,
): { weakest: number; mean: number } {
  const columns = width / stride;
  const top = Math.max(0, Math.min(first.top, second.top) / stride - 1);
  const bottom = Math.min(height / stride, Math.max(first.bottom, second.bottom) / stride + 1);
  const from = Math.max(0, Math.min(first.right, second.left) / stride - 1);
  const to = Math.min(columns - 1, Math.max(first.right, second.left) / stride);
  let [weakest, sum] = [Infinity, 0];
  for (let column = from; column <= to; column += 1) {
    let best = -Infinity;
    for (let row = top; row < bottom; row += 1) {
      best = Math.max(best, kernel[row * columns + column]);
    }
    weakest = Math.min(weakest, best);
    sum += best;
  }
  return { weakest, mean: sum / (to - from + 1) };
}

/** Columns without strokes from within one piece to within the next; stretches in heights. */
function inkGap(
  first: Piece,
  second: Piece,
  { ink, width, height }: DetectorOutput,
  wordHeight: number,
): { empty: number; middleEmpty: number; weakest: number } {
  const top = Math.floor(Math.min(first.box[1], second.box[1]));
  const bottom = Math.ceil(Math.max(first.box[1] + first.box[3], second.box[1] + second.box[3]));
  const above = Math.floor((first.top + second.top) / 2 - 0.1 * wordHeight);
  const below = Math.ceil((first.bottom + second.bottom) / 2 + 0.1 * wordHeight);
  const from = Math.max(Math.floor((first.left + first.right) / 2), Math.floor(first.right - wordHeight));
  const to = Math.min(Math.ceil((second.left + second.right) / 2), Math.ceil(second.left + wordHeight));
  let [empty, run, middleEmpty, middleRun, weakest] = [0, 0, 0, 0, 1];
  for (let column = from; column < to; column += 1) {
    let [strongest, middle] = [0, 0];
    for (let row = Math.max(0, top); row < Math.min(height, bottom); row += 1) {
      const value = ink[row * width + column];
      if (value > strongest) strongest = value;
      if (row >= above && row < below && value > middle) middle = value;
    }
    run = strongest < strokeLevel ? run + 1 : 0;
    middleRun = middle < strokeLevel ? middleRun + 1 : 0;
    empty = Math.max(empty, run);
    middleEmpty = Math.max(middleEmpty, middleRun);
    weakest = Math.min(weakest, strongest);
  }
  return { empty: empty / wordHeight, middleEmpty: middleEmpty / wordHeight, weakest };
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted.at(share * (sorted.length - 1)) ?? 0;
}

/** Hidden units of the classifier. */
export const gapHidden = 8;

/** A weight for each feature and a bias for each hidden unit, then the output's weights of units, features and bias. */
export const gapWeightCount = gapHidden * (gapFeatureCount + 1) + gapHidden + gapFeatureCount + 1;

/**
 * A perceptron with one hidden layer and a shortcut past it: is the gap within a word?
 *
 * @returns a logit: above 0 the pieces on both sides are one word
 * @throws InkdexError `model-damaged` if the number of weights is wrong
 */
export function judgeGap(features: readonly number[], weights: readonly number[]): number {
  if (weights.length !== gapWeightCount) {
    throw new InkdexError(
      'model-damaged',
      `The detector judges gaps with ${weights.length} weights, expected ` +
        `${gapWeightCount}. Export the model again.`,
    );
  }
  const outputs = gapHidden * (gapFeatureCount + 1);
  let result = weights[gapWeightCount - 1];
  for (let unit = 0; unit < gapHidden; unit += 1) {
    const start = unit * (gapFeatureCount + 1);
    const sum = weightedSum(features, weights, start) + weights[start + gapFeatureCount];
    result += weights[outputs + unit] * Math.tanh(sum);
  }
  return result + weightedSum(features, weights, outputs + gapHidden);
}

function weightedSum(features: readonly number[], weights: readonly number[], start: number): number {
  return features.reduce((sum, value, index) => sum + value * weights[start + index], 0);
}

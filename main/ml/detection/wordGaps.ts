import { boxArea, intersectionArea } from '../../../shared/geometry.ts';
import { InkdexError } from '../../../shared/result.ts';
import {
  type DetectorOutput,
  type KernelRegion,
  neighbours,
  type Piece,
  type PiecePair,
  piecesOf,
  regionOf,
  sigmoid,
} from './kernels.ts';

/** Gaps with a logit closer to 0 are uncertain: what is read on both sides decides (`uncertainGaps.ts`). */
const uncertainLogit = 2.5;
/** As many parts in a row are one word at most. */
export const mostParts = 4;

/** Parts of a line between which the gaps are uncertain: a few of them in a row may be one word. */
export interface UncertainRun<Word> {
  /** `words[first][count - 1]` are so many parts in a row as one word. */
  readonly words: readonly (readonly Word[])[];
  /** For the gap after each part but the last: the logit that it is within a word. */
  readonly gaps: readonly number[];
}

/** The words of an uncertain run where each gap is what its logit says. */
export function likeliestWords<Word>({ words, gaps }: UncertainRun<Word>): Word[] {
  const likeliest: Word[] = [];
  for (let first = 0; first < words.length;) {
    const ending = gaps.findIndex((gap, index) => index >= first && gap <= 0);
    const count = (ending < 0 ? words.length : ending + 1) - first;
    likeliest.push(words[first][count - 1]);
    first += count;
  }
  return likeliest;
}

export interface RegroupedWords {
  readonly words: readonly KernelRegion[];
  /** Their `likeliestWords` are among the words. */
  readonly runs: readonly UncertainRun<KernelRegion>[];
}

/**
 * Makes words of kernels: cuts kernels where they are uncertain and joins pieces, also of different kernels, across the
 * gaps that the model's weights classify as gaps within a word. Without such weights every kernel stays a word.
 */
export function regrouped(kernels: readonly KernelRegion[], output: DetectorOutput): RegroupedWords {
  const { gaps } = output;
  if (gaps === undefined) return { words: kernels, runs: [] };
  const pieces = piecesOf(kernels, output);
  const pairs = neighbours(pieces);
  const features = gapFeatures(pieces, pairs, output);
  const judged = pairs.map(({ left, right }, index): JudgedPair => {
    const pair = { left: pieces[left], right: pieces[right] };
    const logit = judgeGap(features[index], gaps);
    return { ...pair, logit: logit > 0 && isOneBox(pair) ? Infinity : logit };
  });
  const words = groups(
    pieces,
    judged.filter(({ logit }) => logit > 0),
  );
  const parts = groups(
    pieces,
    judged.filter(({ logit }) => logit > uncertainLogit),
  );
  const regions = new Map(words.map((members) => [keyOf(members), regionOfPieces(members, output)]));
  const region = (members: readonly Piece[]): KernelRegion =>
    regions.get(keyOf(members)) ?? regionOfPieces(members, output);
  const runs = chains(parts, judged).map(
    ({ members, logits }): UncertainRun<KernelRegion> => ({
      words: members.map((_, first) =>
        Array.from({ length: Math.min(mostParts, members.length - first) }, (__, more) =>
          region(members.slice(first, first + more + 1).flat()),
        ),
      ),
      gaps: logits,
    }),
  );
  const found = [...regions.values()];
  return {
    words: found,
    runs: runs.filter((run) => likeliestWords(run).every((word) => found.includes(word))),
  };
}

/** Names a group of pieces whatever their order. */
function keyOf(pieces: readonly Piece[]): string {
  return pieces
    .map(({ cells }) => cells[0])
    .sort((a, b) => a - b)
    .join(' ');
}

/** Two neighbouring pieces. */
interface Neighbours {
  readonly left: Piece;
  readonly right: Piece;
}

interface JudgedPair extends Neighbours {
  /** That the gap is within a word. */
  readonly logit: number;
}

/** Boxes that share more of the smaller one's area are the box of one word: the network sees no gap. */
const mostSharedArea = 0.3;

function isOneBox({ left, right }: Neighbours): boolean {
  const shared = intersectionArea(left.box, right.box);
  return shared > mostSharedArea * Math.min(boxArea(left.box), boxArea(right.box));
}

/** Parts in a row, each with the likeliest of its neighbours to the right across an uncertain gap. */
function chains(
  parts: readonly (readonly Piece[])[],
  pairs: readonly JudgedPair[],
): { readonly members: (readonly Piece[])[]; readonly logits: number[] }[] {
  const partOf = new Map(parts.flatMap((part) => part.map((piece) => [piece, part] as const)));
  const next = new Map<readonly Piece[], { readonly part: readonly Piece[]; readonly logit: number }>();
  const taken = new Set<readonly Piece[]>();
  for (const { left, right, logit } of pairs.toSorted((a, b) => b.logit - a.logit)) {
    const [from, to] = [partOf.get(left), partOf.get(right)];
    if (from === undefined || to === undefined || from === to || Math.abs(logit) > uncertainLogit) continue;
    if (next.has(from) || taken.has(to)) continue;
    next.set(from, { part: to, logit });
    taken.add(to);
  }
  return parts
    .filter((part) => next.has(part) && !taken.has(part))
    .map((part) => {
      const [members, logits] = [[part], [] as number[]];
      for (let after = next.get(part); after !== undefined; after = next.get(after.part)) {
        members.push(after.part);
        logits.push(after.logit);
      }
      return { members, logits };
    });
}

/** Pieces that pairs connect, directly or through others. */
function groups(pieces: readonly Piece[], joined: readonly Neighbours[]): Piece[][] {
  const places = new Map(pieces.map((piece, index) => [piece, index]));
  const parents = pieces.map((_, index) => index);
  const root = (index: number): number => {
    const parent = parents[index];
    return parent === index ? index : root(parent);
  };
  for (const { left, right } of joined) parents[root(places.get(left) ?? 0)] = root(places.get(right) ?? 0);
  const found = new Map<number, Piece[]>();
  for (const [index, piece] of pieces.entries()) {
    const members = found.get(root(index));
    if (members === undefined) found.set(root(index), [piece]);
    else members.push(piece);
  }
  return [...found.values()];
}

function regionOfPieces(pieces: readonly Piece[], output: DetectorOutput): KernelRegion {
  const cells = Int32Array.from(pieces.flatMap((piece) => [...piece.cells]));
  return { ...regionOf(cells, output), score: Math.max(...pieces.map(({ score }) => score)) };
}

/** Ink from this level on, 0 to 1, is a stroke. */
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

import { boxArea, intersectionArea } from '../../../shared/geometry.ts';
import {
  type DetectorOutput,
  type KernelRegion,
  neighbours,
  type Piece,
  piecesOf,
  regionOf,
} from './kernels.ts';
import { gapFeatures, judgeGap } from './wordGaps.ts';

/** Gaps with a logit closer to 0 are uncertain: what is read on both sides decides (`decideGaps` in `main/reader/readBoxes.ts`). */
const uncertainLogit = 2.5;
/** A word of an uncertain run has at most so many parts. All limits here: pretraining/HISTORY.md, "Uncertain gaps". */
const mostParts = 4;

/** Parts of a line between which the gaps are uncertain: a few of them in a row may be one word. */
export interface UncertainRun<Word> {
  /** `words[first][count - 1]` are so many parts in a row as one word. */
  readonly words: readonly (readonly Word[])[];
  /** For the gap after each part but the last: the logit that it is within a word. */
  readonly gaps: readonly number[];
}

/**
 * Joins the parts of an uncertain run wherever the logit of the gap is above 0. The detector's own words can differ: they may
 * have more parts, cross other gaps, or have been dropped.
 */
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

/** Words, and where the gaps between them or within them are uncertain. */
export interface WordsAndRuns<Word> {
  readonly words: readonly Word[];
  readonly runs: readonly UncertainRun<Word>[];
}

/**
 * Makes words of kernels: cuts kernels where they are uncertain and joins pieces, also of different kernels, across the
 * gaps that the model's weights classify as gaps within a word. Without such weights every kernel stays a word.
 */
export function regrouped(
  kernels: readonly KernelRegion[],
  output: DetectorOutput,
): WordsAndRuns<KernelRegion> {
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
  const doubtOf = doubtsIn(judged);
  const made = (members: readonly Piece[]): KernelRegion => ({
    ...regionOfPieces(members, output),
    doubt: doubtOf(members),
  });
  const regions = new Map(words.map((members) => [keyOf(members), made(members)]));
  const region = (members: readonly Piece[]): KernelRegion => regions.get(keyOf(members)) ?? made(members);
  const runs = chains(parts, judged).map(({ members, logits }): UncertainRun<KernelRegion> => ({
    words: members.map((_, first) =>
      Array.from({ length: Math.min(mostParts, members.length - first) }, (__, more) =>
        region(members.slice(first, first + more + 1).flat()),
      ),
    ),
    gaps: logits,
  }));
  return { words: [...regions.values()], runs };
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

/** How much speaks against pieces being one whole word: the highest logit that a gap beside them is within it, or one within it is not. */
function doubtsIn(pairs: readonly JudgedPair[]): (pieces: readonly Piece[]) => number {
  const byPiece = Map.groupBy(
    pairs.flatMap((pair) => [pair.left, pair.right].map((piece) => ({ piece, pair }))),
    ({ piece }) => piece,
  );
  return (pieces) => {
    const found = pieces.flatMap((piece) => byPiece.get(piece) ?? []);
    const against = found.map(({ pair: { left, right, logit } }) =>
      pieces.includes(left) && pieces.includes(right) ? -logit : logit,
    );
    return Math.max(...against);
  };
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

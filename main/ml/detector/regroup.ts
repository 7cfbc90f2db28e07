import { gapFeatures } from './gapFeatures.ts';
import { judgeGap } from './gapJudge.ts';
import { regionOf, type DetectorOutput, type KernelRegion } from './kernelRegion.ts';
import { neighbours, piecesOf, type Piece, type PiecePair } from './pieces.ts';

/**
 * Words from kernels: kernels are cut where they are doubtful, and the pieces joined again, also with
 * those of other kernels, across the gaps that the model's weights take for gaps within a word.
 * Without such weights every kernel stays a word.
 */
export function regrouped(kernels: readonly KernelRegion[], output: DetectorOutput): KernelRegion[] {
  const { gaps } = output;
  if (gaps === undefined) return [...kernels];
  const pieces = piecesOf(kernels, output);
  const pairs = neighbours(pieces);
  const features = gapFeatures(pieces, pairs, output);
  const joined = pairs.filter((_, index) => judgeGap(features[index] ?? [], gaps) > 0);
  return groups(pieces, joined).map((members) => regionOfPieces(members, output));
}

/** Pieces that pairs connect, directly or through others. */
function groups(pieces: readonly Piece[], pairs: readonly PiecePair[]): Piece[][] {
  const parents = pieces.map((_, index) => index);
  const root = (index: number): number => {
    const parent = parents[index] ?? index;
    return parent === index ? index : root(parent);
  };
  for (const { left, right } of pairs) parents[root(left)] = root(right);
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

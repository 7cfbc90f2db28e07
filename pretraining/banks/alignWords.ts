import { characters } from '../../shared/text.ts';
import { logAdd } from '../../main/ml/decoding/posteriors.ts';
import type { Piece } from './linePieces.ts';

/** Pieces of a line, `end` excluded, that may be one word of its text. */
export interface Span {
  readonly first: number;
  readonly end: number;
  readonly word: number;
}

export interface ScoredSpan extends Span {
  /** Natural logarithm of the likelihood that this ink is read as the word. */
  readonly likelihood: number;
}

interface Aligned {
  /** Of all alignments of the line, weighed by their likelihoods, the share in which these pieces are the word. */
  readonly posterior: number;
}

/** A word's width against what its length lets expect, in mean advances: between the two. */
const narrowest = 0.45;
const widest = 1.9;
/** How far from its expected place a word may begin: a share of the line, and advances. */
const drift = 0.06;
const driftAdvances = 3;
/** The gaps around a word are at least this share of the widest gap within it. */
const leastGap = 0.8;

/**
 * All spans that can be a word, by width and place.
 *
 * @param words of the line's text, in order
 */
export function possibleSpans(pieces: readonly Piece[], words: readonly string[]): Span[] {
  const lengths = words.map((word) => characters(word).length);
  const ends = { from: pieces.at(0)?.from ?? 0, to: pieces.at(-1)?.to ?? 0 };
  const extent = ends.to - ends.from + 1;
  const advance = extent / (lengths.reduce((sum, length) => sum + length, 0) + words.length - 1);
  const slack = drift * extent + driftAdvances * advance;
  const spans: Span[] = [];
  let expected = ends.from;
  for (const [word, length] of lengths.entries()) {
    const [least, most] = [narrowest * (length - 0.5) * advance, widest * (length + 1) * advance];
    for (const [first, { from }] of pieces.entries()) {
      if (Math.abs(from - expected) > slack) continue;
      for (const end of endsOf(pieces, first, most)) {
        if ((pieces[end - 1]?.to ?? 0) - from + 1 >= least) spans.push({ first, end, word });
      }
    }
    expected += (length + 1) * advance;
  }
  return spans;
}

/** Where a word that begins with a piece can end, so that it stands apart and is at most so wide. */
function endsOf(pieces: readonly Piece[], first: number, mostWidth: number): number[] {
  const from = pieces[first]?.from ?? 0;
  const before = pieces[first - 1]?.gap ?? Infinity;
  const ends: number[] = [];
  let within = 0;
  for (const [index, { to, gap }] of pieces.entries()) {
    if (index < first) continue;
    if (to - from + 1 > mostWidth || before < leastGap * within) break;
    if (gap >= leastGap * within) ends.push(index + 1);
    within = Math.max(within, gap);
  }
  return ends;
}

/** Costs in the same logarithms: of words whose ink is not told apart, for each character; of ink that is no word. */
const unread = { once: -3, perCharacter: -2 };
const mostUnread = 4;
const mostPieces = 4;
const skippedPiece = -4;
const missingWord = { once: -5, perCharacter: -2 };

interface Step<Scored extends ScoredSpan> {
  readonly from: number;
  readonly to: number;
  readonly score: number;
  /** Null for a step over ink that is not told apart or over a word without ink. */
  readonly span: Scored | null;
}

/**
 * The posteriors of spans: the forward-backward algorithm over all ways to lay the words of a line's text over its
 * pieces in order. Ink may be no word (crossed out), words may lack ink or run together.
 */
export function alignSpans<Scored extends ScoredSpan>(
  pieceCount: number,
  words: readonly string[],
  spans: readonly Scored[],
): (Scored & Aligned)[] {
  const columns = words.length + 1;
  const steps = stepsOf(pieceCount, words, spans, columns);
  const nodes = (pieceCount + 1) * columns;
  const forward = new Float64Array(nodes).fill(-Infinity);
  forward[0] = 0;
  for (const { from, to, score } of steps)
    forward[to] = logAdd(forward[to] ?? 0, (forward[from] ?? 0) + score);
  const backward = new Float64Array(nodes).fill(-Infinity);
  backward[nodes - 1] = 0;
  for (const { from, to, score } of steps.toReversed()) {
    backward[from] = logAdd(backward[from] ?? 0, (backward[to] ?? 0) + score);
  }
  const total = forward[nodes - 1] ?? 0;
  return steps.flatMap(({ from, to, score, span }) =>
    span === null
      ? []
      : [{ ...span, posterior: Math.exp((forward[from] ?? 0) + score + (backward[to] ?? 0) - total) }],
  );
}

/** All steps from node to node (pieces used, words used), in an order in which each node is complete when left. */
function stepsOf<Scored extends ScoredSpan>(
  pieceCount: number,
  words: readonly string[],
  spans: readonly Scored[],
  columns: number,
): Step<Scored>[] {
  const lengths = words.map((word) => characters(word).length);
  const byStart = Map.groupBy(spans, ({ first, word }) => first * columns + word);
  const steps: Step<Scored>[] = [];
  for (let piece = 0; piece <= pieceCount; piece += 1) {
    for (let word = 0; word < columns; word += 1) {
      const from = piece * columns + word;
      for (const span of byStart.get(from) ?? []) {
        steps.push({ from, to: span.end * columns + word + 1, score: span.likelihood, span });
      }
      if (piece < pieceCount) steps.push({ from, to: from + columns, score: skippedPiece, span: null });
      const length = lengths[word];
      if (length === undefined) continue;
      steps.push({
        from,
        to: from + 1,
        score: missingWord.once + missingWord.perCharacter * length,
        span: null,
      });
      // Unread ink is of any number of pieces, but of no more than a few words.
      let score = unread.once;
      for (let many = 1; many <= mostUnread && word + many < columns; many += 1) {
        score += unread.perCharacter * (lengths[word + many - 1] ?? 0);
        for (let end = piece + 1; end <= Math.min(pieceCount, piece + mostPieces * many); end += 1) {
          steps.push({ from, to: end * columns + word + many, score, span: null });
        }
      }
    }
  }
  return steps;
}

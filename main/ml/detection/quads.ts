import { type Box, middleOfBox, type Point, type Quad, quadOfBox } from '../../../shared/geometry.ts';

/** Second moments of the middle line of writing, in cubic pixels: how far it extends along x, and how y follows x. */
export interface Spread {
  /** Squared distances from the centre along x. */
  readonly along: number;
  /** Products of the distances along x and y. */
  readonly across: number;
}

/** A word on its line. */
export interface LineWord {
  readonly box: Box;
  readonly spread: Spread;
  readonly line: number;
}

/** Prior that lines are level: weighs as much as a word that is four and a half heights long. */
const levelPrior = 4.5 ** 3 / 12;
/** Steeper lines are columns of words that were mistaken for a line. Set by hand, as the next. */
const steepest = 0.6;
/** Fraction of its box's height and width that a word keeps at least. */
const leastShare = 0.55;

/**
 * The words as quads along their lines: each has the slope of the straight line through the middles of the line's
 * words, the middle of its box, and the size with which its corners touch the box.
 *
 * @param wanted words to make quads of, on lines of those
 * @returns one quad for each, in the pixels of the boxes
 */
export function wordQuads(words: readonly LineWord[], wanted: readonly LineWord[] = words): Quad[] {
  const lines = new Map<number, LineWord[]>();
  for (const word of words) {
    const line = lines.get(word.line);
    if (line === undefined) lines.set(word.line, [word]);
    else line.push(word);
  }
  const slopes = new Map([...lines].map(([line, members]) => [line, slopeOf(members)]));
  return wanted.map(({ box, line }) => slopedQuad(box, slopes.get(line) ?? 0));
}

/** Least squares over the middles of words and within words, drawn towards level. */
function slopeOf(words: readonly LineWord[]): number {
  let [total, meanX, meanY, meanHeight] = [0, 0, 0, 0];
  for (const { box } of words) {
    const [x, y] = middleOfBox(box);
    total += box[2];
    meanX += box[2] * x;
    meanY += box[2] * y;
    meanHeight += box[3] / words.length;
  }
  if (total === 0) return 0;
  meanX /= total;
  meanY /= total;
  let along = levelPrior * meanHeight ** 3;
  let across = 0;
  for (const { box, spread } of words) {
    const [x, y] = middleOfBox(box);
    along += box[2] * (x - meanX) ** 2 + spread.along;
    across += box[2] * (x - meanX) * (y - meanY) + spread.across;
  }
  const slope = across / along;
  return Math.abs(slope) > steepest ? 0 : slope;
}

/** The rectangle of that slope whose corners lie on the sides of the box. */
function slopedQuad(box: Box, slope: number): Quad {
  if (slope === 0) return quadOfBox(box);
  const [, , width, height] = box;
  const [cosine, sine] = [1 / Math.hypot(1, slope), slope / Math.hypot(1, slope)];
  const rise = Math.abs(sine);
  const share = cosine * cosine - sine * sine;
  const across = Math.max(leastShare * height, (height * cosine - width * rise) / share) / 2;
  const along = Math.max(leastShare * width, (width * cosine - height * rise) / share) / 2;
  const [x, y] = middleOfBox(box);
  const corner = (u: number, v: number): Point => [x + u * cosine - v * sine, y + u * sine + v * cosine];
  return [corner(-along, -across), corner(along, -across), corner(along, across), corner(-along, across)];
}

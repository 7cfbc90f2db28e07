import { boxOfQuad, isSameWord, quadSize, type Point, type Quad } from '../../shared/geometry.ts';
import { between, cropQuad } from '../imaging/geometry/crop.ts';
import type { InkImage } from '../imaging/pixels.ts';
import type { BoxRead } from './boxesWithoutText.ts';
import { inkRuns, type Run } from './signs.ts';

// Set by hand on the photos of `npm run measure -- order` that may choose (29 November 2026). In heights of the first word of a line.
/** How far left of a line its bullet is looked for; the least space right and left of it; strokes further apart are two. */
const [farthest, nearest, leastFree, apart] = [2, 0.05, 0.4, 0.12];
/** Strokes that begin nearer are the word's own. */
const ownStroke = 0.22;
/** A word is at least so wide, in heights of the next one. */
const leastWord = 0.8;
/** The widths and heights of a dash and a dot, and the shares of the height between which their middles stand. */
const dash = { narrowest: 0.35, widest: 1.4, highest: 0.4 } as const;
const dot = { narrowest: 0.1, widest: 0.5, highest: 0.55 } as const;
const [upper, lower] = [0.25, 0.85];
/** Lines of a list begin at most so far from each other, across and down. */
const [widestShift, widestLead] = [1.5, 5];

interface Bullet {
  readonly before: BoxRead;
  readonly text: '-' | '•';
  readonly quad: Quad;
  readonly height: number;
}

/**
 * The boxes of a page with the bullets of its lists, which a detector of words is trained to leave out: a dot or a dash left of a
 * line, and another one left of a line near it.
 *
 * @returns the same list where there are none
 */
export function withBullets(page: InkImage, read: readonly BoxRead[]): readonly BoxRead[] {
  const lines = Map.groupBy(read, ({ word }) => word.line);
  const found = [...lines.values()].flatMap(([first, second]) => {
    if (first === undefined) return [];
    // A bullet may have been found as a word.
    const isSmall = second !== undefined && first.word.box[2] < leastWord * second.word.box[3];
    return bulletOf(page, isSmall ? second : first);
  });
  const bullets = found.filter((bullet) => found.some((other) => areOfOneList(bullet, other)));
  if (bullets.length === 0) return read;
  const isTaken = ({ box }: BoxRead['word']): boolean =>
    bullets.some(({ quad, height }) => box[2] < height && isSameWord(boxOfQuad(quad), box));
  return read.flatMap((box) => {
    const bullet = bullets.find(({ before }) => before === box);
    if (bullet === undefined) return isTaken(box.word) ? [] : [box];
    const { text, quad } = bullet;
    const word = { box: boxOfQuad(quad), quad, line: box.word.line, score: null };
    const reading = { alternatives: [{ text, confidence: 0.9 }], lattice: null };
    return [{ word, candidate: undefined, reading }, box];
  });
}

function areOfOneList(a: Bullet, b: Bullet): boolean {
  const [[x, y], [otherX, otherY]] = [a.quad[0], b.quad[0]];
  const height = Math.max(a.height, b.height);
  return a !== b && Math.abs(x - otherX) < widestShift * height && Math.abs(y - otherY) < widestLead * height;
}

function bulletOf(page: InkImage, before: BoxRead): Bullet[] {
  const { quad } = before.word;
  const { width, height } = quadSize(quad);
  const [topLeft, topRight, bottomRight, bottomLeft] = quad;
  const at = (u: number, v: number): Point =>
    between(
      between(topLeft, topRight, (u * height) / width),
      between(bottomLeft, bottomRight, (u * height) / width),
      v,
    );
  const place = (from: number, to: number, top = 0, bottom = 1): Quad => [
    at(from, top),
    at(to, top),
    at(to, bottom),
    at(from, bottom),
  ];
  const strip = cropQuad(page, place(-farthest, 0), { margin: 0 });
  const unit = strip.width / farthest;
  const runs = inkRuns(strip, 'columns', apart * unit).filter(
    ([first]) => first < strip.width - ownStroke * unit,
  );
  const [run, further] = runs.toReversed();
  if (run === undefined || strip.width - run[1] < nearest * unit) return [];
  if (run[0] - (further?.[1] ?? 0) < leastFree * unit) return [];
  const strokeOf = ([first, end]: Run) => {
    const [from, to] = [first / unit - farthest, end / unit - farthest];
    const rows = inkRuns(cropQuad(page, place(from, to), { margin: 0 }), 'rows', apart * strip.height);
    const [top, bottom] = [(rows[0]?.[0] ?? 0) / strip.height, (rows.at(-1)?.[1] ?? 0) / strip.height];
    return { from, to, top, bottom, parts: rows.length };
  };
  const { from, to, top, bottom, parts } = strokeOf(run);
  if (parts !== 1) return [];
  const [high, wide, middle] = [bottom - top, to - from, (top + bottom) / 2];
  const fits = ({ narrowest, widest, highest }: Readonly<Record<keyof typeof dash, number>>): boolean =>
    middle >= upper && middle <= lower && wide >= narrowest && wide <= widest && high <= highest;
  const isDash = fits(dash) && wide > 1.5 * high;
  if (!isDash && !fits(dot)) return [];
  // One of a row of dots that leads to a number.
  const other = further === undefined || further[0] === 0 ? undefined : strokeOf(further);
  const isLike = (a: number, b: number): boolean => Math.abs(a - b) < 0.1;
  if (
    !isDash &&
    other !== undefined &&
    isLike(other.top, top) &&
    isLike(other.bottom, bottom) &&
    isLike(other.to - other.from, wide)
  )
    return [];
  return [{ before, text: isDash ? '-' : '•', quad: place(from, to, top, bottom), height }];
}

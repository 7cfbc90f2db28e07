import { boxOfQuad, isMirrored, mirrorQuad, type Box, type Quad } from '../geometry.ts';
import { median } from '../median.ts';
import { characters } from '../text.ts';
import { chained, createFindBest, firstFrom } from './nearest.ts';

/** A word as far as the layout needs it. */
export interface Shape {
  readonly box: Box;
  /** '' where it is not known. */
  readonly text: string;
  /** Whether it is no text, such as an arrow: it joins what it stands between, and has no place in the lines. */
  readonly isMark?: boolean;
  /** Whether a stroke runs below it. */
  readonly underlined?: boolean | undefined;
}

/** The shape of a word with its corners and text. */
export function shapeOf({ quad, ...word }: Omit<Shape, 'box' | 'isMark'> & { readonly quad: Quad }): Shape {
  return { box: boxOfQuad(quad), text: word.text, underlined: word.underlined };
}

/** The shapes of words of one photo: a mirrored photo is laid out as in a mirror at its left side, for its first column is on the right. */
export function shapesOn(words: readonly { readonly quad: Quad }[]): typeof shapeOf {
  if (!words.some(({ quad }) => isMirrored(quad))) return shapeOf;
  return (word) => shapeOf({ ...word, quad: mirrorQuad(word.quad, { width: 0 }) });
}

/** A word on the levelled page, which is sheared so that its lines run level; lengths in pixels. */
export interface LevelWord {
  readonly index: number;
  readonly text: string;
  readonly isMark: boolean;
  readonly isUnderlined: boolean;
  readonly left: number;
  readonly right: number;
  /** Where small letters have their middle. */
  readonly middle: number;
  /** Of the box. */
  readonly centre: number;
  /** As high as a capital letter of this writing is. */
  readonly size: number;
}

export interface LevelLine {
  readonly words: readonly LevelWord[];
  readonly left: number;
  readonly right: number;
  readonly middle: number;
  readonly size: number;
}

// Chosen on half of the photos of `npm run measure -- order`, which says what the other half has. Lengths in sizes.
/** A wider gap between words may separate two columns. */
const usualGap = 1.3;
/** A wider one does. */
export const widestGap = 4;
/** Neighbours on a line differ in height by at most this; a word stands left of another, roughly, by at most the second. */
export const [widestDrift, roughDrift] = [0.62, 1];
/** A line that differs in height by this much costs as much as a gap of so many times it. */
const driftCost = 3;
/** So far above and below a gap other lines say whether it separates columns. */
const farthestWitness = 20;
/** The slope of a line of fewer words says little. */
const fewestForSlope = 4;
/** The height of a capital letter and of a tail, in heights of a small letter. */
const [capital, tail] = [1.6, 0.5];

/** Lines that are in order already, levelled. */
export function levelLines(lines: readonly (readonly Shape[])[]): LevelLine[] {
  const shapes = lines.flat();
  let first = 0;
  const places = lines.map(({ length }) => [first, (first += length)] as const);
  const parts = (words: readonly LevelWord[]): LevelWord[][] => places.map((place) => words.slice(...place));
  const slope = slopeOf(parts(levelled(shapes, 0)));
  return parts(levelled(shapes, slope)).map(lineOf);
}

/** The lines of words, in no order, and the marks beside them. @param gap as `layOut` has it */
export function linesOf(
  shapes: readonly Shape[],
  gap: number,
): { readonly lines: LevelLine[]; readonly marks: readonly LevelWord[] } {
  const isText = ({ isMark }: LevelWord): boolean => !isMark;
  const slope = slopeOf(chains(levelled(shapes, 0).filter(isText), gap));
  const level = levelled(shapes, slope);
  const text = level.filter(isText);
  const surroundings = surroundingsOf(text, level);
  const slopes = new Map(
    chains(text, gap).flatMap((line) => {
      const own = slopeOf([line]);
      return line.map((word) => [word, own] as const);
    }),
  );
  const lines = chains(text, gap, slopes).flatMap((line) => columnsOf(line, surroundings));
  return { lines: lines.map(lineOf), marks: surroundings.marks };
}

const raised = /[\p{Lu}\p{N}bdfhkltißáéíóúâêîôûäöüàèùñ!?"'/\\|()[\]{}]/u;
/** Lines and dots, whose height says nothing of the writing. */
const thinSigns = /^[-–—_.·•…]+$/u;
const hanging = /[gjpqyçQ,;()[\]{}|/\\]/u;

/** The writing in a box: small letters stand lower in it if it has capitals, and higher if it has tails. */
function writingIn({ box: [, top, width, height], text }: Shape): { middle: number; size: number } {
  if (text === '') return { middle: top + height / 2, size: height };
  const above = raised.test(text) ? capital - 1 : 0;
  const below = hanging.test(text) ? tail : 0;
  const small = height / (1 + above + below);
  // Writing across the page is no higher than its letters are wide, roughly.
  const most = (4 * width) / characters(text).length;
  return { middle: top + small * (above + 0.5), size: Math.min(small * capital, most) };
}

/** @param slope by which the lines fall, in pixels down per pixel to the right */
function levelled(shapes: readonly Shape[], slope: number): LevelWord[] {
  const isThin = ({ text }: Shape): boolean => thinSigns.test(text);
  const usual = median(
    shapes.flatMap((shape) => (shape.isMark === true || isThin(shape) ? [] : [writingIn(shape).size])),
  );
  return shapes.map((shape, index) => {
    const { box, text, isMark = false, underlined: isUnderlined = false } = shape;
    const [left, top, width, height] = box;
    // Boxes as high as their line say nothing of their own letters.
    const isLoose = [shapes[index - 1], shapes[index + 1]].some(
      (other) => other?.box[1] === top && other.box[3] === height,
    );
    const { middle, size } = isThin(shape)
      ? { middle: top + height / 2, size: Math.max(height, usual) }
      : writingIn(isLoose ? { box, text: '' } : shape);
    const fall = slope * (left + width / 2);
    const heights = { middle: middle - fall, centre: top + height / 2 - fall, size };
    return { index, text, isMark, isUnderlined, left, right: left + width, ...heights };
  });
}

/** The median slope of lines, by least squares in each; 0 where all are short. */
function slopeOf(lines: readonly (readonly LevelWord[])[]): number {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, each) => sum + each, 0) / values.length;
  return median(
    lines
      .filter(({ length }) => length >= fewestForSlope)
      .map((line) => {
        const x = line.map(({ left, right }) => (left + right) / 2);
        const [meanX, meanY] = [mean(x), mean(line.map(({ middle }) => middle))];
        let [shared, spread] = [0, 0];
        for (const [index, { middle }] of line.entries()) {
          const away = (x[index] ?? meanX) - meanX;
          shared += away * (middle - meanY);
          spread += away ** 2;
        }
        return spread === 0 ? 0 : shared / spread;
      }),
  );
}

/** Words in chains of neighbours, from the left. @param slopes of the lines of words that are in long ones */
function chains(
  words: readonly LevelWord[],
  gap: number,
  slopes: ReadonlyMap<LevelWord, number> = new Map(),
): LevelWord[][] {
  const neighbour = createNeighbour(words, { widest: gap, most: widestDrift, slopes });
  const beside = (side: 'left' | 'right'): Map<LevelWord, LevelWord | undefined> =>
    new Map(words.map((word) => [word, neighbour(word, side)]));
  return chained(words, beside('right'), beside('left'));
}

interface Limits {
  /** Gap and drift, in sizes. */
  readonly widest: number;
  readonly most: number;
  readonly slopes?: ReadonlyMap<LevelWord, number>;
}

/** Finds the nearest word beside another on its line, or none. */
function createNeighbour(words: readonly LevelWord[], { widest, most, slopes }: Limits) {
  const offset = largest(words, ({ middle, centre }) => Math.abs(middle - centre));
  const widestWord = largest(words, widthOf);
  const steepest = largest(words, (word) => Math.abs(slopes?.get(word) ?? 0));
  // A map is slow to ask for each pair.
  const sloped = words.map((word) => ({ word, slope: slopes?.get(word) ?? 0 }));
  const findBest = createFindBest(sloped, ({ word }) => word.centre);
  return (word: LevelWord, side: 'left' | 'right'): LevelWord | undefined => {
    const slope = slopes?.get(word) ?? 0;
    const farthest = widest * widestSizes * word.size + word.right - word.left + widestWord;
    const reach = most * word.size + Math.abs(word.middle - word.centre) + offset + steepest * farthest;
    const found = findBest(word.centre, reach, ({ word: other, slope: othersSlope }) => {
      if (other === word) return Infinity;
      const away = (other.left + other.right - word.left - word.right) / 2;
      if (side === 'right' ? away <= 0 : away >= 0) return Infinity;
      const gap = Math.max(0, side === 'right' ? other.left - word.right : word.left - other.right);
      if (gap > widest * commonSize(word, other)) return Infinity;
      const fall = (away * (slope + othersSlope)) / 2;
      // Tails and capitals differ from hand to hand: the boxes themselves may be level where the letters seem not to be.
      const drift = Math.min(
        Math.abs(other.middle - word.middle - fall),
        Math.abs(other.centre - word.centre - fall),
      );
      return drift > most * Math.min(word.size, other.size) ? Infinity : gap + driftCost * drift;
    });
    return found?.word;
  };
}

function largest<Item>(items: readonly Item[], valueOf: (item: Item) => number): number {
  return items.reduce((most, item) => Math.max(most, valueOf(item)), 0);
}

const widthOf = ({ left, right }: LevelWord): number => right - left;

/** Words are not much larger together than the smaller one. */
const widestSizes = 1.6;

/** The size of two words together: the larger one's, unless it is much larger. */
function commonSize(a: LevelWord, b: LevelWord): number {
  return Math.min(Math.max(a.size, b.size), widestSizes * Math.min(a.size, b.size));
}

/** What stands around a line. */
interface Surroundings {
  readonly marks: readonly LevelWord[];
  /** Words that stand between two places, wholly or in part. */
  readonly wordsIn: (left: number, right: number) => readonly LevelWord[];
  /** Whether nothing is left of a word. */
  readonly isFirst: (word: LevelWord) => boolean;
}

function surroundingsOf(words: readonly LevelWord[], all: readonly LevelWord[]): Surroundings {
  const neighbour = createNeighbour(words, { widest: widestGap, most: roughDrift });
  const firsts = new Map<LevelWord, boolean>();
  const isFirst = (word: LevelWord): boolean => {
    const found = firsts.get(word) ?? neighbour(word, 'left') === undefined;
    firsts.set(word, found);
    return found;
  };
  const fromLeft = words.toSorted((a, b) => a.left - b.left);
  const lefts = Float64Array.from(fromLeft, ({ left }) => left);
  const widest = largest(words, widthOf);
  const wordsIn: Surroundings['wordsIn'] = (left, right) =>
    fromLeft
      .slice(firstFrom(lefts, left - widest), firstFrom(lefts, right))
      .filter((word) => word.right > left);
  return { marks: all.filter(({ isMark }) => isMark), wordsIn, isFirst };
}

/** The parts of a line in different columns. */
function columnsOf(line: readonly LevelWord[], surroundings: Surroundings): LevelWord[][] {
  const parts: LevelWord[][] = [];
  const own = new Set(line);
  for (const [index, word] of line.entries()) {
    const part = parts.at(-1);
    const before = part?.at(-1);
    const isCut =
      part === undefined ||
      before === undefined ||
      isBullet(before, word, line[index + 1]) ||
      isGutter(before, word, own, surroundings);
    if (isCut) parts.push([word]);
    else part.push(word);
  }
  return parts;
}

/** Whether a word is the bullet of a list that stands beside another: near its item, and far from what is left of it. */
function isBullet(before: LevelWord, word: LevelWord, after: LevelWord | undefined): boolean {
  const [far, near] = [word.left - before.right, (after?.left ?? Infinity) - word.right];
  return (
    /^(?:[-–—·•]|\(?\d{1,2}[.)])$/u.test(word.text) &&
    far > 1.5 * usualGap * word.size &&
    near < usualGap * word.size
  );
}

/**
 * Whether a wide gap of a line belongs to the space between two columns: no word of the lines above and below stands in it, and at
 * its right end begins a line that has nothing on its left.
 */
function isGutter(
  before: LevelWord,
  after: LevelWord,
  line: ReadonlySet<LevelWord>,
  { marks, wordsIn, isFirst }: Surroundings,
): boolean {
  const size = commonSize(before, after);
  const gap = after.left - before.right;
  if (gap < usualGap * size) return false;
  const middle = (before.middle + after.middle) / 2;
  // An arrow fills a gap; a bullet is too narrow.
  const isFilled = marks.some((mark) => {
    const isBetween = mark.left > before.right - 0.3 * size && mark.right < after.left + 0.3 * size;
    const isOnLine = mark.size < 1.2 * size && Math.abs(mark.middle - middle) < 0.6 * size;
    return isBetween && isOnLine && mark.right - mark.left > 0.8 * size;
  });
  if (isFilled) return false;
  const near = wordsIn(before.right, after.left + size).filter(
    (word) => Math.abs(word.middle - middle) < farthestWitness * size && !line.has(word),
  );
  return [0.15, 0.4, 0.65, 0.9].some((share) => {
    const at = before.right + share * gap;
    const crossing = near.filter(({ left, right }) => left < at && right > at).map((word) => word.middle);
    const above = crossing.reduce(
      (most, other) => (other <= middle ? Math.max(most, other) : most),
      -Infinity,
    );
    const below = crossing.reduce(
      (least, other) => (other > middle ? Math.min(least, other) : least),
      Infinity,
    );
    return near.some(
      (word) =>
        word.middle > above &&
        word.middle < below &&
        Math.abs(word.left - after.left) < size &&
        isFirst(word),
    );
  });
}

export function lineOf(words: readonly LevelWord[]): LevelLine {
  return {
    words,
    left: Math.min(...words.map(({ left }) => left)),
    right: Math.max(...words.map(({ right }) => right)),
    middle: median(words.map(({ middle }) => middle)),
    size: median(words.map(({ size }) => size)),
  };
}

export function textOf({ words }: LevelLine): string {
  return words.map(({ text }) => text).join(' ');
}

import { boxOfQuad, quadSize, type Quad } from '../../shared/geometry.ts';
import { partOfQuad } from '../../shared/wordShapes.ts';
import type { Alternative } from '../../shared/contract/word.ts';
import { cropQuad } from '../imaging/geometry/crop.ts';
import { crossOf } from '../imaging/ink/crosses.ts';
import { cropInk } from '../imaging/ink/ink.ts';
import type { InkImage } from '../imaging/pixels.ts';
import type { BoxRead } from './boxesWithoutText.ts';
import { inkRuns } from './signs.ts';

// All set on 2,839 boxes of one or two characters of boards, boards2 and boards3, of which 18 are plus signs: 17 are taken, and one stain.
/** What a plus is read as: the labels of boards leave signs out, so that no recogniser has learned it alone. */
const readAs = new Set(['t', 'f', '†']);
/** Share of the ink on the two bars; of a four, which may have two bars itself, and how wide that is. */
const leastCovered = 0.93;
const leastOfFour = { covered: 0.995, aspect: 0.9 } as const;
/** Share of a bar's length on which it has ink. */
const leastDrawn = 0.85;
/** The bars cross between these shares of width and height; the width by the height is between the others. */
const [nearEdge, farEdge] = [0.25, 0.75];
const [narrowest, widest] = [0.55, 1.9];
/** A box with a plus and more has at most so many characters, read with less confidence: where letters are printed apart, a t is two bars. */
const mostBeside = 3;
const sure = 0.5;
/** Strokes apart by so much are characters of their own, in heights of their box. */
const apart = 0.25;
/** The share of right ones where a plus was taken. */
const confidence = 0.9;

/**
 * The boxes of a page with its plus signs: those read as a letter or a digit, and those in one box with the character beside them.
 * Their strokes tell them apart.
 *
 * @returns the same list where there are none
 */
export function withPluses(page: InkImage, read: readonly BoxRead[]): readonly BoxRead[] {
  const lines = Map.groupBy(read, ({ word }) => word.line);
  const found = read.map((box): readonly BoxRead[] => {
    const alternatives = box.reading?.alternatives ?? [];
    const text = alternatives[0]?.text ?? '';
    // Two bars without a word beside them are a drawing.
    const hasNeighbour = (lines.get(box.word.line) ?? []).length > 1;
    if (text.length === 1) return hasNeighbour ? alone(page, box, alternatives) : [box];
    const isInDoubt = (alternatives[0]?.confidence ?? 1) < sure && text.length <= mostBeside;
    return isInDoubt && !text.includes('+') ? besideOthers(page, box, alternatives) : [box];
  });
  return found.every(([only, ...others], index) => only === read[index] && others.length === 0)
    ? read
    : found.flat();
}

/** A box of one character, as a plus if it is one. */
function alone(page: InkImage, box: BoxRead, alternatives: readonly Alternative[]): BoxRead[] {
  const [best] = alternatives;
  const isLetter = readAs.has(best?.text ?? '');
  const isDigit = best?.text === '4' || alternatives.slice(0, 3).some(({ text }) => readAs.has(text));
  if (!isLetter && !isDigit) return [box];
  const ink = cropQuad(page, box.word.quad, { margin: 0 });
  if (!isPlus(ink, isLetter)) return [box];
  const others = alternatives.map((each) => ({ ...each, confidence: each.confidence * (1 - confidence) }));
  return [
    withReading(box, box.word.quad, [
      { text: '+', confidence },
      ...others.filter(({ text }) => text !== '+'),
    ]),
  ];
}

/** A box with a plus and characters that stand apart from it, in parts; their texts are those of the readings with a plus. */
function besideOthers(page: InkImage, box: BoxRead, alternatives: readonly Alternative[]): BoxRead[] {
  const withPlus = alternatives.filter(({ text }) => text.split('+').length === 2);
  const { quad } = box.word;
  if (withPlus.length === 0) return [box];
  const strip = cropQuad(page, quad, { margin: 0 });
  const runs = inkRuns(strip, 'columns', apart * quadSize(quad).height);
  const plus = runs.find(([first, end]) => isPlus(cropInk(strip, first, 0, end - first, strip.height), true));
  if (runs.length < 2 || plus === undefined) return [box];
  const sides = [runs.filter(([, end]) => end <= plus[0]), runs.filter(([first]) => first >= plus[1])];
  const texts = withPlus.filter(({ text }) =>
    text.split('+').every((part, side) => (part === '') === (sides[side]?.length === 0)),
  );
  if (texts.length === 0) return [box];
  const parts = sides.map((side, place): BoxRead[] => {
    const [first, last] = [side[0], side.at(-1)];
    if (first === undefined || last === undefined) return [];
    return [
      withReading(
        box,
        partOfQuad(quad, first[0] / strip.width, last[1] / strip.width),
        partsOf(texts, place),
      ),
    ];
  });
  const sign = withReading(box, partOfQuad(quad, plus[0] / strip.width, plus[1] / strip.width), [
    { text: '+', confidence },
  ]);
  return [...(parts[0] ?? []), sign, ...(parts[1] ?? [])];
}

/** What stands on one side of the plus, by all readings with one. */
function partsOf(readings: readonly Alternative[], side: number): Alternative[] {
  const all = readings.reduce((sum, each) => sum + each.confidence, 0);
  const parts = new Map<string, number>();
  for (const each of readings) {
    const text = each.text.split('+')[side] ?? '';
    parts.set(text, (parts.get(text) ?? 0) + (confidence * each.confidence) / Math.max(all, 1e-6));
  }
  return Array.from(parts, ([text, share]) => ({ text, confidence: share })).sort(
    (a, b) => b.confidence - a.confidence,
  );
}

/** A box that no judge asks, for its strokes say what it is. */
function withReading({ word }: BoxRead, quad: Quad, alternatives: readonly Alternative[]): BoxRead {
  return {
    word: { ...word, quad, box: boxOfQuad(quad), score: null },
    candidate: undefined,
    reading: { alternatives, lattice: null },
  };
}

/** @param mayBeLetter whether it would otherwise be a letter and not a digit */
function isPlus(ink: InkImage, mayBeLetter: boolean): boolean {
  const cross = crossOf(ink);
  if (cross === null) return false;
  const [covered, aspect] = mayBeLetter
    ? [leastCovered, narrowest]
    : [leastOfFour.covered, leastOfFour.aspect];
  const isCentred = [cross.x, cross.y].every((share) => share >= nearEdge && share <= farEdge);
  const isWhole = cross.drawn >= leastDrawn && cross.covered >= covered;
  return isCentred && isWhole && cross.aspect >= aspect && cross.aspect <= widest;
}

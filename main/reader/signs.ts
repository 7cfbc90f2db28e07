import { isSign } from '../../shared/text.ts';
import { boxOfQuad, middleOfBox, quadContains, quadSize, type Quad } from '../../shared/geometry.ts';
import { partOfQuad } from '../../shared/wordShapes.ts';
import type { RecogniserMetadata } from '../../shared/contract/model.ts';
import type { Alternative } from '../../shared/contract/word.ts';
import { cropQuad, cropWord } from '../imaging/geometry/crop.ts';
import type { InkImage } from '../imaging/pixels.ts';
import { number, numberGain, reweighed } from '../ml/decoding/contextRescoring.ts';
import type { BoxRead } from './boxesWithoutText.ts';
import type { FoundWord } from './detectWords.ts';
import type { LoadedModel } from './models/sessions.ts';
import { wordDecoderFor } from './models/wordDecoders.ts';
import { firstRound } from './recogniseWords.ts';

const operators = /^[=+\-*/&|:<>!≠≤≥→×%^]+$/u;

// All set by hand on boards dev and dev2, where 66 of the 68 places found hold a sign (27 November 2026).
/** Ink of at least this strength, of 255, is a stroke. */
const leastInk = 64;
/** Gaps between two words that may hold a sign, in heights of the words. */
const [narrowestGap, widestGap] = [0.5, 8];
/** Ink so near to a word is a part of it, in the same unit. */
const wordEdge = 0.05;
/** Strokes that are further apart along the line, in the same unit, are two signs. */
const apart = 0.25;
/** A narrower stroke is a dot or a stain, in the same unit. */
const leastWidth = 0.1;
/**
 * The readings of ink that are signs have this probability together at least, those of a hyphen, as which edges of frames are
 * read, more.
 */
const leastBelief = 0.6;
const leastHyphen = 0.8;
/** A level stroke lies within these shares of the height: a line below a word and the edge of a frame do not. */
const [highest, lowest] = [0.2, 0.8];
/** Strokes of a hyphen and an equals sign are at least so wide and, together, at most so high, in heights of the words. */
const leastStroke = 0.2;
const mostStrokes = 0.7;
/** A stroke of an equals sign is at most so thick, in the same unit. */
const thickest = 0.3;

/**
 * The boxes of a page with the signs between its words, such as the = of a formula. A detector of words is trained to leave them
 * out, and the judge takes those that it finds for drawings. Ink between two words of a line is cut out and read; it is a sign
 * if nearly all its readings are.
 *
 * @returns the same list where there are none
 */
export async function withSigns(
  page: InkImage,
  read: readonly BoxRead[],
  recogniser: LoadedModel<RecogniserMetadata>,
  signal?: AbortSignal,
): Promise<readonly BoxRead[]> {
  const words = read.filter(({ reading }) => !isSign(reading?.alternatives[0]?.text ?? ''));
  const places = words.flatMap((after, index) => {
    const before = words[index + 1];
    if (before === undefined || before.word.line !== after.word.line) return [];
    return inkBetween(page, after.word.quad, before.word.quad).map((quad) => ({ after, quad }));
  });
  if (places.length === 0) return read;
  const crops = places.map(({ quad }) => cropWord(page, quad, recogniser.metadata.height));
  const decoder = await wordDecoderFor(recogniser.metadata);
  const viewed = await firstRound({ recogniser, decoder, signal }, crops);
  const signs = places.flatMap(({ after, quad }, index) => {
    const sign = signOf(viewed[index]?.alternatives ?? [], cropQuad(page, quad, { margin: 0 }));
    if (sign === null) return [];
    const word: FoundWord = { box: boxOfQuad(quad), quad, line: after.word.line, score: null };
    return [{ after, box: { word, candidate: undefined, reading: { alternatives: [sign], lattice: null } } }];
  });
  if (signs.length === 0) return read;
  const isKnown = ({ word }: BoxRead): boolean =>
    signs.some(({ box }) => quadContains(box.word.quad, middleOfBox(word.box)));
  return read
    .filter((box) => words.includes(box) || !isKnown(box))
    .flatMap((box) => [box, ...signs.filter(({ after }) => after === box).map((sign) => sign.box)]);
}

/**
 * The boxes of a page with the numbers of its sums: beside a sign, where half of what stands beside the signs of the line is a number,
 * a reading that is one gains.
 */
export function withSums(read: readonly BoxRead[]): readonly BoxRead[] {
  const textOf = (box: BoxRead | undefined): string => box?.reading?.alternatives[0]?.text ?? '';
  const isBeside = (at: number): boolean =>
    [at - 1, at + 1].some(
      (near) => read[near]?.word.line === read[at]?.word.line && operators.test(textOf(read[near])),
    );
  const operands = read.filter((box, at) => !operators.test(textOf(box)) && isBeside(at));
  const lines = Map.groupBy(operands, ({ word }) => word.line);
  const summed = new Map(
    [...lines.values()].flatMap((line) => {
      const numbers = line.filter((box) => number.test(textOf(box))).length;
      return line.length > 1 && numbers >= line.length / 2
        ? line.map((box) => [box, asNumber(box)] as const)
        : [];
    }),
  );
  return summed.size === 0 ? read : read.map((box) => summed.get(box) ?? box);
}

function asNumber(box: BoxRead): BoxRead {
  const { alternatives = [], lattice = null } = box.reading ?? {};
  const word = {
    texts: alternatives.map(({ text }) => text),
    confidences: alternatives.map(({ confidence }) => confidence),
  };
  // Nothing gains where no reading, or the best one, is a number.
  if (word.texts.findIndex((text) => number.test(text)) <= 0) return box;
  const { confidences } = reweighed(
    word,
    word.texts.map((text) => (number.test(text) ? numberGain : 0)),
  );
  const gained = alternatives.map((each, index) => ({
    ...each,
    confidence: confidences[index] ?? each.confidence,
  }));
  return { ...box, reading: { alternatives: gained.sort((a, b) => b.confidence - a.confidence), lattice } };
}

/** Where there are strokes between two words of a line, as quads along it and as high as it. */
function inkBetween(page: InkImage, [start, left, below]: Quad, [right, , , belowRight]: Quad): Quad[] {
  const between: Quad = [left, right, belowRight, below];
  const { width, height } = quadSize(between);
  const forward = (right[0] - left[0]) * (left[0] - start[0]) + (right[1] - left[1]) * (left[1] - start[1]);
  if (forward <= 0 || width < narrowestGap * height || width > widestGap * height) return [];
  const edge = (wordEdge * height) / width;
  const gap = partOfQuad(between, edge, 1 - edge);
  const strip = cropQuad(page, gap, { margin: 0 });
  return inkRuns(strip, 'columns', apart * strip.height)
    .filter((run) => lengthOf(run) >= leastWidth * strip.height)
    .map(([first, end]) => partOfQuad(gap, first / strip.width, end / strip.width));
}

/** From the first to before the last. */
export type Run = readonly [first: number, end: number];

function lengthOf([first, end]: Run): number {
  return end - first;
}

/** The columns or rows with strokes; those with at most so much paper between them are one run. */
export function inkRuns({ width, height, data }: InkImage, along: 'columns' | 'rows', paper: number): Run[] {
  const hasInk = new Set<number>();
  for (const [at, ink] of data.entries()) {
    if (ink >= leastInk) hasInk.add(along === 'columns' ? at % width : Math.floor(at / width));
  }
  const runs: Run[] = [];
  for (let at = 0; at < (along === 'columns' ? width : height); at += 1) {
    if (!hasInk.has(at)) continue;
    const last = runs.at(-1);
    if (last !== undefined && at - last[1] <= paper) runs[runs.length - 1] = [last[0], at + 1];
    else runs.push([at, at + 1]);
  }
  return runs;
}

/** What ink is read as, if that is a sign. */
function signOf(alternatives: readonly Alternative[], ink: InkImage): Alternative | null {
  const [best] = alternatives;
  const signs = alternatives.filter(({ text }) => operators.test(text));
  const confidence = Math.min(
    1,
    signs.reduce((sum, sign) => sum + sign.confidence, 0),
  );
  if (best === undefined || !operators.test(best.text) || confidence < leastBelief) return null;
  if (!/^[-=≤≥]+$/u.test(best.text)) return { text: best.text, confidence };
  // Signs of level strokes: their number tells hyphen and equals sign apart more reliably than the network.
  const strokes = inkRuns(ink, 'rows', 1);
  const [top, bottom] = [strokes[0]?.[0] ?? 0, strokes.at(-1)?.[1] ?? 0];
  const middle = (top + bottom) / 2 / ink.height;
  const isBetween = middle > highest && middle < lowest && bottom - top <= mostStrokes * ink.height;
  if (!isBetween || ink.width < leastStroke * ink.height) return null;
  const isPair =
    best.text.length === 1 &&
    strokes.length === 2 &&
    strokes.every((run) => lengthOf(run) <= thickest * ink.height);
  const text = isPair ? '=' : best.text;
  return text === '-' && confidence < leastHyphen ? null : { text, confidence };
}

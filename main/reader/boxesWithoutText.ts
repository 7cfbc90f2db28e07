import type { PageReading, ReadWord } from '../../shared/contract/word.ts';
import { boxOfQuad, quadSize, scaleQuad, type Box, type Point, type Quad } from '../../shared/geometry.ts';
import { isReadable } from '../../shared/page/readability.ts';
import type { Candidate } from '../ml/decoding/calibration.ts';
import { holdsNoText, rightProbability, type JudgedBox } from '../ml/decoding/textJudge.ts';
import { usualHeight, type FoundWord } from './detectWords.ts';
import { withoutEmpty, type RecognisedWord } from './recogniseWords.ts';
import { textJudge } from './models/wordDecoders.ts';

/** A box of a page, and what was read in it. */
export interface BoxRead {
  readonly word: FoundWord;
  /** The best reading of the box alone. */
  readonly candidate: Candidate | undefined;
  /** What was read in it after the other words of the page were considered. */
  readonly reading: RecognisedWord | undefined;
}

/** The words of a page, and the boxes without text. */
export async function wordsAndNotText(
  read: readonly BoxRead[],
  scale: number,
): Promise<Pick<PageReading, 'words' | 'notText'>> {
  const without = await boxesWithoutText(read);
  const [words, notText]: [ReadWord[], PageReading['notText']] = [[], []];
  for (const box of read) {
    const [word] = readWord(box.word, box.reading, scale);
    if (word === undefined) continue;
    if (without.has(box)) notText.push({ ...word, before: words.length });
    else words.push(word);
  }
  return { words, notText };
}

function readWord(found: FoundWord, read: RecognisedWord | undefined, scale: number): ReadWord[] {
  const alternatives = withoutEmpty(read?.alternatives ?? []);
  const [best] = alternatives;
  if (best === undefined) return [];
  const lattice = read?.lattice ?? undefined;
  const quad = roundQuad(scaleQuad(found.quad, 1 / scale));
  // Search asks its readings: what a box shows stands there, be it a whole word or not.
  const confidence = rightProbability(best.confidence, found.doubt);
  const box = roundBox(boxOfQuad(quad));
  return [{ box, quad, line: found.line, text: best.text, confidence, alternatives, lattice }];
}

/** A tenth of a pixel is finer than any detector. */
function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

export function roundBox([x, y, width, height]: Box): Box {
  return [rounded(x), rounded(y), rounded(width), rounded(height)];
}

export function roundQuad(quad: Quad): Quad {
  const [topLeft, topRight, bottomRight, bottomLeft] = quad;
  const round = ([x, y]: Point): Point => [rounded(x), rounded(y)];
  return [round(topLeft), round(topRight), round(bottomRight), round(bottomLeft)];
}

/** The boxes of a page that hold no text. On a page of which little can be read, none is said to. */
async function boxesWithoutText(read: readonly BoxRead[]): Promise<Set<BoxRead>> {
  const words = read.flatMap(({ reading }) => reading?.alternatives.slice(0, 1) ?? []);
  const asWords = words.map(
    (word) => ({ ...word, alternatives: [], source: 'model', mark: 'text' }) as const,
  );
  if (!isReadable(asWords)) return new Set();
  const judge = await textJudge();
  const judged = judgedBoxes(read);
  const withoutText = read.filter((box) => {
    const evidence = judged.get(box);
    return evidence !== undefined && holdsNoText(evidence, judge);
  });
  return new Set([...withoutText, ...leaderDots(read)]);
}

/** A row of dots has at least so many, and so much higher writing stands on its page. */
const [fewestDots, leastHigher] = [4, 2.5];

/** The dots between a name and its number, which are read as zeros: many small ones at one height. */
function leaderDots(read: readonly BoxRead[]): BoxRead[] {
  const heights = read.map(({ word }) => word.box[3]).sort((a, b) => a - b);
  const highest = (heights[Math.floor(0.9 * heights.length)] ?? 0) / leastHigher;
  const dots = read.filter(
    ({ word: { box }, reading }) =>
      box[3] < highest && box[2] < 2 * box[3] && /^[0oO.·•°,-]$/u.test(reading?.alternatives[0]?.text ?? ''),
  );
  return dots.filter(
    ({ word: { box } }) =>
      dots.filter(({ word }) => Math.abs(word.box[1] - box[1]) < box[3] / 2).length >= fewestDots,
  );
}

/** What a judge weighs. Without those that no detector has found. */
export function judgedBoxes(read: readonly BoxRead[]): Map<BoxRead, JudgedBox> {
  const pageHeight = usualHeight(read.map(({ word }) => word));
  const lines = Map.groupBy(read, ({ word }) => word.line);
  const judged = new Map<BoxRead, JudgedBox>();
  for (const box of read) {
    const { word, candidate, reading } = box;
    if (word.score === null) continue;
    judged.set(box, {
      ...{ alternatives: reading?.alternatives ?? [], candidate, score: word.score, usualHeight: pageHeight },
      height: quadSize(word.quad).height,
      lineLength: lines.get(word.line)?.length ?? 1,
    });
  }
  return judged;
}

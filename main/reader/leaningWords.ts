import {
  boxContains,
  boxOfPoints,
  boxOfQuad,
  mapQuad,
  middleOfBox,
  quadContains,
  type Box,
  type Point,
  type Quad,
} from '../../shared/geometry.ts';
import { type DirectionMap, leaningRegions, tiltOf } from '../ml/detection/directions.ts';
import type { FinderMetadata } from '../../shared/contract/model.ts';
import type { Alternative } from '../../shared/contract/word.ts';
import { inkInRows } from '../imaging/ink/ink.ts';
import { leaningInk, type LevelledInk } from '../imaging/geometry/leaningInk.ts';
import type { InkImage } from '../imaging/pixels.ts';
import { usualHeight, type FoundWord, type FoundWords } from './detectWords.ts';
import { findWords } from './findWords.ts';
import { isReadOtherwise, lettersProbablyRight } from './recogniseWords.ts';
import type { ViewedWord } from './viewedWord.ts';
import type { LoadedModel } from './models/sessions.ts';
import type { PageWords } from './viewLines.ts';

// Set by hand on boards dev with a third of their lines leaning (`npm run measure -- leaning`): of their terms .681 were found
// without this pass, .851 with it (NOTEBOOK.md, "Pages").
/** A word is read for sure as it is if at least so many of its letters are probably right, and this share of them. */
const sureLetters = 2;
const sureConfidence = 0.8;
/** A line is used if so many times as many letters of it are probably right as of the words at its place. */
const leastGain = 1.3;
/** One of its words must have this confidence and length at least. */
const leastConfidence = 0.6;
const leastLetters = 3;
/** Lines of a page that run against the others have at least so many letters that are probably right: "wow" may be read as "MOM". */
const leastAgainst = 4;
/** Paper between groups on the sheet, in heights of the page's words. */
const gap = 1;

/** Reads the words that were found on an image. */
export type ViewWords = (image: InkImage, found: FoundWords) => Promise<PageWords>;

/**
 * Reads writing that does not run along the lines of its page. Each group of it is cut out, without the words that were read
 * reliably, and levelled, and the groups are read on one sheet. A line read so replaces the words there if more of its letters are
 * likely right.
 *
 * @param read what was found on the page as it is; the same object is returned if there is no leaning writing
 * @param directions of the page
 * @param view reads the words of an image
 */
export async function readLeaning(
  page: InkImage,
  read: PageWords,
  directions: readonly DirectionMap[],
  detector: LoadedModel<FinderMetadata>,
  view: ViewWords,
  signal?: AbortSignal,
): Promise<PageWords> {
  const lines = linesOf(read);
  const known = lines
    .flat()
    .filter(isSure)
    .map(({ word }) => word.quad);
  const tilt = tiltOf(directions);
  const places = directions.flatMap((map) => leaningRegions(map, tilt, known));
  if (places.length === 0) return read;
  const side = Math.max(page.width, page.height);
  const around = Math.round(gap * usualHeight(read.words));
  const candidates: Lines[number][] = [];
  for (const groups of groupsOfSheets(leaningInk(page, places, known), side, around)) {
    const sheet = sheetOf(groups, side, around);
    const found = await findWords(detector, sheet.ink, signal, true);
    if (found.words.length > 0) candidates.push(...sheet.fromSheet(linesOf(await view(sheet.ink, found))));
  }
  const all = withLines(lines, withoutMistaken(candidates, lines, tilt));
  return all === lines ? read : pageOf(all);
}

interface ReadPlace {
  readonly word: FoundWord;
  readonly viewed: ViewedWord;
}

/** In reading order, and so are the words of each. */
type Lines = readonly (readonly ReadPlace[])[];

function linesOf({ words, viewed }: PageWords): Lines {
  const places = words.flatMap((word, index): ReadPlace[] => {
    const view = viewed[index];
    return view === undefined ? [] : [{ word, viewed: view }];
  });
  return [...Map.groupBy(places, ({ word }) => word.line).values()];
}

function pageOf(lines: Lines): PageWords {
  const words = lines.flatMap((line, number) => line.map(({ word }) => ({ ...word, line: number })));
  const viewed = lines.flat().map((place, index) => ({ ...place.viewed, index }));
  return { words, viewed };
}

function bestOf({ viewed }: ReadPlace): Alternative | undefined {
  return viewed.alternatives[0];
}

function isSure(place: ReadPlace): boolean {
  return senseOf([place]) >= sureLetters && (bestOf(place)?.confidence ?? 0) >= sureConfidence;
}

function senseOf(words: readonly ReadPlace[]): number {
  return lettersProbablyRight(words.map(bestOf));
}

function isWord(place: ReadPlace): boolean {
  const best = bestOf(place);
  return best !== undefined && best.confidence >= leastConfidence && best.text.length >= leastLetters;
}

/** Candidates without those that are upright and were taken for upside down. */
function withoutMistaken(candidates: Lines, lines: Lines, tilt: number): Lines {
  const against = candidates.filter((line) => line.some(({ word }) => isAgainst(word, tilt)));
  const turned = against.filter((line) => {
    const upright = lines.flat().filter((place) => line.some((word) => isSamePlace(place, word)));
    return isReadOtherwise(upright.map(bestOf), line.map(bestOf));
  });
  const isSaid = senseOf(turned.flat()) >= leastAgainst;
  return candidates.filter((line) => !against.includes(line) || (isSaid && turned.includes(line)));
}

/** Whether a word runs against the lines of its page: by more than 120 degrees from them. */
function isAgainst({ quad: [[x, y], [right, down]] }: FoundWord, tilt: number): boolean {
  return Math.cos(Math.atan2(down - y, right - x) - tilt) < -0.5;
}

/** The lines of a page, with candidates in place of the words there that say less; the same lines if there are none. */
function withLines(lines: Lines, candidates: Lines): Lines {
  const best = candidates.filter((line) => line.some(isWord)).sort((a, b) => senseOf(b) - senseOf(a));
  let all = lines;
  for (const line of best) {
    const isThere = (place: ReadPlace): boolean => line.some((word) => isSamePlace(place, word));
    if (senseOf(line) < leastGain * senseOf(all.flat().filter(isThere))) continue;
    const left = all.map((other) => other.filter((place) => !isThere(place)));
    all = withLine(
      left.filter((other) => other.length > 0),
      line,
    );
  }
  return all;
}

function isSamePlace({ word: a }: ReadPlace, { word: b }: ReadPlace): boolean {
  return quadContains(a.quad, middleOfBox(b.box)) || quadContains(b.quad, middleOfBox(a.box));
}

/** Puts a line after the nearest line, or before it if that is lower. */
function withLine(lines: Lines, line: readonly ReadPlace[]): Lines {
  const [x, y] = middleOfLine(line);
  let nearest = { place: 0, distance: Infinity };
  for (const [index, other] of lines.entries()) {
    const [otherX, otherY] = middleOfLine(other);
    const distance = Math.hypot(otherX - x, otherY - y);
    if (distance < nearest.distance) nearest = { place: otherY <= y ? index + 1 : index, distance };
  }
  return lines.toSpliced(nearest.place, 0, line);
}

function middleOfLine(line: readonly ReadPlace[]): Point {
  return middleOfBox(boxOfPoints(line.flatMap(({ word }) => word.quad)));
}

/** The groups by the sheets that they fill: each at most as high as it is wide, unless one group alone is higher. */
function groupsOfSheets(groups: readonly LevelledInk[], side: number, gap: number): LevelledInk[][] {
  const sheets: LevelledInk[][] = [];
  let [across, top, rowHeight] = [side, 0, side];
  // By height, so that the groups of a row are about equally high.
  for (const group of groups.toSorted((a, b) => b.ink.height - a.ink.height)) {
    const { width, height } = group.ink;
    if (across + width + gap > side) [across, top, rowHeight] = [gap, top + rowHeight + gap, height];
    if (top + rowHeight + gap > side) {
      sheets.push([]);
      top = gap;
    }
    across += width + gap;
    sheets.at(-1)?.push(group);
  }
  return sheets;
}

/** Groups on one image. The detector sees them at the page's scale if it is as wide as the page is long. */
function sheetOf(groups: readonly LevelledInk[], width: number, gap: number) {
  const { ink, places } = inkInRows(
    groups.map((group) => group.ink),
    width,
    gap,
  );
  return {
    ink,
    /** Its lines where they are on the page. */
    fromSheet: (lines: Lines): ReadPlace[][] =>
      groups.flatMap(({ quad }, index) => {
        const place = places[index] ?? [0, 0, 0, 0];
        const isIn = ({ word }: ReadPlace): boolean => boxContains(place, middleOfBox(word.box));
        return lines
          .map((line) => line.filter(isIn).map((read) => movedTo(read, place, quad)))
          .filter((line) => line.length > 0);
      }),
  };
}

/** A word of the sheet on the page: the corners of the place where its group is on the sheet are those of the quad. */
function movedTo(
  { word, viewed }: ReadPlace,
  [x, y, width, height]: Box,
  [origin, right, , below]: Quad,
): ReadPlace {
  const quad = mapQuad(word.quad, ([u, v]): Point => {
    const [along, down] = [(u - x) / width, (v - y) / height];
    return [
      origin[0] + (right[0] - origin[0]) * along + (below[0] - origin[0]) * down,
      origin[1] + (right[1] - origin[1]) * along + (below[1] - origin[1]) * down,
    ];
  });
  return { word: { ...word, quad, box: boxOfQuad(quad) }, viewed };
}

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
} from '../../../shared/geometry.ts';
import type { FinderMetadata } from '../../../shared/contract/model.ts';
import type { Alternative } from '../../../shared/contract/word.ts';
import { inkInRows } from '../../imaging/ink.ts';
import { leaningInk, type LevelledInk } from '../../imaging/leaningInk.ts';
import type { InkImage } from '../../imaging/pixels.ts';
import { usualHeight, type FoundWord } from './detectWords.ts';
import { findWords } from './findWords.ts';
import { lettersProbablyRight } from './recogniseWords.ts';
import type { LoadedModel } from './sessions.ts';
import type { PageWords } from './viewLines.ts';
import type { ViewedWord } from './viewWords.ts';

/** A word is read for sure as it is if at least so many of its letters are probably right. */
const sureLetters = 2;
/** A group's words are used if so many times as many letters are probably right as in the words at their place. */
const leastGain = 1.3;
/** One of them must have this confidence and length at least. */
const leastConfidence = 0.6;
const leastLetters = 3;
/** Paper between groups on the sheet, in heights of the page's words. */
const gap = 1;

/** Reads the words that were found on an image. */
export type ViewWords = (image: InkImage, found: readonly FoundWord[]) => Promise<PageWords>;

/**
 * Reads writing that leans: the strokes that are not part of a word read for sure are levelled in groups, all groups are
 * found and read on one sheet, and each replaces the words at its place if more can be read of it.
 *
 * @param read what was found on the page as it is; the same object comes back where nothing leans
 * @param view reads the words of an image
 */
export async function readLeaning(
  page: InkImage,
  read: PageWords,
  detector: LoadedModel<FinderMetadata>,
  view: ViewWords,
  signal?: AbortSignal,
): Promise<PageWords> {
  if (read.words.length === 0) return read;
  const height = usualHeight(read.words);
  const lines = linesOf(read);
  const sure = lines.flat().filter(isSure);
  const groups = leaningInk(
    page,
    sure.map(({ word }) => word.quad),
    height,
  );
  if (groups.length === 0) return read;
  const sheet = sheetOf(groups.flat(), Math.max(page.width, page.height), Math.round(gap * height));
  const found = await findWords(detector, sheet.ink, signal);
  if (found.length === 0) return read;
  const seen = await view(sheet.ink, found);
  const onSheet = linesOf(seen);
  let all: Lines = lines;
  for (const ways of groups) {
    const [best] = ways
      .map((way) => ({ way, lines: sheet.onPage(onSheet, way) }))
      .sort((a, b) => senseOf(b.lines.flat()) - senseOf(a.lines.flat()));
    if (best !== undefined) all = withGroup(all, best.way.quad, best.lines);
  }
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
  return senseOf([place]) >= sureLetters;
}

function senseOf(words: readonly ReadPlace[]): number {
  return lettersProbablyRight(words.map(bestOf));
}

/** The lines of a page, with a group's lines in place of the words there if they say more. */
function withGroup(lines: Lines, group: Quad, found: Lines): Lines {
  const isWord = (place: ReadPlace): boolean => {
    const best = bestOf(place);
    return best !== undefined && best.confidence >= leastConfidence && best.text.length >= leastLetters;
  };
  if (!found.flat().some(isWord)) return lines;
  const isThere = (place: ReadPlace): boolean =>
    !isSure(place) && quadContains(group, middleOfBox(place.word.box));
  if (senseOf(found.flat()) < leastGain * senseOf(lines.flat().filter(isThere))) return lines;
  const left = lines.map((line) => line.filter((place) => !isThere(place))).filter((line) => line.length > 0);
  return found.reduce(withLine, left);
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

interface Sheet {
  readonly ink: InkImage;
  /** The words of a group where they are on the page. */
  onPage(lines: Lines, group: LevelledInk): Lines;
}

/** All groups on one image. The detector sees them at the page's scale if it is as wide as the page is long. */
function sheetOf(groups: readonly LevelledInk[], width: number, gap: number): Sheet {
  const { ink, places } = inkInRows(
    groups.map((group) => group.ink),
    width,
    gap,
  );
  const placeOf = new Map(groups.map((group, index) => [group, places[index]]));
  return {
    ink,
    onPage(lines, group) {
      const place = placeOf.get(group) ?? [0, 0, 0, 0];
      const own = lines.map((line) => line.filter(({ word }) => boxContains(place, middleOfBox(word.box))));
      return own
        .filter((line) => line.length > 0)
        .map((line) => line.map((read) => movedTo(read, place, group.quad)));
    },
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

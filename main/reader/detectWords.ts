import { boxOfQuad, mapQuad, quadOfBox, quadSize, type Box, type Quad } from '../../shared/geometry.ts';
import type { DetectorMetadata, FinderMetadata } from '../../shared/contract/model.ts';
import { levelPage, type LevelPage } from '../imaging/geometry/tilt.ts';
import { type DirectionMap, tiltOf } from '../ml/detection/directions.ts';
import type { InkImage } from '../imaging/pixels.ts';
import { likeliestWords, type UncertainRun } from '../ml/detection/wordsOfPieces.ts';
import { wordQuads } from '../ml/detection/quads.ts';
import { readingOrder } from '../../shared/page/readingOrder.ts';
import { median } from '../../shared/median.ts';
import { certaintyOf, detectSections, overlookedIn, type PlacedRegion, type Seen } from './detectSections.ts';
import type { LoadedModel } from './models/sessions.ts';

export interface FoundWord {
  /** In pixels of the ink image. */
  readonly box: Box;
  /** Along its line, where that is not level. */
  readonly quad: Quad;
  /** Number of its line, from 0. */
  readonly line: number;
  /** The detector's probability that it is a word, 0 to 1; null for a sign, and a word that a recogniser of lines has placed. */
  readonly score: number | null;
  /** As `WordRegion` has it. */
  readonly doubt?: number | undefined;
}

/** The words of a page, and where the gaps between them are uncertain. */
export interface FoundWords {
  /** In reading order. */
  readonly words: readonly FoundWord[];
  readonly runs: readonly FoundRun[];
  /** Of the page's sections; empty where the model does not say. */
  readonly directions: readonly DirectionMap[];
}

export interface FoundRun extends UncertainRun<FoundWord> {
  /** Place of the first of its likeliest words among the words of the page. */
  readonly first: number;
}

/** Median height of words, in their pixels; 1 of none. */
export function usualHeight(words: readonly FoundWord[]): number {
  const heights = words.map(({ quad }) => quadSize(quad).height);
  return median(heights, 1);
}

/** A place that may be a word. */
export interface OverlookedWord extends FoundWord {
  /** How probably it is a word at all, 0 to 1. */
  readonly likelihood: number;
}

/**
 * Finds the words of a page.
 *
 * @param isLevel whether its lines are known to be level
 */
export async function detectWords(
  detector: LoadedModel<DetectorMetadata>,
  page: InkImage,
  signal?: AbortSignal,
  isLevel = false,
): Promise<FoundWords> {
  const { seen, level, directions } = isLevel
    ? { seen: await detectSections(detector, page, signal), level: null, directions: [] }
    : await detectLevelled(detector, page, signal);
  const ordered = inReadingOrder(seen.flatMap(({ regions }) => regions)).map(({ region, word }) => ({
    region,
    word: fromLevel(word, level),
  }));
  const runs = seen.flatMap((each) => each.runs.flatMap((run) => runInOrder(run, ordered, level)));
  return { words: ordered.map(({ word }) => word), runs, directions };
}

/** A run on its line, if its likeliest words are among those found and follow each other there. */
function runInOrder(
  { words, gaps }: UncertainRun<PlacedRegion>,
  ordered: readonly OrderedRegion[],
  level: LevelPage | null,
): FoundRun[] {
  const likeliest = likeliestWords({ words, gaps });
  const first = ordered.findIndex(({ region }) => region === likeliest[0]);
  const found = new Map(
    ordered.slice(first, first + likeliest.length).map(({ region, word }) => [region, word]),
  );
  const lines = new Set([...found.values()].map(({ line }) => line));
  const [line] = lines;
  if (line === undefined || lines.size > 1 || !likeliest.every((region) => found.has(region))) return [];
  const members = ordered.filter(({ word }) => word.line === line).map(({ region }) => ({ ...region, line }));
  const wordOf = (region: PlacedRegion): FoundWord => {
    const { box, score, doubt } = region;
    const [quad = quadOfBox(box)] = wordQuads(members, [{ ...region, line }]);
    return found.get(region) ?? fromLevel({ box, quad, line, score, doubt }, level);
  };
  return [{ first, gaps, words: words.map((regions) => regions.map(wordOf)) }];
}

/**
 * Finds places of a page that may be words although the detector says otherwise, in reading order.
 *
 * @param known words, and places that are none, in pixels of the ink image
 */
export async function detectOverlooked(
  finder: LoadedModel<FinderMetadata>,
  page: InkImage,
  known: readonly Quad[],
  signal?: AbortSignal,
): Promise<OverlookedWord[]> {
  const { metadata } = finder;
  // A line finder has no thresholds.
  if (metadata.kind === 'lines') return [];
  const { seen, level } = await detectLevelled({ ...finder, metadata }, page, signal);
  const boxes = known.map((quad) => boxOfQuad(level === null ? quad : mapQuad(quad, level.toLevel)));
  const found = new Set(overlookedIn(seen, boxes));
  const words = seen.flatMap(({ regions }) => regions);
  // The words beside them say how their lines run.
  return inReadingOrder([...words, ...found]).flatMap(({ region, word }) =>
    found.has(region) ? [{ ...fromLevel(word, level), likelihood: region.score }] : [],
  );
}

interface Levelled {
  readonly seen: readonly Seen[];
  /** Null where the page counts as it is. */
  readonly level: LevelPage | null;
  /** Of the page as it is. */
  readonly directions: readonly DirectionMap[];
}

/** Lines that are steeper are levelled, in radians: the detector finds the words of others as well as they are. */
const leastTilt = (3 / 180) * Math.PI;

/** Where the lines of a page slope it is detected twice; the pass that sees words more surely counts. */
async function detectLevelled(
  detector: LoadedModel<DetectorMetadata>,
  page: InkImage,
  signal: AbortSignal | undefined,
): Promise<Levelled> {
  const asIs = await detectSections(detector, page, signal);
  const directions = asIs.flatMap((seen) => directionsSeen(seen, detector.metadata));
  const tilt = tiltOf(directions);
  if (Math.abs(tilt) < leastTilt) return { seen: asIs, level: null, directions };
  const level = levelPage(page, tilt);
  const levelled = await detectSections(detector, level.ink, signal);
  const isBetter = certaintyOf(levelled) > certaintyOf(asIs);
  return isBetter ? { seen: levelled, level, directions } : { seen: asIs, level: null, directions };
}

/** In which directions the writing of a page runs, whatever finds its words. */
export async function directionsOf(
  detector: LoadedModel<DetectorMetadata>,
  page: InkImage,
  signal?: AbortSignal,
): Promise<DirectionMap[]> {
  const seen = await detectSections(detector, page, signal);
  return seen.flatMap((each) => directionsSeen(each, detector.metadata));
}

function directionsSeen(
  { section: { left, top }, detection: { input, output } }: Seen,
  { directions: stride }: DetectorMetadata,
): DirectionMap[] {
  const { directions: vectors } = output;
  if (vectors === undefined || stride === undefined) return [];
  const [columns, rows] = [input.width / stride, input.height / stride];
  return [{ columns, rows, side: stride / input.scale, left, top, vectors }];
}

/** A word of the levelled page where it stands on the page. */
function fromLevel(word: FoundWord, level: LevelPage | null): FoundWord {
  if (level === null) return word;
  const quad = mapQuad(word.quad, level.toPage);
  return { ...word, box: boxOfQuad(quad), quad };
}

interface OrderedRegion {
  readonly region: PlacedRegion;
  readonly word: FoundWord;
}

/**
 * Words with a wider gap, in heights, are read apart: of boards dev and dev2 this finds .9042 of the search terms, twice the gap
 * .9021 (29 November 2026).
 */
const widestGap = 2;

function inReadingOrder(regions: readonly PlacedRegion[]): OrderedRegion[] {
  const words = readingOrder(
    regions.map(({ box }) => box),
    widestGap,
  ).flatMap(({ index, line }) => {
    const region = regions[index];
    return region === undefined ? [] : [{ ...region, line, region }];
  });
  const quads = wordQuads(words);
  return words.map(({ box, line, region }, index) => ({
    region,
    word: { box, quad: quads[index] ?? quadOfBox(box), line, score: region.score, doubt: region.doubt },
  }));
}

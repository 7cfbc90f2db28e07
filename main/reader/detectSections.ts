import { boxArea, boxOfPoints, intersectionArea, quadOfBox, type Box } from '../../shared/geometry.ts';
import type { DetectorMetadata } from '../../shared/contract/model.ts';
import { InkdexError } from '../../shared/result.ts';
import { directionPlanes } from '../ml/detection/directions.ts';
import type { InkImage } from '../imaging/pixels.ts';
import {
  type DetectorMaps,
  detectPage,
  detectFromAfar,
  detectRegion,
  type PageDetection,
} from '../ml/detection/multiScale.ts';
import {
  cutSection,
  type DetectorInput,
  type Section,
  sectionsOf,
  spreadToImage,
  toImage,
  toInput,
  wholePage,
} from '../ml/detection/input.ts';
import type { WordRegion } from '../ml/detection/kernels.ts';
import { findRegions, overlookedRegions } from '../ml/detection/regions.ts';
import { groupsOf, isOfRegion, regionsOfOtherSize, type SizeRegion } from '../ml/detection/sizeRegions.ts';
import type { UncertainRun } from '../ml/detection/wordsOfPieces.ts';
import type { LoadedModel } from './models/sessions.ts';
import { runModel, type ModelSession } from './models/onnxSession.ts';

/** A word where it stands on the page, in the page's pixels. */
export interface PlacedRegion extends Pick<WordRegion, 'score' | 'spread' | 'doubt'> {
  readonly box: Box;
}

/** What was seen of a section of a page. */
export interface Seen {
  readonly section: Section;
  readonly detection: PageDetection;
  /** Its own words, once `eachOnce` has shared them out. */
  readonly regions: readonly PlacedRegion[];
  readonly runs: readonly UncertainRun<PlacedRegion>[];
}

/** How wide the words of a page are, in its pixels, weighed by how much likelier than not they are words. */
export function certaintyOf(seen: readonly Seen[]): number {
  return widthOf(seen.flatMap((each) => each.regions));
}

function widthOf(regions: readonly PlacedRegion[]): number {
  return regions.reduce((sum, { box, score }) => sum + (score - 0.5) * box[2], 0);
}

/**
 * Detects words on a page, in sections if it is long, and regions with larger or smaller writing again, each at its own size. If
 * no word is found, the page is detected again at a smaller scale; the pass with the most certain words counts.
 */
export async function detectSections(
  detector: LoadedModel<DetectorMetadata>,
  page: InkImage,
  signal: AbortSignal | undefined,
): Promise<readonly Seen[]> {
  const { metadata } = detector;
  const run = (input: DetectorInput): Promise<DetectorMaps> => mapsOf(detector, input);
  const shown: Seen[] = [];
  for (const section of sectionsOf(page, metadata.longSide)) {
    signal?.throwIfAborted();
    shown.push(seenIn(section, await detectPage(cutSection(page, section), metadata, run)));
  }
  const seen = eachOnce(shown);
  if (seen.some(({ regions }) => regions.length > 0))
    return await withRegions(page, seen, { metadata, run, signal });
  const afar = await detectFromAfar(page, metadata, run);
  const passes = afar.map((detection) => [seenIn(wholePage(page), detection)]);
  return passes.reduce((best, each) => (certaintyOf(each) > certaintyOf(best) ? each : best), seen);
}

/** The inputs of all regions are together at most so many times as large as the page's own. */
const mostRegions = 3;

interface Look {
  readonly metadata: DetectorMetadata;
  readonly run: (input: DetectorInput) => Promise<DetectorMaps>;
  readonly signal: AbortSignal | undefined;
}

/** Detects the regions again whose writing the page's input shows too small or too large; there, these words count. */
async function withRegions(
  page: InkImage,
  seen: readonly Seen[],
  { metadata, run, signal }: Look,
): Promise<readonly Seen[]> {
  const words = seen.flatMap(({ section, regions, detection: { input, first } }) => {
    const before =
      first === undefined ? [] : seenIn(section, first).regions.filter(({ box }) => section.owns(box));
    return [...regions, ...before].map(({ box }) => ({ box, inputHeight: box[3] * input.scale }));
  });
  const own = seen.reduce((sum, { detection: { input } }) => sum + input.width * input.height, 0);
  const found = regionsOfOtherSize(words, page, mostRegions * own);
  if (found.length === 0) return seen;
  /** The first region that a word is of has it. */
  const regionOf = (box: Box): SizeRegion | undefined => found.find((region) => isOfRegion(box, region));
  const looks: Seen[] = [];
  for (const region of found) {
    signal?.throwIfAborted();
    const [left, top, width, height] = region.box;
    const section = { left, top, width, height, owns: (box: Box) => regionOf(box) === region };
    looks.push(seenIn(section, await detectRegion(cutSection(page, section), region.height, metadata, run)));
  }
  const closer = eachOnce(looks);
  const rest = seen.map((each) => {
    const owns = (box: Box): boolean => each.section.owns(box) && regionOf(box) === undefined;
    const regions = each.regions.filter(({ box }) => owns(box));
    return { ...each, regions, section: { ...each.section, owns } };
  });
  const lost = lessCertain(
    rest.flatMap((each) => each.regions),
    closer.flatMap((each) => each.regions),
  );
  const isKept = (word: PlacedRegion): boolean => !lost.has(word);
  return [...rest, ...closer].map((each) => ({ ...each, regions: each.regions.filter(isKept) }));
}

/** Boxes of two sections are of one word if they share more of the smaller one's area, and one is at most so many times as high. */
const sameWord = { shared: 0.5, height: 2 } as const;

/**
 * The words with each in one section. Sections overlap, and each has a box of its own for a word in both: the middle of all its
 * boxes together says whose it is, or the middle of one could lie in this section and that of the other in that.
 */
function eachOnce<T extends Pick<Seen, 'section' | 'regions'>>(seen: readonly T[]): T[] {
  const boxes = seen.flatMap(({ section, regions }) => regions.map((region) => ({ section, region })));
  const isSame = (one: (typeof boxes)[number], other: (typeof boxes)[number]): boolean => {
    const [a, b] = [one.region.box, other.region.box];
    const isAsHigh = Math.max(a[3], b[3]) <= sameWord.height * Math.min(a[3], b[3]);
    return one.section !== other.section && isAsHigh && overlapOf(a, b) > sameWord.shared;
  };
  const kept = new Set<PlacedRegion>();
  for (const group of seen.length === 1 ? boxes.map((box) => [box]) : groupsOf(boxes, isSame)) {
    const around = boxOfPoints(group.flatMap(({ region }) => quadOfBox(region.box)));
    const owner =
      group.find(({ section }) => section.owns(around)) ??
      group.find(({ section, region }) => section.owns(region.box));
    for (const { section, region } of group) if (section === owner?.section) kept.add(region);
  }
  return seen.map((each) => ({ ...each, regions: each.regions.filter((region) => kept.has(region)) }));
}

/**
 * Of words that overlap, those that are less certain: a heading, or what a closer look took its parts for. Words of regions
 * are compared with those of the page, and with ones of half their height in other regions.
 */
function lessCertain(others: readonly PlacedRegion[], closer: readonly PlacedRegion[]): Set<PlacedRegion> {
  const lost = new Set<PlacedRegion>();
  const compare = (word: PlacedRegion, highest: number): void => {
    const overlapping = closer.filter(
      (each) => each.box[3] < highest && overlapOf(each.box, word.box) > mostOverlap && !lost.has(each),
    );
    if (overlapping.length === 0 || lost.has(word)) return;
    const isSurer = widthOf([word]) >= widthOf(overlapping);
    for (const each of isSurer ? overlapping : [word]) lost.add(each);
  };
  for (const word of others) compare(word, Infinity);
  for (const word of closer) compare(word, word.box[3] / 2);
  return lost;
}

/** A word that overlaps one of another size by more of the smaller one's area is a part of it. */
const mostOverlap = 0.3;

function overlapOf(a: Box, b: Box): number {
  return intersectionArea(a, b) / Math.min(boxArea(a), boxArea(b));
}

type MapName = 'kernel' | 'distances' | 'directions';

/** Runs the network on the GPU if the model is there, and on the processor if the GPU fails. */
async function mapsOf(
  { session, gpu, metadata }: LoadedModel<DetectorMetadata>,
  { ink, width, height }: DetectorInput,
): Promise<DetectorMaps> {
  const { stride, directions: wide } = metadata;
  const names: MapName[] = ['kernel', 'distances', ...(wide === undefined ? [] : ['directions' as const])];
  const runOn = async (where: ModelSession): Promise<DetectorMaps> => {
    const maps = await runModel(where, ['ink', { data: ink, shape: [1, 1, height, width] }], names);
    const planes = (name: MapName, count: number, cell: number): Float32Array => {
      const { data } = maps[name];
      requireLength(name, data, count * (width / cell) * (height / cell));
      return data;
    };
    const [kernel, distances] = [planes('kernel', 1, stride), planes('distances', 4, stride)];
    return wide === undefined
      ? { kernel, distances }
      : { kernel, distances, directions: planes('directions', directionPlanes, wide) };
  };
  if (gpu?.isUsable() !== true) return await runOn(session);
  try {
    return await runOn(gpu);
  } catch (error) {
    gpu.fail(error);
    return await runOn(session);
  }
}

/** All that a section shows, also of its neighbours' words. */
function seenIn(section: Section, detection: PageDetection): Seen {
  const { input, output } = detection;
  const { words, runs } = findRegions(output);
  const places = new Map(words.map((word) => [word, placed(word, section, input)]));
  return {
    section,
    detection,
    regions: [...places.values()],
    runs: runs.map((run) => ({
      ...run,
      words: run.words.map((row) => row.map((word) => places.get(word) ?? placed(word, section, input))),
    })),
  };
}

/** A region on the page. */
function placed(
  { box, spread, score, doubt }: WordRegion,
  section: Section,
  input: DetectorInput,
): PlacedRegion {
  const [x, y, width, height] = toImage(box, input);
  return {
    score,
    doubt,
    box: [x + section.left, y + section.top, width, height],
    spread: spreadToImage(spread, input),
  };
}

/** @param known in pixels of the page */
export function overlookedIn(seen: readonly Seen[], known: readonly Box[]): PlacedRegion[] {
  const found = seen.map(({ section, detection: { input, output } }) => {
    const boxes = known.map(([x, y, width, height]) =>
      toInput([x - section.left, y - section.top, width, height], input),
    );
    const regions = overlookedRegions(output, boxes).map((region) => placed(region, section, input));
    return { section, regions };
  });
  return eachOnce(found).flatMap(({ regions }) => regions);
}

/** As many numbers as there are cells for, or regions would be cut out of nothing. */
function requireLength(name: MapName, { length }: Float32Array, expected: number): void {
  if (length === expected) return;
  throw new InkdexError(
    'model-damaged',
    `The detector's output "${name}" has ${length} numbers; expected ${expected}. Import or export it again.`,
  );
}

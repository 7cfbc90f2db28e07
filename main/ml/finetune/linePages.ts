import { join } from 'node:path';
import type { Sample } from '../../../shared/contract/dataset.ts';
import type { TrainingSettings } from '../../../shared/contract/run.ts';
import { objectFile } from '../../../shared/fileNames.ts';
import { mapQuad, type Quad, quadAround, type Size } from '../../../shared/geometry.ts';
import { createRandom, type Random } from '../../../shared/random.ts';
import { InkdexError } from '../../../shared/result.ts';
import { counted, formatCount } from '../../../shared/text.ts';
import type { InkImage } from '../../imaging/pixels.ts';
import { resampleInk } from '../../imaging/geometry/resample.ts';
import { createWarpMesh, warpInk } from '../../imaging/geometry/warp.ts';
import { openPage } from './loadWords.ts';

/** A page whose lines are known, scaled for the network. */
export interface LinePage {
  /** The key of its first sample. */
  readonly key: string;
  readonly ink: InkImage;
  /** In reading order, in pixels of `ink`. */
  readonly lines: readonly Quad[];
}

export interface LinePages {
  readonly train: readonly LinePage[];
  readonly heldBack: readonly LinePage[];
  readonly notices: readonly string[];
}

/** With fewer pages there is too little to learn from. */
export const fewestPages = 4;
/** Of the pages, where the version has no validation split. */
const heldBackShare = 0.15;

interface LinePagesOptions {
  /** Folder of the images, named by SHA-256. */
  readonly objects: string;
  readonly settings: Pick<TrainingSettings, 'seed' | 'subsample'>;
  /** Longer side of the scaled pages, in pixels. */
  readonly longSide: number;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Opens the pages of a version whose lines have places: lines, or words with the numbers of their lines. Pages of the
 * test split are never used.
 *
 * @throws InkdexError `data-invalid` if there are too few; the reason of `signal` when it is aborted
 */
export async function linePages(
  samples: AsyncIterable<Sample>,
  { objects, settings, longSide, signal, onProgress }: LinePagesOptions,
): Promise<LinePages> {
  const { placed, total, left } = await placedOnLines(samples, ({ split }) => split !== 'test');
  const notices =
    left === 0
      ? []
      : [
          `${formatCount(left)} of ${counted(total, 'sample')} are left out: they have no place on a line, or are in the test split.`,
        ];
  const chosen = subsample([...placed.values()], settings);
  const opened: (LinePage & Pick<Sample, 'split'>)[] = [];
  for (const [index, own] of chosen.entries()) {
    signal.throwIfAborted();
    onProgress(index, chosen.length);
    const page = await openLinePage(own, objects, longSide);
    if (typeof page === 'string') notices.push(`A page is left out because ${page}.`);
    else opened.push({ ...page, split: own.at(0)?.split ?? null });
  }
  const { train, heldBack } = heldBackOf(opened, createRandom(settings.seed).fork('held-back pages'));
  if (train.length < fewestPages || heldBack.length === 0) {
    throw new InkdexError(
      'data-invalid',
      `This version has ${counted(opened.length, 'page')} whose lines have places; at least ${fewestPages + 1} are needed. ` +
        [...notices, 'Label or import more pages and freeze the dataset again.'].join(' '),
    );
  }
  return { train, heldBack, notices };
}

/** The samples of a version with a place on a line, by page; `left`: how many of all are not. */
export async function placedOnLines(
  samples: AsyncIterable<Sample>,
  isWanted: (sample: Sample) => boolean,
): Promise<{
  readonly placed: ReadonlyMap<string, readonly Sample[]>;
  readonly total: number;
  readonly left: number;
}> {
  const placed = new Map<string, Sample[]>();
  let [total, left] = [0, 0];
  for await (const sample of samples) {
    total += 1;
    const isPlaced = sample.quad !== null && sample.mark !== 'not-text' && isWanted(sample);
    const isOfLine = sample.level === 'line' || (sample.level === 'word' && sample.line !== null);
    if (!isPlaced || !isOfLine) {
      left += 1;
      continue;
    }
    const ofPage = placed.get(sample.image);
    if (ofPage === undefined) placed.set(sample.image, [sample]);
    else ofPage.push(sample);
  }
  return { placed, total, left };
}

function subsample<Item>(
  items: readonly Item[],
  { seed, subsample: share }: LinePagesOptions['settings'],
): readonly Item[] {
  if (share === 1) return items;
  const drawn = createRandom(seed)
    .fork('subsample')
    .shuffle([...items]);
  return drawn.slice(0, Math.round(items.length * share));
}

function heldBackOf(
  pages: readonly (LinePage & Pick<Sample, 'split'>)[],
  random: Random,
): Pick<LinePages, 'train' | 'heldBack'> {
  const marked = pages.filter(({ split }) => split === 'validation');
  const others = pages.filter(({ split }) => split !== 'validation');
  if (marked.length > 0) return { train: others, heldBack: marked };
  const shuffled = random.shuffle([...others]);
  const count = Math.ceil(heldBackShare * others.length);
  return { train: shuffled.slice(count), heldBack: shuffled.slice(0, count) };
}

/** @returns the page, or why it cannot be used */
export async function openLinePage(
  samples: readonly Sample[],
  objects: string,
  longSide: number,
): Promise<LinePage | string> {
  const [{ image, key } = { image: '', key: '' }] = samples;
  const page = await openPage(join(objects, objectFile(image)), samples);
  if (!page.ok) return page.reason;
  const { ink } = page;
  const shrink = longSide / Math.max(ink.width, ink.height);
  const size: Size = {
    width: Math.max(1, Math.round(ink.width * shrink)),
    height: Math.max(1, Math.round(ink.height * shrink)),
  };
  const scale = page.scale * shrink;
  return {
    key,
    ink: resampleInk(ink, { left: 0, top: 0, width: ink.width, height: ink.height }, { ...size, margin: 0 }),
    lines: quadsOfLines(samples).map((line) => mapQuad(line, ([x, y]) => [x * scale, y * scale])),
  };
}

/** The places of a page's lines, in reading order: its lines, or else its words by the numbers of their lines. */
function quadsOfLines(samples: readonly Sample[]): Quad[] {
  const lines = samples.filter(({ level }) => level === 'line');
  const parts = lines.length > 0 ? lines : samples;
  const grouped = Map.groupBy(parts, ({ line, key }) => line ?? key);
  return [...grouped.values()]
    .map((members) => ({
      line: members.at(0)?.line ?? null,
      quad: quadAround(members.flatMap(({ quad }) => (quad === null ? [] : [quad]))),
    }))
    .sort((a, b) => (a.line !== null && b.line !== null ? a.line - b.line : a.quad[0][1] - b.quad[0][1]))
    .map(({ quad }) => quad);
}

/** At strength 1, each way: as fractions of the side, as a factor less one, and as a tangent. */
const variation = { shift: 0.08, zoom: 0.1, slope: 0.04 } as const;

/**
 * A page moved, zoomed, sloped and mirrored, as text-recognizer-pro varies its pages, on a square of paper.
 *
 * @param strength of the variation; 0 for none
 */
export function variedPage({ ink, lines }: LinePage, side: number, strength: number, random: Random) {
  const { shift, zoom, slope } = variation;
  const within = (most: number): number => strength * random.between(-most, most);
  const size = 1 + within(zoom);
  const [down, along] = [within(slope), within(slope)];
  const mirror = strength > 0 && random.chance(0.5) ? -1 : 1;
  const [x0, y0] = [ink.width / 2, ink.height / 2];
  const [x1, y1] = [side / 2 + side * within(shift), side / 2 + side * within(shift)];
  const forward = ([x, y]: readonly [number, number]): [number, number] => {
    const [dx, dy] = [mirror * size * (x - x0), size * (y - y0)];
    return [x1 + dx + along * dy, y1 + dy + down * dx];
  };
  const determinant = 1 - along * down;
  const backward = (x: number, y: number): readonly [number, number] => {
    const [dx, dy] = [(x - x1 - along * (y - y1)) / determinant, (y - y1 - down * (x - x1)) / determinant];
    return [x0 + (mirror * dx) / size, y0 + dy / size];
  };
  const mesh = createWarpMesh(side, side, 16, backward);
  return { ink: warpInk(ink, mesh, side, side), lines: lines.map((line) => mapQuad(line, forward)) };
}

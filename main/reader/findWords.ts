import type { FinderMetadata, LinesMetadata } from '../../shared/contract/model.ts';
import type { InkImage } from '../imaging/pixels.ts';
import { type DetectorInput, detectorInput, toImage } from '../ml/detection/input.ts';
import {
  curvesOfMask,
  type LineCurve,
  type LineMask,
  lineClasses,
  lineMaskOf,
  linesOfMask,
} from '../ml/detection/lineMasks.ts';
import { wordsOfLines } from '../ml/detection/lineWords.ts';
import { detectWords, type FoundWord, type FoundWords } from './detectWords.ts';
import type { LoadedModel } from './models/sessions.ts';
import type { FoundLines } from '../../shared/contract/library.ts';
import { boxOfQuad, boxWithin, quadOfBox, scaleQuad } from '../../shared/geometry.ts';
import { InkdexError } from '../../shared/result.ts';
import type { InkPage } from '../imaging/ink/inkPage.ts';
import { runModel } from './models/onnxSession.ts';

/**
 * Cuts a page into lines and these into words, in reading order, with the model in use: a detector finds words, which are
 * grouped into lines; a line finder finds lines, which are cut at their gaps. Nothing else needs to know which.
 *
 * @param isLevel whether the lines of the page are known to be level
 * @throws InkdexError `model-damaged`
 */
export async function findWords(
  finder: LoadedModel<FinderMetadata>,
  page: InkImage,
  signal?: AbortSignal,
  isLevel = false,
): Promise<FoundWords> {
  const { metadata } = finder;
  if (metadata.kind === 'detector') return await detectWords({ ...finder, metadata }, page, signal, isLevel);
  return { words: await wordsByLines({ ...finder, metadata }, page), runs: [], directions: [] };
}

async function wordsByLines(finder: LoadedModel<LinesMetadata>, page: InkImage): Promise<FoundWord[]> {
  const first = await curvesOn(finder, page);
  const height = usualLineHeight(first.curves);
  const { network, longSide } = finder.metadata;
  const isTooLarge = network === undefined && height > highestRows;
  const metadata = { ...finder.metadata, longSide: Math.round((longSide * bestRows) / height) };
  const { curves, input } = isTooLarge ? await curvesOn({ ...finder, metadata }, page) : first;
  const words = wordsOfLines(
    page,
    curves.map((curve) => fromMask(curve, input)),
  );
  return words.map((word) => ({ ...word, score: null }));
}

/**
 * Rows of ink, which no network has learned, are for lines of about this height in pixels of the mask. Of higher ones, parts of a
 * character become lines of their own, as Chinese ones have them, and come before or after their line: so did
 * 36 of 64 drawn lines, and none with a limit of 36. At 48 the capitals of a board, 45 high, keep their gaps.
 */
const bestRows = 26;
const highestRows = 48;

async function curvesOn(
  finder: LoadedModel<LinesMetadata>,
  page: InkImage,
): Promise<{ readonly curves: readonly LineCurve[]; readonly input: DetectorInput }> {
  const { mask, input } = await maskOfPage(finder, page);
  return { curves: curvesOfMask(mask, input), input };
}

/** The height of the line at the middle column of all lines' columns, by height. */
function usualLineHeight(curves: readonly LineCurve[]): number {
  const byHeight = curves.toSorted((a, b) => a.height - b.height);
  let left = byHeight.reduce((sum, { middles }) => sum + middles.length, 0) / 2;
  for (const { height, middles } of byHeight) {
    left -= middles.length;
    if (left <= 0) return height;
  }
  return 0;
}

/** A line of the mask in pixels of the page, with its middle between those of the mask's columns. */
function fromMask({ left, middles, height }: LineCurve, { scale }: DetectorInput): LineCurve {
  const columns = Math.max(1, Math.round(middles.length / scale));
  const last = middles.length - 1;
  return {
    left: left / scale,
    height: height / scale,
    middles: Array.from({ length: columns }, (_, column) => {
      const at = Math.min(last, Math.max(0, (column + 0.5) * scale - 0.5));
      const [before, after] = [middles[Math.floor(at)] ?? 0, middles[Math.ceil(at)] ?? 0];
      return (before + (after - before) * (at - Math.floor(at))) / scale;
    }),
  };
}

/**
 * Finds the lines of a page.
 *
 * @throws InkdexError `model-damaged`
 */
export async function findLinesOfPage(
  finder: LoadedModel<LinesMetadata>,
  page: Pick<InkPage, 'ink' | 'scale'>,
): Promise<FoundLines> {
  const { mask, input } = await maskOfPage(finder, page.ink);
  // Of the mask's pixels to the ink's, and to the photo's.
  const lines = linesOfMask(mask, input).map((box) =>
    boxOfQuad(scaleQuad(quadOfBox(boxWithin(toImage(box, input), page.ink)), 1 / page.scale)),
  );
  return {
    lines,
    odd: runsOf(mask, 1, input.width),
    even: runsOf(mask, 2, input.width),
    scale: 1 / (input.scale * page.scale),
  };
}

/** The mask of a page's lines, and the input that it is of. @throws InkdexError `model-damaged` */
export async function maskOfPage(
  { session, metadata: { longSide, multiple } }: LoadedModel<LinesMetadata>,
  page: InkImage,
): Promise<{
  readonly mask: LineMask;
  readonly input: DetectorInput;
  /** Of the classes of each pixel: [3, height, width]. */
  readonly probabilities: Float32Array;
}> {
  const input = detectorInput(page, longSide, multiple);
  const { width, height } = input;
  const image = { data: input.ink, shape: [1, 1, height, width] };
  const { classes } = await runModel(session, ['image', image], ['classes']);
  if (classes.data.length !== lineClasses * width * height) {
    throw new InkdexError(
      'model-damaged',
      `The line finder's output is [${classes.shape.join(', ')}]; expected [1, ${lineClasses}, ${height}, ${width}]. Import or export it again.`,
    );
  }
  return { mask: lineMaskOf(classes.data), input, probabilities: classes.data };
}

/** The runs of one class, row by row. */
function runsOf(mask: LineMask, line: number, width: number): FoundLines['odd'] {
  const runs: FoundLines['odd'] = [];
  for (let pixel = 0; pixel < mask.length; pixel += 1) {
    if (mask[pixel] !== line) continue;
    const x = pixel % width;
    const last = runs.at(-1);
    const y = Math.floor(pixel / width);
    if (last !== undefined && x > 0 && last[1] === y && last[0] + last[2] === x) last[2] += 1;
    else runs.push([x, y, 1]);
  }
  return runs;
}

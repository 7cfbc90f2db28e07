import { boxOfQuad, type Box, type Quad } from '../../shared/geometry.ts';
import type { RecogniserMetadata } from '../../shared/contract/model.ts';
import { cropLine, type CutLine } from '../imaging/geometry/cropLine.ts';
import { fitAtPlace, type FittedInk } from '../imaging/geometry/fitWord.ts';
import { cropInk, inkExtent } from '../imaging/ink/ink.ts';
import type { InkImage } from '../imaging/pixels.ts';
import { cutAtSpaces, type LinePart, withBlanksForSpaces, wordSpaceOf } from '../ml/decoding/spaces.ts';
import { mostAlternatives, type WordDecoder } from '../ml/decoding/wordDecoder.ts';
import { wordShape } from '../ml/networks/input.ts';
import { resampleInk } from '../imaging/geometry/resample.ts';
import type { FoundWord } from './detectWords.ts';
import { photoWidths } from './models/readBatch.ts';
import type { LoadedModel } from './models/sessions.ts';
import { viewAllWords } from './recogniseWords.ts';
import type { ViewedWord } from './viewedWord.ts';
import { wordPosteriors } from './models/wordPosteriors.ts';

interface LineWord extends ViewedWord, Pick<LinePart, 'first' | 'last'> {}

/**
 * Reads images that a recogniser reads whole: a word each, or for a recogniser of lines the words between its spaces.
 *
 * @returns the words of each image, in their order
 * @throws InkdexError `model-damaged`
 */
export async function viewTexts(
  recogniser: LoadedModel<RecogniserMetadata>,
  decoder: WordDecoder,
  images: readonly InkImage[],
  signal?: AbortSignal,
): Promise<(readonly ViewedWord[])[]> {
  const space = wordSpaceOf(recogniser.metadata);
  if (space !== null) return await viewLines(recogniser, decoder, images, space, signal);
  const viewed = await viewAllWords(recogniser, decoder, images, signal);
  return viewed.map((word) => [word]);
}

async function viewLines(
  recogniser: LoadedModel<RecogniserMetadata>,
  decoder: WordDecoder,
  lines: readonly InkImage[],
  space: number,
  signal: AbortSignal | undefined,
): Promise<LineWord[][]> {
  const viewed = lines.map((): LineWord[] => []);
  const without = recogniser.metadata.photo === undefined ? undefined : withBlanksForSpaces;
  for await (const { index, posteriors } of wordPosteriors(recogniser, lines, signal)) {
    viewed[index] = cutAtSpaces(posteriors, space, without).map(({ posteriors: own, first, last }, place) => {
      const views = [decoder.view(own)];
      const candidates = decoder.fuse(views);
      const alternatives = decoder.alternatives(candidates, mostAlternatives);
      return { index: place, views, candidates, alternatives, first, last };
    });
  }
  return viewed;
}

export interface PageWords {
  readonly words: readonly FoundWord[];
  /** What is read of each. */
  readonly viewed: readonly ViewedWord[];
}

/**
 * Reads the lines of a page whole, straightened, and places the words between their spaces on it.
 *
 * @param found words, which tell where the lines are
 * @throws InkdexError `model-damaged`
 */
export async function viewLinesOfPage(
  recogniser: LoadedModel<RecogniserMetadata>,
  decoder: WordDecoder,
  page: InkImage,
  found: readonly FoundWord[],
  space: number,
  signal?: AbortSignal,
): Promise<PageWords> {
  const { height, stride } = recogniser.metadata;
  const lines = [...Map.groupBy(found, ({ line }) => line)].map(([line, members]) => {
    const quads = members.map((word) => word.quad);
    return { line, cut: cropLine(page, quads, height) };
  });
  const crops = lines.map(({ cut }) => cut.ink);
  const read = await viewLines(recogniser, decoder, crops, space, signal);
  const words = lines.flatMap(({ line, cut }, index) => {
    const own = read[index] ?? [];
    const fitted = asRead(cut.ink, recogniser.metadata);
    return wordQuads(cut, fitted, own, stride).map((place) => ({
      box: boxOfQuad(place),
      quad: place,
      line,
      score: null,
    }));
  });
  return { words, viewed: read.flat() };
}

/** The ink of a crop in the columns of the network's input. */
function asRead(crop: InkImage, metadata: RecogniserMetadata): FittedInk {
  const { photo, height } = metadata;
  if (photo === undefined) return fitAtPlace(crop, wordShape(metadata));
  const { columns } = photoWidths(metadata, photo, crop.width / crop.height);
  const whole = { left: 0, top: 0, width: crop.width, height: crop.height };
  const fitted = resampleInk(crop, whole, { width: columns, height, margin: 0 });
  return { fitted, part: [0, 0, 1, 1] };
}

/** Fitted ink of at least this strength, of 255, belongs to a word: a quarter of full ink, as in `lineWords.ts`. */
const leastInk = 64;

/** Where the words of a line stand on the page: between the gaps in its ink, as large as their ink. */
function wordQuads(
  line: CutLine,
  { fitted, part: [left, top, width, height] }: FittedInk,
  words: readonly LineWord[],
  stride: number,
): Quad[] {
  const middleOf = (step: number): number => Math.min(fitted.width, Math.round((step + 0.5) * stride));
  const cuts = words
    .slice(1)
    .map(({ first }, index) => widestGap(fitted, middleOf(words[index]?.last ?? 0), middleOf(first)));
  return words.map((_, index) => {
    const [from, to] = [cuts[index - 1] ?? 0, cuts[index] ?? fitted.width];
    const [x, y, columns, rows] = inkBoxBetween(fitted, from, Math.max(from + 1, to));
    return line.quadOf([
      left + (x / fitted.width) * width,
      top + (y / fitted.height) * height,
      (columns / fitted.width) * width,
      (rows / fitted.height) * height,
    ]);
  });
}

/** The middle of the widest run of columns with the least ink, of those from one to before another. */
function widestGap(ink: InkImage, from: number, to: number): number {
  const inkIn = (column: number): number => {
    let most = leastInk;
    for (let row = 0; row < ink.height; row += 1) {
      most = Math.max(most, ink.data[row * ink.width + column] ?? 0);
    }
    return most;
  };
  const columns = Array.from({ length: Math.max(1, to - from) }, (_, at) =>
    inkIn(Math.min(from + at, ink.width - 1)),
  );
  const least = Math.min(...columns);
  let best = { start: 0, length: 0 };
  let start = 0;
  for (let at = 0; at <= columns.length; at += 1) {
    if (columns[at] === least) continue;
    if (at - start > best.length) best = { start, length: at - start };
    start = at + 1;
  }
  return from + best.start + Math.floor(best.length / 2);
}

/** The box around the ink of some columns; all of their rows where there is none. */
function inkBoxBetween(ink: InkImage, from: number, to: number): Box {
  const extent = inkExtent(cropInk(ink, from, 0, to - from, ink.height), leastInk);
  if (extent === null) return [from, 0, to - from, ink.height];
  const { left, top, right, bottom } = extent;
  return [from + left, top, right - left + 1, bottom - top + 1];
}

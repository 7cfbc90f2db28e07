import type { Box, Point, Quad } from '../../../shared/geometry.ts';
import { boxOfQuad, quadOfBox, scaleQuad } from '../../../shared/geometry.ts';
import type { DetectorMetadata, RecogniserMetadata } from '../../../shared/model.ts';
import type { Alternative, PageReading, ReadWord } from '../../../shared/word.ts';
import { cropQuad } from '../../imaging/crop.ts';
import { decodePhoto } from '../../imaging/decode.ts';
import { flattenBackground } from '../../imaging/flatten.ts';
import type { InkImage } from '../../imaging/pixels.ts';
import { detectWords } from './detectWords.ts';
import type { FoundWord } from './detectWords.ts';
import { recogniseWords } from './recogniseWords.ts';
import type { RecogniseOptions } from './recogniseWords.ts';
import type { LoadedModel } from './sessions.ts';

/** More pixels show no more of a word than the recogniser takes. */
const pixelsRead = 4_000_000;
/** Paper and neighbours left around a word, as a share of its height; words are trained with as much. */
const cropMargin = 0.16;
/** Rows of a crop, per row of the recogniser's input: larger words are shrunk while they are cut. */
const rowsPerInputRow = 1.8;

export interface ReadingModels {
  readonly detector: LoadedModel<DetectorMetadata>;
  readonly recogniser: LoadedModel<RecogniserMetadata>;
}

/**
 * Reads one photo.
 *
 * @returns words in reading order; one of which nothing could be read is left out
 * @throws InkdexError as `decodePhoto`, and `model-damaged`
 */
export async function readPage(
  path: string,
  { detector, recogniser }: ReadingModels,
  options: RecogniseOptions,
): Promise<PageReading> {
  const start = performance.now();
  const { image, width, height, scale } = await decodePhoto(path, { maxPixels: pixelsRead });
  options.signal?.throwIfAborted();
  const page = flattenBackground(image);
  const found = await detectWords(detector, page);
  options.signal?.throwIfAborted();
  const crops = found.map(({ box }) => cropWord(page, box, recogniser.metadata.height));
  const readings = await recogniseWords(recogniser, crops, options);
  const words = found.flatMap((word, index) => readWord(word, readings[index] ?? [], scale));
  return {
    width,
    height,
    words,
    ms: performance.now() - start,
    detector: detector.sha256,
    recogniser: recogniser.sha256,
  };
}

function cropWord(page: InkImage, box: Box, inputHeight: number): InkImage {
  const height = Math.min(box[3] * (1 + 2 * cropMargin), inputHeight * rowsPerInputRow);
  return cropQuad(page, quadOfBox(box), { margin: cropMargin, height });
}

/** An empty reading is no word: a line or a stain that looked like one. */
function readWord({ box, line }: FoundWord, readings: readonly Alternative[], scale: number): ReadWord[] {
  const alternatives = readings.filter(({ text }) => text !== '');
  const [best] = alternatives;
  if (best === undefined) return [];
  const quad = roundQuad(scaleQuad(quadOfBox(box), 1 / scale));
  return [{ box: roundBox(boxOfQuad(quad)), quad, line, ...best, alternatives }];
}

/** A tenth of a pixel is finer than any detector. */
function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

function roundBox([x, y, width, height]: Box): Box {
  return [rounded(x), rounded(y), rounded(width), rounded(height)];
}

function roundQuad(quad: Quad): Quad {
  const [topLeft, topRight, bottomRight, bottomLeft] = quad;
  const round = ([x, y]: Point): Point => [rounded(x), rounded(y)];
  return [round(topLeft), round(topRight), round(bottomRight), round(bottomLeft)];
}

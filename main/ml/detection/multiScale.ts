import type { DetectorMetadata } from '../../../shared/contract/model.ts';
import { median } from '../../../shared/median.ts';
import { thickenStrokes } from '../../imaging/ink/morphology.ts';
import type { InkImage } from '../../imaging/pixels.ts';
import { detectorInput, type DetectorInput } from './input.ts';
import type { DetectorOutput } from './kernels.ts';
import { kernelsOf, parseThresholds } from './regions.ts';
import { scaleOfRegion } from './sizeRegions.ts';

/** The network's output for one input. */
export interface DetectorMaps {
  /** Logits, one a cell, row-major. */
  readonly kernel: Float32Array;
  /** Four planes: input pixels to the left, top, right and bottom side. */
  readonly distances: Float32Array;
  /** Planes of wider cells (`DirectionMap`). Not every detector says in which direction writing runs. */
  readonly directions?: Float32Array | undefined;
}

/** A page as input of the network, with the output. */
export interface PageDetection {
  readonly input: DetectorInput;
  readonly output: DetectorOutput & Pick<DetectorMaps, 'directions'>;
  /** The first look, where another one counts in its place: it may show writing of other sizes. */
  readonly first?: PageDetection;
}

/**
 * Writing that is lower than `below`, such as that of many sticky notes on one photo, is detected so closely that a usual word
 * has this height, in input pixels, at most at `most` times the usual resolution. Chosen on boards to train on.
 */
const tiny = { below: 20, height: 36, most: 2 } as const;

/** Lower resolutions, as fractions of the usual length of a page's longer side: see the detector's card. */
const afar = [0.2, 0.08] as const;
/** A smaller increase of the resolution is not worth a second run. */
const leastCloser = 1.15;
/** In input pixels. Smaller distances only say that the side is here. */
const leastDistance = 0.5;

type Run = (input: DetectorInput) => Promise<DetectorMaps>;

/** Runs the network on one input and adds the thresholds that its words are found by. */
async function detectOn(
  input: DetectorInput,
  { stride, thresholds, gaps }: DetectorMetadata,
  run: Run,
): Promise<PageDetection> {
  const form = { stride, thresholds: parseThresholds(thresholds), ...(gaps === undefined ? {} : { gaps }) };
  const { width, height, ink } = input;
  return { input, output: { ...(await run(input)), width, height, ink, ...form } };
}

/**
 * Runs the network on a page. If the writing is large, it runs again at a lower resolution, and that result counts. If
 * the writing is small, it runs again at a higher one, and the results are averaged: the mean of two scales removes some errors of
 * each. They are averaged in cells of the first run, or of the second if the writing is so small that those are too coarse.
 *
 * @param run the network
 */
export async function detectPage(
  page: InkImage,
  metadata: DetectorMetadata,
  run: Run,
): Promise<PageDetection> {
  const { longSide, multiple, stride, closer } = metadata;
  const first = await detectOn(detectorInput(page, longSide, multiple), metadata, run);
  const { input, output } = first;
  const wordHeight = usualKernelHeight(output);
  const farther = fartherInput(input, wordHeight, multiple);
  if (farther !== null) return { ...(await detectOn(farther, metadata, run)), first };
  if (closer === undefined || wordHeight >= closer.below) return first;
  const isTiny = wordHeight < tiny.below;
  const wanted = isTiny ? longSide * Math.min(tiny.most, tiny.height / wordHeight) : closer.longSide;
  const closest = Math.min(Math.round(wanted), Math.max(page.width, page.height));
  if (closest < leastCloser * longSide) return first;
  const near = detectorInput(page, closest, multiple);
  if (isTiny) {
    const tinyWords = await detectOn(near, metadata, run);
    return {
      first,
      input: near,
      output: { ...tinyWords.output, ...joined(tinyWords.output, near, output, input, stride) },
    };
  }
  return { input, output: { ...output, ...joined(output, input, await run(near), near, stride) } };
}

/**
 * Runs the network at such low resolutions that a word which fills the page is found. It is for pages on which
 * `detectPage` finds nothing: crops of single words and close-ups, which a network trained on pages does not know.
 */
export async function detectFromAfar(
  page: InkImage,
  metadata: DetectorMetadata,
  run: Run,
): Promise<PageDetection[]> {
  const found: PageDetection[] = [];
  for (const share of afar) {
    const input = detectorInput(page, Math.round(share * metadata.longSide), metadata.multiple);
    found.push(await detectOn(input, metadata, run));
  }
  return found;
}

/**
 * Runs the network on a region of a page, once, with thin strokes thickened where it is made smaller. The page's own run says
 * in which directions writing runs.
 *
 * @param height of its words, in its pixels
 */
export async function detectRegion(
  region: InkImage,
  height: number,
  metadata: DetectorMetadata,
  run: Run,
): Promise<PageDetection> {
  const scale = scaleOfRegion(height);
  const side = Math.max(1, Math.round(scale * Math.max(region.width, region.height)));
  const ink = scale < 1 ? thickenStrokes(region, usual.stroke * height, mostGrowth) : region;
  const { input, output } = await detectOn(detectorInput(ink, side, metadata.multiple), metadata, run);
  return { input, output: { ...output, directions: undefined } };
}

/** Median height of the words of a first run, in input pixels; infinite if there are none. */
function usualKernelHeight(output: DetectorOutput): number {
  const heights = kernelsOf(output).map(({ box }) => box[3]);
  return median(heights, Infinity);
}

/** Arithmetic means of logits and geometric means of distances, in the cells of the first run. */
function joined(
  maps: DetectorMaps,
  input: DetectorInput,
  nearMaps: DetectorMaps,
  near: DetectorInput,
  stride: number,
): DetectorMaps {
  const [columns, rows] = [input.width / stride, input.height / stride];
  const ratio = near.scale / input.scale;
  const size = { columns: near.width / stride, rows: near.height / stride };
  const cells = columns * rows;
  const kernel = new Float32Array(cells);
  const distances = new Float32Array(4 * cells);
  for (let row = 0, cell = 0; row < rows; row += 1) {
    const y = (row + 0.5) * ratio - 0.5;
    for (let column = 0; column < columns; column += 1, cell += 1) {
      const place = placeAt((column + 0.5) * ratio - 0.5, y, size);
      kernel[cell] = (maps.kernel[cell] + valueAt(nearMaps.kernel, 0, place)) / 2;
      for (let side = 0; side < 4; side += 1) {
        const own = Math.max(leastDistance, maps.distances[side * cells + cell]);
        const plane = side * size.columns * size.rows;
        const other = Math.max(leastDistance, valueAt(nearMaps.distances, plane, place) / ratio);
        distances[side * cells + cell] = Math.sqrt(own * other);
      }
    }
  }
  return { kernel, distances };
}

/** The indexes of four neighbouring cells, and the weights of the right and the lower ones. */
interface Place {
  readonly cells: readonly [topLeft: number, topRight: number, bottomLeft: number, bottomRight: number];
  readonly right: number;
  readonly below: number;
}

function placeAt(x: number, y: number, { columns, rows }: { columns: number; rows: number }): Place {
  const left = Math.max(0, Math.min(columns - 1, Math.floor(x)));
  const top = Math.max(0, Math.min(rows - 1, Math.floor(y)));
  const next = Math.min(columns - 1, left + 1);
  const under = Math.min(rows - 1, top + 1);
  return {
    cells: [top * columns + left, top * columns + next, under * columns + left, under * columns + next],
    right: Math.max(0, Math.min(1, x - left)),
    below: Math.max(0, Math.min(1, y - top)),
  };
}

function valueAt(plane: Float32Array, offset: number, { cells, right, below }: Place): number {
  const [topLeft, topRight, bottomLeft, bottomRight] = cells;
  const above = plane[offset + topLeft] * (1 - right) + plane[offset + topRight] * right;
  const under = plane[offset + bottomLeft] * (1 - right) + plane[offset + bottomRight] * right;
  return above * (1 - below) + under * below;
}

/**
 * The size of writing that the pretrained detector finds best: height of a word in pixels, and stroke width as a
 * fraction of it. For writing above `largest` it runs at a lower resolution. Chosen on pages of iam-like's trainset,
 * which are not used for training, and on the development boards.
 */
const usual = { height: 28, stroke: 0.1, largest: 33 } as const;
/** At lower resolutions most pages look empty. */
const farthest = 0.3;
/** In pixels on each side of a stroke. */
const mostGrowth = 3;

/**
 * A page of large writing at a lower resolution, with thin strokes thickened, because separate letters of a thin pen
 * are found as a word only then. Null if the writing is not large.
 *
 * @param input of the first run
 * @param height of its words, in pixels of that input
 * @returns the input to use instead; its scale is relative to the image, as that of `input` is
 */
export function fartherInput(input: DetectorInput, height: number, multiple: number): DetectorInput | null {
  if (height < usual.largest || !Number.isFinite(height)) return null;
  const scale = Math.max(farthest, usual.height / height);
  const thick = thickenStrokes(imageOf(input), usual.stroke * height, mostGrowth);
  const farther = detectorInput(thick, Math.round(scale * Math.max(input.width, input.height)), multiple);
  return { ...farther, scale: farther.scale * input.scale };
}

function imageOf({ ink, width, height }: DetectorInput): InkImage {
  const data = new Uint8Array(ink.length);
  // Uint8Array.from is twenty times slower.
  for (let at = 0; at < ink.length; at += 1) data[at] = 255 * ink[at] + 0.5;
  return { width, height, data };
}

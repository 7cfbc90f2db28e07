import type { DetectorMetadata } from '../../../shared/contract/model.ts';
import { thickenStrokes } from '../../imaging/morphology.ts';
import type { InkImage } from '../../imaging/pixels.ts';
import { detectorInput, type DetectorInput } from './input.ts';
import type { DetectorOutput } from './kernels.ts';
import { kernelsOf, parseThresholds } from './regions.ts';

/** What the network says of one input. */
export interface DetectorMaps {
  /** Logits, one a cell, row-major. */
  readonly kernel: Float32Array;
  /** Four planes: input pixels to the left, top, right and bottom side. */
  readonly distances: Float32Array;
}

/** A page as the network took it, with all that it said. */
export interface PageLook {
  readonly input: DetectorInput;
  readonly output: DetectorOutput;
}

/** When and how the starter detector looks again: chosen on the development boards. */
export const starterCloser = { longSide: 1800, below: 30 } as const;

/** Lengths of a page's longer side seen from afar, as shares of the usual one: see the detector's card. */
const afar = [0.2, 0.08] as const;
/** A closer look at less than this many times the pixels shows nothing new. */
const leastCloser = 1.15;
/** Input pixels; a distance below it says no more than that the side is here. */
const leastDistance = 0.5;

type Run = (input: DetectorInput) => Promise<DetectorMaps>;

/** What the network says of one input, with what its words are found by. */
async function lookAt(
  input: DetectorInput,
  { stride, thresholds, gaps }: DetectorMetadata,
  run: Run,
): Promise<PageLook> {
  const form = { stride, thresholds: parseThresholds(thresholds), ...(gaps === undefined ? {} : { gaps }) };
  const { width, height, ink } = input;
  return { input, output: { ...(await run(input)), width, height, ink, ...form } };
}

/**
 * Looks at a page. Where the writing on it is large, what a look from farther away says is the answer. Where it is
 * small, once more from closer by; what both looks say is one answer, in cells of the first: the mean of two
 * scales takes some of each one's errors away.
 *
 * @param run the network
 */
export async function lookAtPage(page: InkImage, metadata: DetectorMetadata, run: Run): Promise<PageLook> {
  const { longSide, multiple, stride, closer } = metadata;
  const first = await lookAt(detectorInput(page, longSide, multiple), metadata, run);
  const { input, output } = first;
  const wordHeight = usualHeight(output);
  const farther = fartherInput(input, wordHeight, multiple);
  if (farther !== null) return await lookAt(farther, metadata, run);
  const closest = Math.min(closer?.longSide ?? 0, Math.max(page.width, page.height));
  if (closer === undefined || closest < leastCloser * longSide) return first;
  if (wordHeight >= closer.below) return first;
  const near = detectorInput(page, closest, multiple);
  return { input, output: { ...output, ...joined(output, input, await run(near), near, stride) } };
}

/**
 * Looks at a page on which `lookAtPage` finds no word, from so far away that a word which fills it is one. Crops of single
 * words, and close-ups, hold nothing for a network that has seen pages.
 */
export async function lookFromAfar(
  page: InkImage,
  metadata: DetectorMetadata,
  run: Run,
): Promise<PageLook[]> {
  const looks: PageLook[] = [];
  for (const share of afar) {
    const input = detectorInput(page, Math.round(share * metadata.longSide), metadata.multiple);
    looks.push(await lookAt(input, metadata, run));
  }
  return looks;
}

/** Median height of the words that a first look finds, in input pixels; infinite where it finds none. */
function usualHeight(output: DetectorOutput): number {
  const heights = kernelsOf(output)
    .map(({ box }) => box[3])
    .sort((a, b) => a - b);
  return heights.at(heights.length >> 1) ?? Infinity;
}

/** Arithmetic means of logits, geometric ones of distances, in the cells of the first look. */
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

/** Four neighbouring cells by their numbers, and how much the right and the lower ones count. */
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
 * Writing as the starter detector finds it best: pixels from the top to the bottom of a word, and the width of its strokes
 * as a share of that. Larger writing than `largest` is looked at from farther away. Chosen on pages of iam-like's
 * trainset, which trained nothing, with boards dev beside them.
 */
const usual = { height: 28, stroke: 0.1, largest: 33 } as const;
/** From farther away than this most pages hold nothing. */
const farthest = 0.3;
/** Pixels that strokes grow on each side at most. */
const mostGrowth = 3;

/**
 * A page of large writing as from farther away, with thin strokes thickened: letters that stand apart, in a
 * thin pen, are a word only then. Null where the writing is not large.
 *
 * @param input of the first look
 * @param height of its words, in pixels of that input
 * @returns what to look at instead; its scale is to the image, as that of `input` is
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

import { thickenStrokes } from '../../imaging/morphology.ts';
import type { InkImage } from '../../imaging/pixels.ts';
import { detectorInput, type DetectorInput } from './input.ts';

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
  for (let at = 0; at < ink.length; at += 1) data[at] = 255 * (ink[at] ?? 0) + 0.5;
  return { width, height, data };
}

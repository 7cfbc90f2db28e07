import type { InkImage } from '../pixels.ts';
import { inkExtent } from './ink.ts';

/** Ink of at least this strength, of 255, is a stroke. */
const leastInk = 64;
/** Pixels across for each pixel along, by which a bar may lean. */
const leans = [-0.4, -0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3, 0.4];
/** Ink of fewer pixels is a dot. */
const fewest = 12;
/** Half of a bar's width, in mean widths of the strokes. */
const reachOfBar = 0.75;

type Pixel = readonly [along: number, across: number];

/** A straight stroke from one edge of the ink to the other. */
interface Bar {
  /** Where it stands across at the middle, in pixels. */
  readonly at: number;
  readonly lean: number;
}

/** Ink as two bars that cross, as in a plus sign. */
export interface Cross {
  /** Share of the ink that lies on the bars. */
  readonly covered: number;
  /** Share of its length on which a bar has ink, of the bar with less. */
  readonly drawn: number;
  /** Where the bars cross, as shares of width and height. */
  readonly x: number;
  readonly y: number;
  /** Width by height. */
  readonly aspect: number;
}

/** The two bars that cover most of the ink. @returns null where there is hardly any */
export function crossOf(image: InkImage): Cross | null {
  const extent = inkExtent(image, leastInk);
  if (extent === null) return null;
  const { left, top, right, bottom } = extent;
  const [width, height] = [right - left + 1, bottom - top + 1];
  const pixels: Pixel[] = [];
  for (const [at, ink] of image.data.entries())
    if (ink >= leastInk) pixels.push([(at % image.width) - left, Math.floor(at / image.width) - top]);
  if (pixels.length < fewest) return null;
  const turned = pixels.map(([x, y]): Pixel => [y, x]);
  const reach = Math.max(1, Math.round((reachOfBar * pixels.length) / (width + height)));
  const level = bestBar(pixels, width, height, reach);
  const upright = bestBar(turned, height, width, reach);
  const isOn = ({ at, lean }: Bar, [along, across]: Pixel, length: number): boolean =>
    Math.abs(across - at - lean * (along - length / 2)) <= reach + 0.5;
  const onLevel = pixels.map((pixel) => isOn(level, pixel, width));
  const onUpright = turned.map((pixel) => isOn(upright, pixel, height));
  const covered = onLevel.filter((is, index) => is || onUpright[index]).length;
  const inColumns = new Set(pixels.filter((_, index) => onLevel[index]).map(([x]) => x)).size;
  const inRows = new Set(pixels.filter((_, index) => onUpright[index]).map(([, y]) => y)).size;
  // Both bars lean so little that the second step is within a pixel.
  let [x, y] = [upright.at, level.at];
  for (let step = 0; step < 2; step += 1) {
    x = upright.at + upright.lean * (y - height / 2);
    y = level.at + level.lean * (x - width / 2);
  }
  return {
    covered: covered / pixels.length,
    drawn: Math.min(inColumns / width, inRows / height),
    x: (x + 0.5) / width,
    y: (y + 0.5) / height,
    aspect: width / height,
  };
}

/** The bar that covers most pixels. @param reach half of its width, in pixels */
function bestBar(pixels: readonly Pixel[], length: number, breadth: number, reach: number): Bar {
  let best = { at: 0, lean: 0, covered: -1 };
  const beyond = Math.ceil(length / 2);
  for (const lean of leans) {
    const counts = new Float64Array(breadth + 2 * beyond + 1);
    for (const [along, across] of pixels)
      counts[Math.round(across - lean * (along - length / 2)) + beyond] += 1;
    for (let at = 0; at < breadth; at += 1) {
      const covered = counts
        .subarray(Math.max(0, at - reach + beyond), at + reach + beyond + 1)
        .reduce((sum, count) => sum + count, 0);
      if (covered > best.covered) best = { at, lean, covered };
    }
  }
  return best;
}

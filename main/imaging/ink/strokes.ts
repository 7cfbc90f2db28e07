import type { Point } from '../../../shared/geometry.ts';
import type { InkImage } from '../pixels.ts';

/** One stroke without its width, point by point in pixels of the image. */
export interface CentreLine {
  readonly points: readonly Point[];
  /** Whether the stroke ends freely there: false where it meets others or itself. */
  readonly startsFree: boolean;
  readonly endsFree: boolean;
}

/**
 * Thins strokes to lines one pixel wide (Zhang and Suen, "A fast parallel algorithm for thinning
 * digital patterns", 1984) and follows these from end to crossing to end.
 *
 * @param threshold 1 to 255: paper below, ink from it on
 * @param shortestSpur pixels: a side branch of fewer is an artefact of the thinning
 * @returns no line where there is no ink; a dot gives a line of one point
 */
export function traceCentreLines(ink: InkImage, threshold: number, shortestSpur: number): CentreLine[] {
  const thin = thinStrokes(ink, threshold);
  return followLines(thin).filter(
    ({ points, startsFree, endsFree }) => startsFree === endsFree || points.length >= shortestSpur,
  );
}

/** 1 at strokes, within a frame of one empty pixel, so that no neighbour lies outside. */
interface Bitmap {
  readonly width: number;
  readonly data: Uint8Array;
  /** Where the strokes' pixels are, in reading order. */
  readonly pixels: readonly number[];
}

function thinStrokes(ink: InkImage, threshold: number): Bitmap {
  const width = ink.width + 2;
  const height = ink.height + 2;
  const data = new Uint8Array(width * height);
  let pixels: number[] = [];
  for (let y = 0, from = 0; y < ink.height; y += 1) {
    for (let x = 0, at = (y + 1) * width + 1; x < ink.width; x += 1, at += 1, from += 1) {
      if (ink.data[from] < threshold) continue;
      data[at] = 1;
      pixels.push(at);
    }
  }
  for (let isChanging = true; isChanging;) {
    isChanging = false;
    for (const deletable of [deletableInFirstPass, deletableInSecondPass]) {
      const isDeletable = (at: number): boolean => deletable[neighbourhood(data, width, at)] === 1;
      const removed = pixels.filter(isDeletable);
      if (removed.length === 0) continue;
      // Looked at again one by one: a square of four would vanish as a whole.
      for (const at of removed) if (isDeletable(at)) data[at] = 0;
      pixels = pixels.filter((at) => data[at] === 1);
      isChanging = true;
    }
  }
  return { width, data, pixels };
}

/** The eight neighbours as bits, clockwise from the one above. */
function neighbourhood(data: Uint8Array, width: number, at: number): number {
  return (
    data[at - width] |
    (data[at - width + 1] << 1) |
    (data[at + 1] << 2) |
    (data[at + width + 1] << 3) |
    (data[at + width] << 4) |
    (data[at + width - 1] << 5) |
    (data[at - 1] << 6) |
    (data[at - width - 1] << 7)
  );
}

const deletableInFirstPass = deletionTable(
  (up, right, down, left) => up * right * down + right * down * left,
);
const deletableInSecondPass = deletionTable((up, right, down, left) => up * right * left + up * down * left);

/** For each neighbourhood, 1 where the pixel in its middle can go. */
function deletionTable(
  blocks: (up: number, right: number, down: number, left: number) => number,
): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, bits) => {
    const bit = (index: number): number => (bits >> (index % 8)) & 1;
    let count = 0;
    let rises = 0;
    for (let index = 0; index < 8; index += 1) {
      count += bit(index);
      if (bit(index) === 0 && bit(index + 1) === 1) rises += 1;
    }
    return count >= 2 && count <= 6 && rises === 1 && blocks(bit(0), bit(2), bit(4), bit(6)) === 0 ? 1 : 0;
  });
}

/** Walks every line once: first from ends and crossings, then round what has neither. */
function followLines(bitmap: Bitmap): CentreLine[] {
  const { width, pixels } = bitmap;
  const neighbours = new Map(pixels.map((at) => [at, connected(bitmap, at)]));
  const degree = (at: number): number => neighbours.get(at)?.length ?? 0;
  const pointOf = (at: number): Point => [(at % width) - 1, Math.floor(at / width) - 1];
  const edge = (from: number, to: number): number =>
    4 * Math.min(from, to) + Math.max(0, Math.abs(to - from) - width + 2);
  const walked = new Set<number>();

  const walk = (start: number, second: number): CentreLine => {
    const path = [start];
    let before = start;
    let here = second;
    for (;;) {
      path.push(here);
      walked.add(edge(before, here));
      if (degree(here) !== 2) break;
      const next = neighbours.get(here)?.find((to) => !walked.has(edge(here, to)));
      if (next === undefined) break;
      before = here;
      here = next;
    }
    return { points: path.map(pointOf), startsFree: degree(start) === 1, endsFree: degree(here) === 1 };
  };
  const walkAllFrom = (starts: readonly number[]): CentreLine[] =>
    starts.flatMap((at) =>
      (neighbours.get(at) ?? []).flatMap((to) => (walked.has(edge(at, to)) ? [] : [walk(at, to)])),
    );

  const dots = pixels
    .filter((at) => degree(at) === 0)
    .map((at) => ({ points: [pointOf(at)], startsFree: true, endsFree: true }));
  const open = walkAllFrom(pixels.filter((at) => degree(at) !== 2));
  return [...dots, ...open, ...walkAllFrom(pixels)];
}

/** The neighbours that a line goes on to: a diagonal beside a straight way is no way of its own. */
function connected({ width, data }: Bitmap, at: number): number[] {
  const found: number[] = [];
  for (const down of [-width, 0, width]) {
    for (const right of [-1, 0, 1]) {
      if (data[at + down + right] !== 1 || (down === 0 && right === 0)) continue;
      const isDiagonal = down !== 0 && right !== 0;
      if (isDiagonal && (data[at + down] === 1 || data[at + right] === 1)) continue;
      found.push(at + down + right);
    }
  }
  return found;
}

/**
 * Paints a line as a round pen draws it: even in width, its ends and corners round, its edges
 * smoothed. Lighter ink is painted over; a line of one point is a dot.
 *
 * @param width pixels
 */
export function paintPenStroke(ink: InkImage, points: readonly Point[], width: number): void {
  const first = points.at(0);
  if (first === undefined) return;
  const last = points.length > 1 ? points.length - 1 : 1;
  for (let index = 0; index < last; index += 1) {
    paintCapsule(ink, points[index], points.at(index + 1) ?? first, width / 2);
  }
}

/** All that lies within `radius` of the straight line between two points. */
function paintCapsule(ink: InkImage, [fromX, fromY]: Point, [toX, toY]: Point, radius: number): void {
  const { width, data } = ink;
  const reach = radius + 0.5;
  const left = Math.max(0, Math.floor(Math.min(fromX, toX) - reach));
  const right = Math.min(width - 1, Math.ceil(Math.max(fromX, toX) + reach));
  const top = Math.max(0, Math.floor(Math.min(fromY, toY) - reach));
  const bottom = Math.min(ink.height - 1, Math.ceil(Math.max(fromY, toY) + reach));
  const alongX = toX - fromX;
  const alongY = toY - fromY;
  const perLength = 1 / Math.max(1e-9, alongX * alongX + alongY * alongY);
  for (let y = top; y <= bottom; y += 1) {
    const downwards = y - fromY;
    for (let x = left, at = y * width + left; x <= right; x += 1, at += 1) {
      const rightwards = x - fromX;
      const part = (rightwards * alongX + downwards * alongY) * perLength;
      const nearest = part < 0 ? 0 : part > 1 ? 1 : part;
      const offX = rightwards - nearest * alongX;
      const offY = downwards - nearest * alongY;
      const cover = reach - Math.sqrt(offX * offX + offY * offY);
      if (cover <= 0) continue;
      const value = cover >= 1 ? 255 : 255 * cover;
      if (value > data[at]) data[at] = value;
    }
  }
}

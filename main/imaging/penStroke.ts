import type { Point } from '../../shared/geometry.ts';
import type { InkImage } from './pixels.ts';

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

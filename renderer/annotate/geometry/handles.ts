import { distance, type Point, type Quad, quadSize } from '../../../shared/geometry.ts';
import { angleOf, between, centreOf, midpoint, rotation, type PointMap } from '../../../shared/wordShapes.ts';

/** -1: left or top, 0: middle, 1: right or bottom, seen along the text. */
type Side = -1 | 0 | 1;

export type Handle =
  | { readonly kind: 'side'; readonly along: Side; readonly across: Side }
  | { readonly kind: 'turn' };

export interface PlacedHandle {
  readonly handle: Handle;
  /** Photo pixels. */
  readonly at: Point;
}

/** The largest grab distance of a handle, and the distance of the rotation handle from the word. CSS pixels. */
const farthestReach = 9;
const rotationDistance = 26;
/** A shorter side has no room for a handle in its middle. CSS pixels. */
const roomForMiddle = 36;
/** The smallest width and height of a word. Photo pixels. */
const leastLength = 4;

type SideHandle = Handle & { readonly kind: 'side' };

const side = (along: Side, across: Side): SideHandle => ({ kind: 'side', along, across });
const corners = [side(-1, -1), side(1, -1), side(1, 1), side(-1, 1)];
const uprights = [side(-1, 0), side(1, 0)];
const levels = [side(0, -1), side(0, 1)];

/**
 * The handles of a selected quad.
 *
 * @param scale CSS pixels per photo pixel
 */
export function handlesOf(quad: Quad, scale: number): PlacedHandle[] {
  const { width, height } = quadSize(quad);
  const handles = [
    { kind: 'turn' } as const,
    ...corners,
    ...(height * scale >= roomForMiddle ? uprights : []),
    ...(width * scale >= roomForMiddle ? levels : []),
  ];
  return handles.map((handle) => ({ handle, at: placeOf(handle, quad, scale) }));
}

/**
 * The grab distance of a handle, in CSS pixels: smaller on a small word, so that its middle can still be grabbed.
 */
export function reachOf(quad: Quad, scale: number): number {
  const { width, height } = quadSize(quad);
  return Math.max(3, Math.min(farthestReach, (Math.min(width, height) * scale) / 4));
}

/** The handle nearest to a point of the photo; null if none is within reach. */
export function handleAt(quad: Quad, point: Point, scale: number): Handle | null {
  let nearest: Handle | null = null;
  let least = reachOf(quad, scale) / scale;
  for (const { handle, at } of handlesOf(quad, scale)) {
    const away = distance(at, point);
    if (away > least) continue;
    nearest = handle;
    least = away;
  }
  return nearest;
}

/**
 * Stretches a quad along and across its text so that `handle` moves to `to` while the opposite side stays. A side
 * never passes the opposite one.
 */
export function stretch(quad: Quad, handle: SideHandle, to: Point): PointMap {
  const angle = angleOf(quad);
  const fixed = placeOf(side(opposite(handle.along), opposite(handle.across)), quad, 1);
  const inverseRotation = rotation(-angle, fixed);
  const turn = rotation(angle, fixed);
  const from = inverseRotation(placeOf(handle, quad, 1));
  const target = inverseRotation(to);
  const factorAlong = factor(handle.along, from[0] - fixed[0], target[0] - fixed[0]);
  const factorAcross = factor(handle.across, from[1] - fixed[1], target[1] - fixed[1]);
  return (point) => {
    const [x, y] = inverseRotation(point);
    return turn([fixed[0] + (x - fixed[0]) * factorAlong, fixed[1] + (y - fixed[1]) * factorAcross]);
  };
}

/** Moves a single corner to `to`: for text in perspective. Other handles change nothing. */
export function pullCorner(quad: Quad, { along, across }: SideHandle, to: Point): Quad {
  const pulled = corners.findIndex((corner) => corner.along === along && corner.across === across);
  const [topLeft, topRight, bottomRight, bottomLeft] = quad;
  return [
    pulled === 0 ? to : topLeft,
    pulled === 1 ? to : topRight,
    pulled === 2 ? to : bottomRight,
    pulled === 3 ? to : bottomLeft,
  ];
}

function placeOf(handle: Handle, [topLeft, topRight, bottomRight, bottomLeft]: Quad, scale: number): Point {
  if (handle.kind === 'turn') {
    const top = midpoint(topLeft, topRight);
    const middle = centreOf([topLeft, topRight, bottomRight, bottomLeft]);
    const away = distance(middle, top);
    if (away === 0) return [top[0], top[1] - rotationDistance / scale];
    return between(middle, top, 1 + rotationDistance / scale / away);
  }
  const share = (handle.along + 1) / 2;
  return between(
    between(topLeft, topRight, share),
    between(bottomLeft, bottomRight, share),
    (handle.across + 1) / 2,
  );
}

function opposite(side: Side): Side {
  return side === 0 ? 0 : side === 1 ? -1 : 1;
}

function factor(side: Side, from: number, to: number): number {
  if (side === 0 || from === 0) return 1;
  return Math.max(to / from, leastLength / Math.abs(from));
}

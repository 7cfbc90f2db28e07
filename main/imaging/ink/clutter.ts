import type { Random } from '../../../shared/random.ts';
import type { InkImage } from '../pixels.ts';

/**
 * What else is on the paper around a word: rules, underlines, edges of boxes, and the ends of
 * neighbours' strokes that reach into the crop. Paints into the image.
 *
 * @param strength 0 to about 1.5; scales the probabilities
 */
export function addClutter(ink: InkImage, random: Random, strength: number): void {
  if (random.chance(0.28 * strength)) addNeighbours(ink, random);
  if (random.chance(0.1 * strength)) addRules(ink, random);
  if (random.chance(0.05 * strength)) addUnderline(ink, random);
  if (random.chance(0.04 * strength)) addBoxEdges(ink, random);
}

/** The word's own strokes serve as its neighbours', moved until only their ends are seen. */
function addNeighbours(ink: InkImage, random: Random): void {
  const { width, height } = ink;
  const neighbour = ink.data.slice();
  for (let count = random.integer(1, 2); count > 0; count -= 1) {
    const shown = Math.round(height * random.between(0.06, 0.24));
    const side = random.pick(['above', 'below', 'left', 'right'] as const);
    const isVertical = side === 'above' || side === 'below';
    const sideways = Math.round(width * random.between(-0.7, 0.7));
    const offsetX = isVertical ? sideways : (width - shown) * (side === 'left' ? -1 : 1);
    const wander = Math.round(height * random.between(-0.2, 0.2));
    const offsetY = isVertical ? (height - shown) * (side === 'above' ? -1 : 1) : wander;
    overlay(ink, neighbour, offsetX, offsetY, random.chance(0.5), random.between(0.6, 1));
  }
}

function overlay(
  ink: InkImage,
  other: Uint8Array,
  offsetX: number,
  offsetY: number,
  isMirrored: boolean,
  level: number,
): void {
  const { width, height, data } = ink;
  for (let y = Math.max(0, offsetY); y < Math.min(height, height + offsetY); y += 1) {
    const from = (y - offsetY) * width;
    for (let x = Math.max(0, offsetX); x < Math.min(width, width + offsetX); x += 1) {
      const column = isMirrored ? width - 1 - (x - offsetX) : x - offsetX;
      const value = level * other[from + column];
      const at = y * width + x;
      if (value > data[at]) data[at] = value;
    }
  }
}

/** One rule of ruled paper, or the lines of squared paper. */
function addRules(ink: InkImage, random: Random): void {
  const { width, height } = ink;
  const level = random.between(30, 170);
  const thickness = random.between(0.8, 2.2);
  const tilt = 0.015 * random.normal() * width;
  const step = random.chance(0.3) ? height * random.between(0.3, 0.6) : 2 * height;
  for (let y = height * random.between(0.1, 0.95); y < height; y += step) {
    paintLine(ink, [0, y], [width, y + tilt], thickness, level);
  }
  if (step > height) return;
  for (let x = step * random.next(); x < width; x += step) {
    paintLine(ink, [x, 0], [x - tilt, height], thickness, level);
  }
}

function addUnderline(ink: InkImage, random: Random): void {
  const { width, height } = ink;
  const y = height * random.between(0.78, 0.98);
  const from = width * random.between(-0.2, 0.2);
  const to = width * random.between(0.8, 1.2);
  const rise = height * 0.05 * random.normal();
  const thickness = height * random.between(0.03, 0.08);
  const level = random.between(140, 255);
  paintLine(ink, [from, y], [to, y + rise], thickness, level);
  if (random.chance(0.2)) {
    paintLine(ink, [from, y + 2.5 * thickness], [to, y + rise + 2.5 * thickness], thickness, level);
  }
}

/** One to four sides of a drawn box or table cell near the edges of the crop. */
function addBoxEdges(ink: InkImage, random: Random): void {
  const { width, height } = ink;
  const level = random.between(120, 255);
  const thickness = height * random.between(0.03, 0.08);
  const inset = (): number => height * random.between(0, 0.09);
  const [left, right, top, bottom] = [inset(), width - inset(), inset(), height - inset()];
  const slip = (): number => 0.02 * height * random.normal();
  const all = random.chance(0.3);
  if (all || random.chance(0.4)) paintLine(ink, [0, top], [width, top + slip()], thickness, level);
  if (all || random.chance(0.4)) paintLine(ink, [0, bottom], [width, bottom + slip()], thickness, level);
  if (all || random.chance(0.4)) paintLine(ink, [left, 0], [left + slip(), height], thickness, level);
  if (all || random.chance(0.4)) paintLine(ink, [right, 0], [right + slip(), height], thickness, level);
}

/**
 * A straight stroke, its edges smoothed, painted over lighter ink.
 *
 * @param thickness pixels
 * @param level 0 to 255
 */
export function paintLine(
  ink: InkImage,
  [fromX, fromY]: readonly [number, number],
  [toX, toY]: readonly [number, number],
  thickness: number,
  level: number,
): void {
  const isSteep = Math.abs(toY - fromY) > Math.abs(toX - fromX);
  const isForward = isSteep ? fromY <= toY : fromX <= toX;
  const [startX, startY, endX, endY] = isForward ? [fromX, fromY, toX, toY] : [toX, toY, fromX, fromY];
  const start = isSteep ? startY : startX;
  const length = Math.max(1e-6, isSteep ? endY - startY : endX - startX);
  const across = isSteep ? startX : startY;
  const slope = ((isSteep ? endX : endY) - across) / length;
  const limit = isSteep ? ink.height : ink.width;
  const acrossLimit = isSteep ? ink.width : ink.height;
  const half = (thickness * Math.hypot(1, slope)) / 2;
  const last = Math.min(limit - 1, Math.floor(start + length));
  for (let along = Math.max(0, Math.ceil(start)); along <= last; along += 1) {
    const centre = across + slope * (along - start);
    const first = Math.max(0, Math.floor(centre - half));
    const end = Math.min(acrossLimit - 1, Math.ceil(centre + half));
    for (let place = first; place <= end; place += 1) {
      const cover = Math.max(0, Math.min(1, half + 0.5 - Math.abs(place - centre)));
      const at = isSteep ? along * ink.width + place : place * ink.width + along;
      const value = level * cover;
      if (value > ink.data[at]) ink.data[at] = value;
    }
  }
}

import type { Point } from '../../shared/geometry.ts';
import type { Random } from '../../shared/random.ts';

/** Strokes are capsules: line segments with round ends. */
interface Pen {
  /** Half the stroke's width in pixels. */
  readonly radius: number;
  /** 0 to 1. */
  readonly strength: number;
}

/** Pixels between two rules. */
const rulePitch: readonly [number, number] = [9, 56];

/**
 * Draws what stands on boards and paper beside words into a square crop, in place: lines, boxes,
 * arrows and rings. It may cross words, as it does in life.
 *
 * @param ink row-major, 0 to 1
 */
export function drawClutter(random: Random, ink: Float32Array, size: number): void {
  const pen = (): Pen => ({ radius: random.between(0.6, 2.2), strength: random.between(0.35, 1) });
  const place = (): Point => [random.between(0, size), random.between(0, size)];
  const count = random.integer(0, 3);
  for (let index = 0; index < count; index += 1) {
    const shape = random.pick(['line', 'box', 'arrow', 'ring'] as const);
    const start = place();
    const reach = size * random.between(0.1, 0.6);
    switch (shape) {
      case 'line':
        drawStroke(ink, size, start, near(random, start, reach), pen());
        break;
      case 'box':
        drawBox(random, ink, size, start, reach, pen());
        break;
      case 'arrow':
        drawArrow(ink, size, start, near(random, start, reach), pen());
        break;
      case 'ring':
        drawRing(random, ink, size, start, reach / 3, pen());
        break;
    }
  }
}

/**
 * Draws the rules of ruled or squared paper over a square crop, in place: as fine and as near each other as a page shows
 * them whose words are of a crop's usual height.
 *
 * @param ink row-major, 0 to 1
 */
export function drawRules(random: Random, ink: Float32Array, size: number): void {
  const [nearest, farthest] = rulePitch;
  const pitch = nearest * (farthest / nearest) ** random.next();
  const lean = 0.01 * random.normal() * size;
  const pen = { radius: random.between(0.3, 0.9), strength: random.between(0.1, 0.65) };
  const isSquared = random.chance(0.5);
  for (let place = random.between(-pitch, 0); place < size + Math.abs(lean); place += pitch) {
    drawStroke(ink, size, [0, place], [size, place + lean], pen);
    if (isSquared) drawStroke(ink, size, [place, 0], [place - lean, size], pen);
  }
}

/** Lines are mostly level or upright. */
function near(random: Random, [x, y]: Point, reach: number): Point {
  const quarter = random.integer(0, 3) * (Math.PI / 2);
  const angle = quarter + (random.chance(0.6) ? 0.06 * random.normal() : random.between(0, Math.PI / 2));
  return [x + reach * Math.cos(angle), y + reach * Math.sin(angle)];
}

function drawBox(
  random: Random,
  ink: Float32Array,
  size: number,
  [x, y]: Point,
  width: number,
  pen: Pen,
): void {
  const height = width * random.between(0.25, 1);
  const shaky = (corner: Point): Point => [corner[0] + 2 * random.normal(), corner[1] + 2 * random.normal()];
  const corners = [
    shaky([x, y]),
    shaky([x + width, y]),
    shaky([x + width, y + height]),
    shaky([x, y + height]),
  ];
  drawPath(ink, size, [...corners, ...corners.slice(0, 1)], pen);
}

function drawArrow(ink: Float32Array, size: number, start: Point, end: Point, pen: Pen): void {
  drawStroke(ink, size, start, end, pen);
  const angle = Math.atan2(end[1] - start[1], end[0] - start[0]);
  const head = 6 + 4 * pen.radius;
  for (const side of [angle + 2.6, angle - 2.6]) {
    drawStroke(ink, size, end, [end[0] + head * Math.cos(side), end[1] + head * Math.sin(side)], pen);
  }
}

function drawRing(
  random: Random,
  ink: Float32Array,
  size: number,
  [x, y]: Point,
  radius: number,
  pen: Pen,
): void {
  const flatness = random.between(0.5, 1.2);
  const points = Array.from({ length: 17 }, (_, index): Point => {
    const angle = (index / 16) * 2 * Math.PI;
    return [x + radius * Math.cos(angle), y + radius * flatness * Math.sin(angle)];
  });
  drawPath(ink, size, points, pen);
}

function drawPath(ink: Float32Array, size: number, points: readonly Point[], pen: Pen): void {
  for (const [index, point] of points.entries()) {
    const next = points[index + 1];
    if (next !== undefined) drawStroke(ink, size, point, next, pen);
  }
}

/** Soft at the edge over one pixel; where ink lies on ink the darker counts. */
function drawStroke(ink: Float32Array, size: number, from: Point, to: Point, pen: Pen): void {
  const reach = pen.radius + 1;
  const firstRow = Math.max(0, Math.floor(Math.min(from[1], to[1]) - reach));
  const lastRow = Math.min(size - 1, Math.ceil(Math.max(from[1], to[1]) + reach));
  const firstColumn = Math.max(0, Math.floor(Math.min(from[0], to[0]) - reach));
  const lastColumn = Math.min(size - 1, Math.ceil(Math.max(from[0], to[0]) + reach));
  const [alongX, alongY] = [to[0] - from[0], to[1] - from[1]];
  const squaredLength = Math.max(1e-6, alongX * alongX + alongY * alongY);
  for (let row = firstRow; row <= lastRow; row += 1) {
    for (let column = firstColumn; column <= lastColumn; column += 1) {
      const x = column + 0.5 - from[0];
      const y = row + 0.5 - from[1];
      const share = Math.min(1, Math.max(0, (x * alongX + y * alongY) / squaredLength));
      const distance = Math.hypot(x - share * alongX, y - share * alongY);
      const cover = pen.strength * Math.min(1, Math.max(0, pen.radius + 0.5 - distance));
      const at = row * size + column;
      if (cover > (ink[at] ?? 0)) ink[at] = cover;
    }
  }
}

/** The brightness curve is tabled: a power for each pixel would take as long as the rest. */
const curveSteps = 1023;
/** How often the mean of three by three pixels is taken: each time adds .8 pixels to the blur's variance. */
const blurTimes = [1, 1, 1, 2, 3, 4] as const;

/**
 * Other pens, cameras and light: changes a square of ink in place.
 *
 * @param ink row-major, 0 to 1
 */
export function augmentInk(random: Random, ink: Float32Array, size: number): void {
  if (random.chance(0.25)) addBleedThrough(random, ink, size);
  if (random.chance(0.3)) {
    if (random.chance(0.5)) defocus(random, ink, size);
    else extremum(ink, size, random.chance(0.6) ? Math.max : Math.min);
  }
  const gain = Math.exp(0.35 * Math.max(-2, Math.min(1.5, random.normal())));
  const contrast = Math.exp(0.15 * random.normal());
  const noise = random.chance(0.5) ? random.between(0, 0.06) : 0;
  const paper = random.chance(0.2) ? random.between(0, 0.06) : 0;
  const curve = Float32Array.from({ length: curveSteps + 1 }, (_, step) =>
    Math.min(1, gain * (step / curveSteps) ** contrast + paper),
  );
  for (let index = 0; index < ink.length; index += 1) {
    const value = curve[Math.round((ink[index] ?? 0) * curveSteps)] ?? 0;
    // A sum of two uniforms is near enough to camera noise, and quick.
    const grain = noise > 0 ? noise * (random.next() + random.next() - 1) : 0;
    ink[index] = Math.min(1, Math.max(0, value + grain));
  }
}

/** The crop itself, mirrored and faint, as if written on the other side: no words there. */
function addBleedThrough(random: Random, ink: Float32Array, size: number): void {
  const strength = random.between(0.06, 0.25);
  const shift = random.integer(0, size - 1);
  const mirrored = ink.slice();
  for (let row = 0; row < size; row += 1) {
    const from = ((row + shift) % size) * size;
    for (let column = 0; column < size; column += 1) {
      const ghost = strength * (mirrored[from + size - 1 - column] ?? 0);
      const at = row * size + column;
      if (ghost > (ink[at] ?? 0)) ink[at] = ghost;
    }
  }
}

/** Mostly a little; now and then as a photo that is out of focus. */
function defocus(random: Random, ink: Float32Array, size: number): void {
  const times = random.pick(blurTimes);
  for (let time = 0; time < times; time += 1) blur(ink, size);
}

/** Means of three by three pixels, along rows and then along columns; the edge stays. */
function blur(ink: Float32Array, size: number): void {
  alongBoth(ink, size, (before, at, after) => (before + at + after) / 3);
}

/** Thickens strokes with the maximum of three by three pixels, thins them with the minimum. */
function extremum(ink: Float32Array, size: number, choose: (...values: number[]) => number): void {
  // A cross rather than a square, blended: a full pixel on both sides would be much for thin pens.
  const original = ink.slice();
  alongBoth(ink, size, (before, at, after) => choose(before, at, after));
  for (let index = 0; index < ink.length; index += 1) {
    ink[index] = ((ink[index] ?? 0) + (original[index] ?? 0)) / 2;
  }
}

function alongBoth(
  ink: Float32Array,
  size: number,
  combine: (before: number, at: number, after: number) => number,
): void {
  for (const step of [1, size]) {
    const source = ink.slice();
    for (let row = 1; row < size - 1; row += 1) {
      for (let column = 1; column < size - 1; column += 1) {
        const at = row * size + column;
        ink[at] = combine(source[at - step] ?? 0, source[at] ?? 0, source[at + step] ?? 0);
      }
    }
  }
}

import type { Random } from '../../../shared/random.ts';

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

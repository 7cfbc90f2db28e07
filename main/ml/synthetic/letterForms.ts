import type { Point } from '../../../shared/geometry.ts';
import type { Random } from '../../../shared/random.ts';
import type { InkImage } from '../../imaging/pixels.ts';
import { createWarpMesh, warpInk } from '../../imaging/geometry/warp.ts';
import { commonXHeight, type PlacedLetter } from './layout.ts';

/** Deviations of a person's characters from the font's glyphs, other than shear and scale. */
export type LetterForms = ReturnType<typeof createLetterForms>;

/** Displacements in em at the nodes of a grid over a character: x and y alternating, row by row. */
export type Bend = Float32Array;

/** Nodes of the grid: across the character, and from the ascender line to the descender line. */
const columns = 3;
const rows = 4;
const gridTop = -0.8;
const gridRowHeight = 0.4;

/** A random person's deformations: from none to strong ones. */
export function createLetterForms(random: Random) {
  const strangeness = random.between(0, 0.065);
  const seed = random.fork('letter forms');
  const bends = new Map<string, Bend>();
  return {
    /** Vertical scale between baseline and x-height, above it, and below the baseline. */
    middle: factor(random, 0.12),
    above: factor(random, 0.16),
    below: factor(random, 0.2),
    /** Amplitude of a slow wave of the baseline, in em. */
    wave: random.chance(0.5) ? random.between(0, 0.05) : 0,
    /** Standard deviation of the random deformation each time a character is written, in em. */
    unsteadiness: random.between(0, 0.022),
    /** The person's constant deformation of a character. */
    bend(character: string): Bend {
      let bend = bends.get(character);
      if (bend === undefined) {
        bend = randomBend(seed.fork(character), strangeness);
        bends.set(character, bend);
      }
      return bend;
    },
  };
}

function factor(random: Random, spread: number): number {
  return Math.exp(Math.max(-2 * spread, Math.min(2 * spread, spread * random.normal())));
}

function randomBend(random: Random, spread: number): Bend {
  return Float32Array.from({ length: 2 * columns * rows }, () => spread * random.normal());
}

/** Pixels between the nodes of the warp mesh. */
const meshCell = 6;
/** Padding on all sides, in em, so that stretched characters stay inside the image. */
const surplus = 0.32;

/**
 * An image of a word with its coordinate system: pixel (x, y) is at ((x - left) / em, (y - baseline) / em) in em.
 */
export interface PlacedInk {
  readonly ink: InkImage;
  readonly left: number;
  readonly baseline: number;
  readonly em: number;
}

/** Deforms a word by the person's letter forms. The result is larger by the padding. */
export function bendLetters(
  { ink, left, baseline, em }: PlacedInk,
  letters: readonly PlacedLetter[],
  forms: LetterForms,
  random: Random,
): PlacedInk {
  const added = Math.ceil(surplus * em);
  const width = ink.width + 2 * added;
  const height = ink.height + 2 * added;
  const bent = letters.map((letter) => ({
    ...letter,
    bend: sum(forms.bend(letter.character), randomBend(random, forms.unsteadiness)),
  }));
  const phase = random.between(0, 2 * Math.PI);
  const waveLength = random.between(1.5, 4);
  let nearest = 0;
  const mesh = createWarpMesh(width, height, meshCell, (column, row) => {
    const x = (column - added - left) / em;
    const y = (row - added - baseline) / em + forms.wave * Math.sin(phase + x / waveLength);
    if (column === 0) nearest = 0;
    while (nearest + 1 < bent.length && upright(bent[nearest + 1], x, y) >= 0) nearest += 1;
    const [right, down] = bendAt(bent, nearest, x, y);
    return [left + (x + right) * em, baseline + (squeezed(y, forms) + down) * em];
  });
  return { ink: warpInk(ink, mesh, width, height), left: left + added, baseline: baseline + added, em };
}

type BentLetter = PlacedLetter & { readonly bend: Bend };

/** Horizontal distance of a point from a character's slanted centre line; positive to the right. */
function upright(letter: BentLetter | undefined, x: number, y: number): number {
  return letter === undefined ? 0 : x + letter.slant * y - letter.middle;
}

/** Displacement at a point: interpolated between the deformations of the two nearest characters. */
function bendAt(letters: readonly BentLetter[], index: number, x: number, y: number): Point {
  const letter = letters.at(index);
  if (letter === undefined) return [0, 0];
  const past = upright(letter, x, y);
  const [right, down] = readBend(letter, past, y);
  const next = letters.at(index + 1);
  if (next === undefined || past <= 0) return [right, down];
  const toNext = upright(next, x, y);
  const part = past / Math.max(1e-6, past - toNext);
  const share = part * part * (3 - 2 * part);
  const [nextRight, nextDown] = readBend(next, toNext, y);
  return [right + (nextRight - right) * share, down + (nextDown - down) * share];
}

function readBend({ bend, width }: BentLetter, past: number, y: number): Point {
  const across = Math.max(0, Math.min(columns - 1.001, (past / width + 0.5) * (columns - 1)));
  const along = Math.max(0, Math.min(rows - 1.001, (y - gridTop) / gridRowHeight));
  const column = Math.floor(across);
  const row = Math.floor(along);
  const node = 2 * (row * columns + column);
  const read = (axis: number): number => {
    const at = node + axis;
    const upper = mix(bend[at], bend[at + 2], across - column);
    const lower = mix(bend[at + 2 * columns], bend[at + 2 * columns + 2], across - column);
    return mix(upper, lower, along - row);
  };
  return [read(0), read(1)];
}

function mix(from: number | undefined, to: number | undefined, part: number): number {
  return (from ?? 0) + ((to ?? 0) - (from ?? 0)) * part;
}

function sum(one: Bend, other: Bend): Bend {
  return one.map((value, index) => value + other[index]);
}

/** Maps a y coordinate in the person's proportions to the font's; y down, in em. */
function squeezed(y: number, { middle, above, below }: LetterForms): number {
  if (y > 0) return y / below;
  const shoulder = -commonXHeight * middle;
  return y >= shoulder ? y / middle : -commonXHeight + (y - shoulder) / above;
}

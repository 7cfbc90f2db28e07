import type { Random } from '../../../shared/random.ts';
import { createEvenPen, type EvenPen } from './evenPen.ts';
import { shippedFonts, type HandwritingFont } from './fonts.ts';
import { createLetterForms, type LetterForms } from './letterForms.ts';

/** How one person always forms one character. */
export interface Habit {
  /** Factors on the font's glyph. */
  readonly widthFactor: number;
  readonly heightFactor: number;
  /** Radians. */
  readonly rotation: number;
  /** Em above the line. */
  readonly lift: number;
}

export interface Pen {
  /** Width of a stroke, in em. */
  readonly width: number;
  /** Additional width of strokes perpendicular to `angle`, in em: the edge of a chisel tip. */
  readonly chisel: number;
  /** Radians. */
  readonly angle: number;
  /** Redraws strokes with constant width. Without it, strokes have the font's width or more. */
  readonly even?: EvenPen;
}

/** A simulated writer with a pen: words by the same writer look as if one person wrote them. */
export interface Writer {
  readonly font: HandwritingFont;
  readonly pen: Pen;
  /** Shear to the right: tangent of the angle to the vertical. */
  readonly slant: number;
  /** Added after each run of letters, in em. */
  readonly spacing: number;
  /** Horizontal scale relative to the font. */
  readonly stretch: number;
  /** Number of characters written without lifting the pen, from 1. */
  readonly runLength: number;
  /** Probability of a stroke that joins two runs. */
  readonly joining: number;
  /** Probability of a gap inside a word after a run. */
  readonly gaps: number;
  /** Amount of random variation each time a character is written; 0 is as uniform as print. */
  readonly unsteadiness: number;
  /** Slope of the baseline: rise in em per em. */
  readonly rise: number;
  /** Probability of drawing a symbol such as ( or = with plain strokes instead of the font's glyph. */
  readonly plainSymbols: number;
  /** The font of this person's form of the character; undefined if no font has it. */
  fontFor(character: string): HandwritingFont | undefined;
  habit(character: string): Habit;
  readonly forms: LetterForms;
}

/** A new writer with a new pen, who writes in one of the fonts, with some letters of others. */
export function createWriter(random: Random, fonts: readonly HandwritingFont[] = shippedFonts()): Writer {
  const font = pickFont(fonts, random);
  const strangeness = random.between(0.2, 1.3);
  // Wider spacing is only visible between runs; cursive writing has none.
  const isLetterwise = random.chance(0.4);
  const habitSeed = random.fork('habits');
  const habits = new Map<string, Habit>();
  return {
    font,
    pen: createPen(random),
    slant: random.chance(0.3) ? 0 : 0.19 * random.normal() + 0.06,
    spacing: isLetterwise && random.chance(0.5) ? random.between(-0.07, 0.24) : 0.02 * random.normal(),
    stretch: Math.exp(Math.max(-0.45, Math.min(0.5, 0.2 * random.normal()))),
    runLength: isLetterwise ? 1 : random.pick([2, 3, 4, 30, 30]),
    joining: random.chance(0.4) ? random.between(0.2, 0.95) : 0,
    gaps: random.chance(0.25) ? random.between(0.03, 0.25) : 0,
    unsteadiness: random.between(0.15, 1.25),
    rise: 0.035 * random.normal(),
    plainSymbols: random.chance(0.5) ? random.between(0.3, 1) : 0,
    fontFor: createLetterChoice(font, fonts, random),
    habit(character) {
      let habit = habits.get(character);
      if (habit === undefined) {
        habit = createHabit(habitSeed.fork(`form of ${character}`), strangeness);
        habits.set(character, habit);
      }
      return habit;
    },
    forms: createLetterForms(random),
  };
}

/** Every family has the same probability, independent of its number of weights. */
function pickFont(fonts: readonly HandwritingFont[], random: Random): HandwritingFont {
  const family = random.pick([...new Set(fonts.map((font) => font.family))]);
  return random.pick(fonts.filter((font) => font.family === family));
}

/** A person's own mixture: most letters of one font, some of up to three like it. */
function createLetterChoice(
  font: HandwritingFont,
  fonts: readonly HandwritingFont[],
  random: Random,
): Writer['fontFor'] {
  const similar = fonts.filter((other) => isLike(font, other));
  const mixing = random.chance(0.55) ? random.between(0.05, 0.5) : 0;
  const others = Array.from({ length: random.integer(1, 3) }, () => random.pick(similar));
  const seed = random.fork('letters');
  const chosen = new Map<string, HandwritingFont | undefined>();

  function choose(character: string): HandwritingFont | undefined {
    const own = seed.fork(character);
    const preferred = own.chance(mixing) ? own.pick(others) : font;
    if (preferred.draws(character)) return preferred;
    const able = fonts.filter((other) => other.draws(character));
    return able.length === 0 ? undefined : own.pick(able);
  }

  return (character) => {
    if (!chosen.has(character)) chosen.set(character, choose(character));
    return chosen.get(character);
  };
}

/** Whether the fonts' strokes are similar enough for one word. */
function isLike(font: HandwritingFont, other: HandwritingFont): boolean {
  return Math.abs(Math.log(font.strokeWidth / other.strokeWidth)) < 0.25;
}

function createHabit(random: Random, strangeness: number): Habit {
  return {
    widthFactor: Math.exp(0.1 * strangeness * random.normal()),
    heightFactor: Math.exp(0.07 * strangeness * random.normal()),
    rotation: 0.045 * strangeness * random.normal(),
    lift: 0.018 * strangeness * random.normal(),
  };
}

/** Ball pens and styluses, felt pens, and board markers with round or chisel tips. */
function createPen(random: Random): Pen {
  const ticket = random.next();
  if (ticket < 0.6) {
    const width = Math.exp(random.between(Math.log(0.018), Math.log(0.085)));
    return { width, chisel: 0, angle: 0, even: createEvenPen(random) };
  }
  if (ticket < 0.77) return { width: random.between(0.024, 0.05), chisel: 0, angle: 0 };
  if (ticket < 0.9) return { width: random.between(0.05, 0.095), chisel: 0, angle: 0 };
  return {
    width: random.between(0.06, 0.13),
    chisel: random.chance(0.5) ? random.between(0.02, 0.06) : 0,
    angle: random.between(-1.2, 0.4),
  };
}

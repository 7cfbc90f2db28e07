import type { Random } from '../../../shared/random.ts';
import { loadFonts } from './fonts.ts';
import type { HandwritingFont } from './fonts.ts';

/** How one person forms one letter, each time the same. */
export interface Habit {
  /** Factors on the font's own letter. */
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
  /** How much wider the strokes across `angle` are, in em: the edge of a chisel tip. */
  readonly chisel: number;
  /** Radians. */
  readonly angle: number;
}

/** A hand and the pen in it: words that share a writer look as if one person wrote them. */
export interface Writer {
  readonly font: HandwritingFont;
  readonly pen: Pen;
  /** Shear to the right: tangent of the angle to the upright. */
  readonly slant: number;
  /** Added after each run of letters, in em. */
  readonly spacing: number;
  /** Width of all letters over their height, 1 as the font has it. */
  readonly stretch: number;
  /** Letters written without lifting the pen: from 1, letter by letter. */
  readonly runLength: number;
  /** Probability of a stroke that joins two runs. */
  readonly joining: number;
  /** Spread of what differs each time a letter is written: 0 is a printing press. */
  readonly unsteadiness: number;
  /** Rise of the words' lines, in em for each em forward. */
  readonly rise: number;
  /** Probability of drawing a sign such as ( or = by single strokes, in place of the font's. */
  readonly plainSigns: number;
  /** The font that this person's form of the character comes from; none where no font has it. */
  fontFor(character: string): HandwritingFont | undefined;
  habit(character: string): Habit;
}

/** A new hand with a new pen. */
export function createWriter(random: Random): Writer {
  const fonts = loadFonts();
  const font = random.pick(fonts);
  const second = random.pick(fonts.filter((other) => isLike(font, other)));
  const mixing = random.chance(0.4) ? random.between(0.05, 0.4) : 0;
  const strangeness = random.between(0.2, 1.3);
  // Wider spaces show only between runs: a hand that joins letters has none.
  const isLetterwise = random.chance(0.5);
  const habitSeed = random.fork('habits');
  const chosen = new Map<string, HandwritingFont | undefined>();
  const habits = new Map<string, Habit>();

  function chooseFont(character: string): HandwritingFont | undefined {
    const own = habitSeed.fork(`font of ${character}`);
    const preferred = own.chance(mixing) ? second : font;
    if (preferred.draws(character)) return preferred;
    const others = fonts.filter((other) => other.draws(character));
    return others.length === 0 ? undefined : own.pick(others);
  }

  return {
    font,
    pen: createPen(random),
    slant: random.chance(0.35) ? 0 : 0.17 * random.normal() + 0.03,
    spacing: isLetterwise && random.chance(0.4) ? random.between(-0.06, 0.2) : 0.015 * random.normal(),
    stretch: Math.exp(0.14 * random.normal()),
    runLength: isLetterwise ? 1 : random.pick([2, 3, 5, 30]),
    joining: random.chance(0.35) ? random.between(0.2, 0.9) : 0,
    unsteadiness: random.between(0.15, 1.25),
    rise: 0.035 * random.normal(),
    plainSigns: random.chance(0.5) ? random.between(0.3, 1) : 0,
    fontFor(character) {
      if (!chosen.has(character)) chosen.set(character, chooseFont(character));
      return chosen.get(character);
    },
    habit(character) {
      let habit = habits.get(character);
      if (habit === undefined) {
        habit = createHabit(habitSeed.fork(`form of ${character}`), strangeness);
        habits.set(character, habit);
      }
      return habit;
    },
  };
}

/** Whether letters of both can stand in one word as if from one pen. */
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

/** Ball pens, felt pens and board markers, the last with round or chisel tips. */
function createPen(random: Random): Pen {
  const ticket = random.next();
  if (ticket < 0.4) return { width: random.between(0.028, 0.055), chisel: 0, angle: 0 };
  if (ticket < 0.75) return { width: random.between(0.05, 0.095), chisel: 0, angle: 0 };
  return {
    width: random.between(0.06, 0.13),
    chisel: random.chance(0.5) ? random.between(0.02, 0.06) : 0,
    angle: random.between(-1.2, 0.4),
  };
}

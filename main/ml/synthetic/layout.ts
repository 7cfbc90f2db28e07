import type { Point } from '../../../shared/geometry.ts';
import type { Random } from '../../../shared/random.ts';
import { InkdexError } from '../../../shared/result.ts';
import { characters } from '../../../shared/text.ts';
import type { HandwritingFont } from './fonts.ts';
import { penSymbolFor, type PenSymbol } from './penSymbols.ts';
import type { Writer } from './writer.ts';

/** Characters of one font, written without lifting the pen. Positions and sizes in em, y down from the baseline. */
export interface Glyphs {
  readonly kind: 'glyphs';
  readonly font: HandwritingFont;
  readonly text: string;
  readonly x: number;
  readonly y: number;
  /** Factors on the font's size. */
  readonly scaleX: number;
  readonly scaleY: number;
  readonly slant: number;
  /** Radians. */
  readonly rotation: number;
}

/** Strokes of the pen: a symbol, or the stroke that joins two characters. */
export interface PenStrokes {
  readonly kind: 'strokes';
  readonly strokes: readonly (readonly Point[])[];
  /** Whether the strokes have corners instead of curves. */
  readonly isAngular: boolean;
}

export type Placement = Glyphs | PenStrokes;

/** The position of a character in its word, in em. */
export interface PlacedLetter {
  readonly character: string;
  /** Position of its centre along the baseline, from the start of the word. */
  readonly middle: number;
  readonly width: number;
  readonly slant: number;
}

export interface WordLayout {
  /** Em. */
  readonly width: number;
  /** The highest and the lowest baseline of its letters. */
  readonly top: number;
  readonly bottom: number;
  readonly placements: readonly Placement[];
  /** From left to right. */
  readonly letters: readonly PlacedLetter[];
}

/** The x-height to which all fonts are scaled, in em, within limits. */
export const commonXHeight = 0.44;
const bracketsAndArcs = '(){}';

/**
 * Lays out a word as a writer would write it, with random variation.
 *
 * @throws InkdexError `unknown-character` for a character that no font has
 */
export function layOutWord(text: string, writer: Writer, random: Random): WordLayout {
  const unsteady = writer.unsteadiness;
  const slant = writer.slant + 0.03 * unsteady * random.normal();
  const rise = writer.rise + 0.02 * unsteady * random.normal();
  const growth = 0.1 * unsteady * random.normal();
  const letterCount = characters(text).length;
  const placements: Placement[] = [];
  const letters: PlacedLetter[] = [];
  let before = '';
  let x = 0;
  let top = 0;
  let bottom = 0;
  let written = 0;

  for (const run of splitRuns(text, writer, random)) {
    const size = 1 + growth * (written / letterCount - 0.5) + 0.035 * unsteady * random.normal();
    const habit = writer.habit(run.text);
    const y = -rise * x - habit.lift + 0.02 * unsteady * random.normal();
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
    if (run.kind === 'letters' && random.chance(writer.joining)) {
      const join = joiningStroke(before, run.text.charAt(0), [x, y], commonXHeight * size, slant, random);
      if (join !== undefined) placements.push({ kind: 'strokes', strokes: [join], isAngular: false });
    }
    if (run.kind === 'letters') {
      const fit = Math.min(1.3, Math.max(0.72, commonXHeight / run.font.xHeight));
      const scaleX = fit * size * writer.stretch * habit.widthFactor;
      placements.push({
        kind: 'glyphs',
        font: run.font,
        text: run.text,
        x,
        y,
        scaleX,
        scaleY: fit * size * habit.heightFactor,
        slant: slant + 0.04 * unsteady * random.normal(),
        rotation: habit.rotation + 0.025 * unsteady * random.normal() - rise,
      });
      for (const character of characters(run.text)) {
        const width = run.font.advance(character) * scaleX;
        letters.push({ character, middle: x + width / 2, width, slant });
        x += width;
      }
    } else {
      placements.push(placeSymbol(run.symbol, run.text, x, y, size, slant, random));
      const width = run.symbol.advance * size;
      letters.push({ character: run.text, middle: x + width / 2, width, slant });
      x += width;
    }
    written += characters(run.text).length;
    before = run.text.at(-1) ?? '';
    x += Math.max(-0.12, writer.spacing + 0.025 * unsteady * random.normal());
    if (random.chance(writer.gaps)) x += random.between(0.08, 0.4);
  }
  return { width: x, top, bottom, placements, letters };
}

type Run =
  | { readonly kind: 'letters'; readonly font: HandwritingFont; readonly text: string }
  | { readonly kind: 'symbol'; readonly symbol: PenSymbol; readonly text: string };

/** Splits a word where the pen is lifted, the font changes or a symbol is drawn with strokes. */
function splitRuns(text: string, writer: Writer, random: Random): Run[] {
  const runs: Run[] = [];
  let open: { font: HandwritingFont; text: string } | undefined;
  const close = (): void => {
    if (open !== undefined) runs.push({ kind: 'letters', ...open });
    open = undefined;
  };
  for (const character of characters(text)) {
    const symbol = penSymbolFor(character);
    const font = writer.fontFor(character);
    if (symbol !== undefined && (font === undefined || random.chance(writer.plainSymbols))) {
      close();
      runs.push({ kind: 'symbol', symbol, text: character });
      continue;
    }
    if (font === undefined) {
      throw new InkdexError(
        'unknown-character',
        `No available handwriting font can draw "${character}". Remove it from the text or add a font that has it.`,
      );
    }
    const goesOn =
      open?.font === font &&
      open.text.length < writer.runLength &&
      font.canvasFont(open.text.charAt(0)) === font.canvasFont(character);
    if (open !== undefined && goesOn) open.text += character;
    else {
      close();
      open = { font, text: character };
    }
  }
  close();
  return runs;
}

function placeSymbol(
  symbol: PenSymbol,
  text: string,
  x: number,
  y: number,
  size: number,
  slant: number,
  random: Random,
): PenStrokes {
  const height = size * random.between(0.85, 1.15);
  const wobble = (): number => 0.018 * random.normal();
  const strokes = symbol.strokes.map((stroke) =>
    stroke.map(([right, down]): Point => [
      x + size * right - slant * height * down + wobble(),
      y + height * down + wobble(),
    ]),
  );
  return { kind: 'strokes', strokes, isAngular: !bracketsAndArcs.includes(text) };
}

/** Characters by where their last stroke ends (baseline or x-height) and how their first stroke begins. */
const endsLow = new Set('acdehiklmntuzAKLMRUHEC');
const endsHigh = new Set('bvworfVW');
const beginsRound = new Set('acdgoqe');
const beginsStem = new Set('imnurvwyjpxz');
const beginsTall = new Set('bhklft');

/**
 * The stroke that joins two characters of cursive writing.
 *
 * @param x left edge of the next character, in em; y is its baseline
 * @param height x-height in em
 * @returns undefined for characters that are not joined
 */
export function joiningStroke(
  before: string,
  after: string,
  [x, y]: Point,
  height: number,
  slant: number,
  random: Random,
): readonly Point[] | undefined {
  const leaves = endsLow.has(before) ? 0.04 : endsHigh.has(before) ? 0.85 : undefined;
  const arrives = beginsRound.has(after)
    ? 0.6
    : beginsStem.has(after)
      ? 0.85
      : beginsTall.has(after)
        ? 0.5
        : undefined;
  if (leaves === undefined || arrives === undefined) return undefined;
  const at = (right: number, up: number): Point => [x + right + slant * up * height, y - up * height];
  const startUp = leaves + random.between(-0.05, 0.08);
  const endUp = arrives + random.between(-0.12, 0.1);
  const sag = Math.min(startUp, endUp) - random.between(-0.05, 0.12);
  return [
    at(-random.between(0.06, 0.12), startUp),
    at(random.between(-0.02, 0.02), Math.max(-0.06, sag)),
    at(random.between(0.05, 0.1), endUp),
  ];
}

import { createRandom, type Random } from '../../../shared/random.ts';
import { pasteInk } from '../../imaging/ink/ink.ts';
import type { InkImage } from '../../imaging/pixels.ts';
import { readFonts, shippedFonts, type HandwritingFont } from './fonts.ts';
import { penSymbolFor } from './penSymbols.ts';
import { createWriter, drawWord, writeWord } from './words.ts';
import type { Writer } from './writer.ts';

/** Samples in a row that one simulated writer writes. */
const samplesPerWriter = 10;

/** A text to draw, and its number in the dataset: each number has randomness of its own. */
export interface TextToDraw {
  readonly index: number;
  readonly text: string;
}

/** The fonts in a folder; null: those that ship with Inkdex. @throws InkdexError as `readFonts` does */
export function fontsIn(folder: string | null): readonly HandwritingFont[] {
  return folder === null ? shippedFonts() : readFonts(folder);
}

/** The characters of a text that neither a font nor strokes can draw, each once. */
export function missingCharacters(text: string, fonts: readonly HandwritingFont[]): string[] {
  return [...new Set(text)].filter(
    (character) =>
      !/\s/u.test(character) &&
      penSymbolFor(character) === undefined &&
      !fonts.some((font) => font.draws(character)),
  );
}

/** Number of the writer of a sample, from 0. */
export function writerOf(index: number): number {
  return Math.floor(index / samplesPerWriter);
}

/**
 * Draws a text: a word, or a line of words with spaces between them. The same fonts, seed, number and text give the
 * same ink, independent of what else is drawn.
 *
 * @throws InkdexError `unknown-character`
 */
export function createSampleDrawing(
  fonts: readonly HandwritingFont[],
  seed: number,
): (sample: TextToDraw) => InkImage {
  const writers = new Map<number, Writer>();
  return ({ index, text }) => {
    const number = writerOf(index);
    let writer = writers.get(number);
    if (writer === undefined) {
      writer = createWriter(createRandom(seed).fork(`writer ${number}`), fonts);
      writers.clear();
      writers.set(number, writer);
    }
    const random = createRandom(seed).fork(`sample ${index}`);
    const words = text.split(/\s+/u).filter((word) => word !== '');
    return words.length > 1 ? drawLine(words, writer, random) : drawWord(words[0] ?? '', writer, random);
  };
}

/** Words on one baseline, 44 to 76 pixels per em, with a margin of 2 to 6 pixels. */
function drawLine(words: readonly string[], writer: Writer, random: Random): InkImage {
  const em = random.between(44, 76);
  const margin = random.integer(2, 6);
  const space = em * random.between(0.28, 0.6);
  let x = margin;
  const placed = words.map((word) => {
    const { ink, baseline } = writeWord(word, writer, random, em, 0);
    const left = x;
    x += ink.width + Math.max(3, Math.round(space * Math.exp(0.15 * random.normal())));
    return { ink, left, top: Math.round(-baseline + 0.02 * em * random.normal()) };
  });
  const top = Math.min(...placed.map((word) => word.top));
  const bottom = Math.max(...placed.map((word) => word.top + word.ink.height));
  const right = Math.max(...placed.map((word) => word.left + word.ink.width));
  const width = right + margin;
  const height = bottom - top + 2 * margin;
  const line = { width, height, data: new Uint8Array(width * height) };
  for (const word of placed) pasteInk(line, word.ink, word.left, word.top - top + margin);
  return line;
}

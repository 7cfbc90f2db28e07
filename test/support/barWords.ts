import type { InkImage } from '../../main/imaging/pixels.ts';
import type { WordReader } from '../../pretraining/banks/reader.ts';
import { createAlphabet } from '../../shared/alphabet.ts';

const [bar, between, gap, height, edge] = [6, 6, 30, 40, 10];

/** Lengths in pixels of a word and of the line. */
export function widthOfBars(words: readonly string[]): number {
  const letters = words.join('').length;
  return 2 * edge + letters * bar + (letters - words.length) * between + (words.length - 1) * gap;
}

/**
 * Words whose letters are upright bars that a thin stroke joins, 40 rows high.
 *
 * @param rule whether a thin rule runs below all words
 */
export function barLine(words: readonly string[], rule = false): InkImage {
  const width = widthOfBars(words);
  const data = new Uint8Array(width * height);
  const fill = (left: number, right: number, top: number, bottom: number): void => {
    for (let y = top; y < bottom; y += 1) data.fill(255, y * width + left, y * width + right);
  };
  let left = edge;
  for (const word of words) {
    const right = left + word.length * bar + (word.length - 1) * between;
    fill(left, right, 18, 21);
    for (let letter = 0; letter < word.length; letter += 1) {
      const at = left + letter * (bar + between);
      fill(at, at + bar, 8, 28);
    }
    left = right + gap;
  }
  if (rule) fill(0, width, 30, 32);
  return { width, height, data };
}

/** Reads as many letters "o" as there are bars, and finds texts of other lengths unlikely. */
export const barReader: WordReader = {
  alphabet: createAlphabet('opq.,'),
  ask: (questions) =>
    Promise.resolve(
      questions.map(({ ink, texts }) => {
        const bars = barsOf(ink);
        return {
          text: 'o'.repeat(bars),
          likelihoods: texts.map((text) => -0.1 - 6 * Math.abs(text.length - bars)),
        };
      }),
    ),
};

/** Bars that most rows of an image meet. */
function barsOf({ width, height: rows, data }: InkImage): number {
  let bars = 0;
  let isInside = false;
  for (let x = 0; x < width; x += 1) {
    let ink = 0;
    for (let y = 0; y < rows; y += 1) ink += (data[y * width + x] ?? 0) > 127 ? 1 : 0;
    const isBar = ink >= 10;
    if (isBar && !isInside) bars += 1;
    isInside = isBar;
  }
  return bars;
}

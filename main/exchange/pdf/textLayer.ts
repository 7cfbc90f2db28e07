import type { OutgoingSample } from '../../../shared/exchange.ts';
import { quadOfBox, type Point, type Quad } from '../../../shared/geometry.ts';
import { hex, letterWidth, type InvisibleFonts } from './invisibleFonts.ts';

/** A text and its place, in pixels of the image. */
export interface PlacedText {
  readonly text: string;
  readonly quad: Quad;
}

/**
 * The searchable texts of an image in reading order, each at its finest level: words, lines without words, and the
 * page's text when there is neither. A space fills the gap between two words.
 */
export function placedTexts(samples: readonly OutgoingSample[]): PlacedText[] {
  const readable = samples.filter(({ text, mark }) => mark === 'text' && text !== '');
  const words = readable.filter(({ level }) => level === 'word');
  const linesOfWords = new Set(words.map(({ line }) => line).filter((line) => line !== null));
  const lines = readable.filter(
    ({ level, line }) => level === 'line' && !(line !== null && linesOfWords.has(line)),
  );
  const fine = [...words, ...lines].sort(inReadingOrder);
  if (fine.length === 0) return readable.flatMap(linesOfPage);
  return fine.flatMap((sample, index) => {
    const next = fine[index + 1];
    const placed = { text: sample.text, quad: quadOf(sample) };
    const isSameLine = next?.line != null && next.line === sample.line;
    return isSameLine ? [placed, { text: ' ', quad: gap(placed.quad, quadOf(next)) }] : [placed];
  });
}

/** Operators that place invisible texts on the page; all glyphs of a word have equal widths (ISO 32000-1, 9.4). */
export function textOperators(texts: readonly PlacedText[], scale: number, fonts: InvisibleFonts): string {
  const shown = texts.flatMap(({ text, quad }) => {
    const matrix = matrixOf(quad, Array.from(text).length, scale);
    if (matrix === null) return [];
    const runs = fonts.runsOf(text).map(({ font, codes }) => {
      const string = codes.map((code) => hex(code, 2)).join('');
      return `/${font} 1 Tf <${string}> Tj`;
    });
    return [`${matrix.map((value) => value.toFixed(4)).join(' ')} Tm ${runs.join(' ')}`];
  });
  // Rendering mode 3: neither fill nor stroke.
  return shown.length === 0 ? '' : ['BT 3 Tr', ...shown, 'ET'].join('\n');
}

/** Maps a glyph's unit square to the page: the baseline is the lower side, the top the upper one. */
function matrixOf(
  [topLeft, , bottomRight, bottomLeft]: Quad,
  letters: number,
  scale: number,
): number[] | null {
  const along = difference(bottomRight, bottomLeft).map((side) => (side * scale) / (letters * letterWidth));
  const up = difference(topLeft, bottomLeft).map((side) => side * scale);
  const origin = [bottomLeft[0] * scale, bottomLeft[1] * scale];
  const isFlat = Math.hypot(...along) === 0 || Math.hypot(...up) === 0;
  return isFlat ? null : [...along, ...up, ...origin];
}

function inReadingOrder(a: OutgoingSample, b: OutgoingSample): number {
  const last = Number.POSITIVE_INFINITY;
  const byLine = compare(a.line ?? last, b.line ?? last);
  if (byLine !== 0) return byLine;
  // Words without a line are sorted from top to bottom.
  if (a.line === null) return compare(quadOf(a)[0][1], quadOf(b)[0][1]);
  return compare(a.position ?? last, b.position ?? last);
}

function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A page's lines, one below the other, because their places are unknown. */
function linesOfPage(sample: OutgoingSample): PlacedText[] {
  const lines = sample.text.split('\n');
  const [topLeft, topRight, bottomRight, bottomLeft] = quadOf(sample);
  return lines.flatMap((text, index) => {
    if (text === '') return [];
    const [from, to] = [index / lines.length, (index + 1) / lines.length];
    const quad: Quad = [
      between(topLeft, bottomLeft, from),
      between(topRight, bottomRight, from),
      between(topRight, bottomRight, to),
      between(topLeft, bottomLeft, to),
    ];
    return [{ text, quad }];
  });
}

function quadOf({ quad, width, height }: OutgoingSample): Quad {
  return quad ?? quadOfBox([0, 0, width, height]);
}

/** The gap from the end of one word to the start of the next. */
function gap(before: Quad, after: Quad): Quad {
  return [before[1], after[0], after[3], before[2]];
}

function between([ax, ay]: Point, [bx, by]: Point, share: number): Point {
  return [ax + (bx - ax) * share, ay + (by - ay) * share];
}

function difference([ax, ay]: Point, [bx, by]: Point): [number, number] {
  return [ax - bx, ay - by];
}

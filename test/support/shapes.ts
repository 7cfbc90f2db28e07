import { blocksOf } from '../../shared/page/blocks.ts';
import type { Box } from '../../shared/geometry.ts';
import { layOut } from '../../shared/page/layout.ts';
import { createRandom } from '../../shared/random.ts';
import type { Shape } from '../../shared/page/textLines.ts';

const letter = 12;
const height = 24;

/** The words of a text from a place: letters of one width, boxes as tight as handwriting has them. */
export function written(x: number, y: number, text: string, scale = 1): Shape[] {
  return Array.from(text.matchAll(/\S+/gu), ({ 0: word, index }) => {
    const above = /[A-Z0-9bdfhklt(){}[\]/]/u.test(word) ? 0 : 0.37 * height;
    const below = /[gjpqy(){}[\],;/]/u.test(word) ? 0.3 * height : 0;
    const box: Box = [
      x + index * letter * scale,
      y + above * scale,
      word.length * letter * scale,
      (height - above + below) * scale,
    ];
    return { box, text: word };
  });
}

export function lines(x: number, y: number, texts: readonly string[], lead = 40): Shape[] {
  return texts.flatMap((text, row) => written(x + letter * text.search(/\S/u), y + row * lead, text.trim()));
}

export const textOf = (line: readonly Shape[]): string => line.map(({ text }) => text).join(' ');

/** The text of a page whose words were found in any order, line by line. */
export function read(shapes: readonly Shape[]): string[] {
  return layOut(createRandom(7).shuffle(shapes), (shape) => shape).map(textOf);
}

/** The blocks of a page: their kinds, and their lines with their indents as blanks. */
export function blocks(
  shapes: readonly Shape[],
  marks: readonly Box[] = [],
): [kind: string, ...lines: string[]][] {
  const laidOut = layOut(createRandom(7).shuffle(shapes), (shape) => shape);
  return blocksOf(laidOut, (shape) => shape, marks).map(({ kind, lines: members }) => [
    kind,
    ...members.map(({ words, indent }) => `${'  '.repeat(indent)}${textOf(words)}`),
  ]);
}

export const prose = [
  'The survey was done once',
  'a year by all of us, and',
  'the data goes back to',
  'the year before last',
];

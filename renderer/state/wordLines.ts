import { quadContains, type Point } from '../../shared/geometry.ts';
import type { Word, WordId } from '../../shared/contract/word.ts';

/** One line of handwriting, with its words in reading order. */
export interface WordLine {
  readonly line: number;
  readonly words: readonly Word[];
}

export function groupLines(words: readonly Word[]): WordLine[] {
  const ordered = [...words].sort((a, b) => a.position - b.position);
  const lines = new Map<number, Word[]>();
  for (const word of ordered) {
    const line = lines.get(word.line);
    if (line === undefined) lines.set(word.line, [word]);
    else line.push(word);
  }
  return Array.from(lines, ([line, members]) => ({ line, words: members }));
}

/** The text that "Copy all" copies: one line of text per line of handwriting. */
export function textOfLines(lines: readonly WordLine[]): string {
  return lines.map(({ words }) => words.map(({ text }) => text).join(' ')).join('\n');
}

export type Direction = 'previous' | 'next' | 'up' | 'down';

/**
 * The word that an arrow key moves to: left and right follow the reading order across lines, up and
 * down move to the horizontally nearest word of the neighbouring line. Null at the end of the page.
 */
export function neighbourWord(
  lines: readonly WordLine[],
  from: WordId | null,
  direction: Direction,
): Word | null {
  const flat = lines.flatMap(({ words }) => words);
  const index = flat.findIndex(({ id }) => id === from);
  const current = flat[index];
  if (current === undefined) return (direction === 'previous' ? flat.at(-1) : flat[0]) ?? null;
  if (direction === 'previous') return index > 0 ? (flat[index - 1] ?? null) : null;
  if (direction === 'next') return flat[index + 1] ?? null;
  const row = lines.findIndex(({ words }) => words.includes(current));
  const other = lines[row + (direction === 'up' ? -1 : 1)];
  if (other === undefined) return null;
  const middle = centre(current);
  return other.words.reduce<Word | null>((nearest, word) => {
    if (nearest === null) return word;
    return Math.abs(centre(word) - middle) < Math.abs(centre(nearest) - middle) ? word : nearest;
  }, null);
}

/** The word at a point of the photo; if several overlap there, the smallest. */
export function wordAt(words: readonly Word[], point: Point): Word | null {
  let found: Word | null = null;
  for (const word of words) {
    if (!quadContains(word.quad, point)) continue;
    if (found === null || area(word) < area(found)) found = word;
  }
  return found;
}

/** Whether the model's confidence is so low that the screen marks the word as uncertain. */
export function isUnsure({ source, confidence }: Word): boolean {
  return source === 'model' && confidence < 0.4;
}

function centre({ box: [x, , width] }: Word): number {
  return x + width / 2;
}

function area({ box: [, , width, height] }: Word): number {
  return width * height;
}

import type { Point, Quad } from '../../shared/geometry.ts';
import type { Word, WordId } from '../../shared/contract/word.ts';

/** One line of writing, its words in reading order. */
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

/** What "copy all text" copies: a line of text for a line of writing. */
export function textOfLines(lines: readonly WordLine[]): string {
  return lines.map(({ words }) => words.map(({ text }) => text).join(' ')).join('\n');
}

export type Direction = 'previous' | 'next' | 'up' | 'down';

/**
 * The word that an arrow key goes to: left and right follow the reading order across lines, up and
 * down take the word of the neighbouring line that lies nearest sideways. Null at the end of the page.
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

/** The word under a point of the photo; of several the smallest, which the others surround. */
export function wordAt(words: readonly Word[], point: Point): Word | null {
  let found: Word | null = null;
  for (const word of words) {
    if (!quadContains(word.quad, point)) continue;
    if (found === null || area(word) < area(found)) found = word;
  }
  return found;
}

/** Whether a point lies in a convex quad, edges included; the corners may run either way round. */
export function quadContains(quad: Quad, [x, y]: Point): boolean {
  let side = 0;
  for (const [index, corner] of quad.entries()) {
    const next = quad[(index + 1) % 4] ?? corner;
    const cross = (next[0] - corner[0]) * (y - corner[1]) - (next[1] - corner[1]) * (x - corner[0]);
    if (cross === 0) continue;
    if (side !== 0 && Math.sign(cross) !== side) return false;
    side = Math.sign(cross);
  }
  return true;
}

/** Whether the reader itself has doubts, so that the screen shows them. */
export function isUnsure({ source, confidence }: Word): boolean {
  return source === 'model' && confidence < 0.4;
}

function centre({ box: [x, , width] }: Word): number {
  return x + width / 2;
}

function area({ box: [, , width, height] }: Word): number {
  return width * height;
}

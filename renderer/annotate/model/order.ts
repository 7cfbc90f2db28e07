import type { WordId } from '../../../shared/contract/word.ts';
import { layOut } from '../../../shared/page/layout.ts';
import { textBlocks } from '../../../shared/page/page.ts';
import { shapesOn } from '../../../shared/page/textLines.ts';
import { isOpen } from './kinds.ts';
import { wordsOf, type Labels, type Lines } from './labels.ts';

/** Where a word or a line can go in the reading order. */
export type OrderStep = 'earlier' | 'later' | 'line-up' | 'line-down';

/** Finds lines and columns from the positions of the words: down one column, then the next. */
export function sortLines(labels: Labels): Lines {
  const words = wordsOf(labels, labels.lines.flat());
  return layOut(words, shapesOn(words)).map((line) => line.map(({ id }) => id));
}

/**
 * Moves a word one place within its line, or to the line above or below; past the first or last line, into a new
 * line.
 */
export function moveWord(lines: Lines, id: WordId, step: OrderStep): Lines {
  const row = lines.findIndex((line) => line.includes(id));
  const line = lines[row];
  if (line === undefined) return lines;
  const column = line.indexOf(id);
  const rest = line.filter((word) => word !== id);
  if (step === 'earlier' || step === 'later') {
    const moved = rest.toSpliced(Math.max(0, column + (step === 'later' ? 1 : -1)), 0, id);
    return lines.with(row, moved);
  }
  const target = row + (step === 'line-down' ? 1 : -1);
  const without = lines.with(row, rest);
  const other = lines[target];
  const changed =
    other === undefined
      ? step === 'line-down'
        ? [...without, [id]]
        : [[id], ...without]
      : without.with(target, other.toSpliced(Math.min(column, other.length), 0, id));
  return changed.filter((members) => members.length > 0);
}

/** Moves the whole line of a word up or down by one. */
export function moveLine(lines: Lines, id: WordId, step: 'line-up' | 'line-down'): Lines {
  const row = lines.findIndex((line) => line.includes(id));
  const line = lines[row];
  const target = row + (step === 'line-down' ? 1 : -1);
  if (line === undefined || target < 0 || target >= lines.length) return lines;
  return lines.toSpliced(row, 1).toSpliced(target, 0, line);
}

/**
 * Moves the block of a word before the block above it or after the one below. Several words: their lines, so that a block is split,
 * or joined with others.
 */
export function moveBlock(labels: Labels, ids: readonly WordId[], step: 'up' | 'down'): Lines {
  const { lines } = labels;
  const blocks = textBlocks({ lines: lines.map((line) => wordsOf(labels, line)) });
  const ends = blocks.map((_, index) => blocks.slice(0, index + 1).flatMap((block) => block.lines).length);
  const blockOf = (row: number): number => ends.findIndex((end) => row < end);
  const chosen = lines.flatMap((line, row) => (line.some((id) => ids.includes(id)) ? [row] : []));
  const [first = 0, last = first] = [chosen[0], chosen.at(-1)];
  const own = blockOf(first);
  const isWhole = chosen.length === 1;
  const [from, to] = isWhole ? [ends[own - 1] ?? 0, ends[own] ?? lines.length] : [first, last + 1];
  const target = step === 'up' ? (ends[blockOf(from - 1) - 1] ?? 0) : (ends[blockOf(to)] ?? lines.length);
  if (chosen.length === 0 || (step === 'up' ? from === 0 : to === lines.length)) return lines;
  const rest = lines.toSpliced(from, to - from);
  const place = step === 'up' ? target : target - (to - from);
  return rest.toSpliced(place, 0, ...lines.slice(from, to));
}

/** Starts a new line at a word; if the word already starts a line, joins that line to the one before. */
export function breakLine(lines: Lines, id: WordId): Lines {
  const row = lines.findIndex((line) => line.includes(id));
  const line = lines[row];
  if (line === undefined) return lines;
  const column = line.indexOf(id);
  if (column > 0) return lines.toSpliced(row, 1, line.slice(0, column), line.slice(column));
  const before = lines[row - 1];
  return before === undefined ? lines : lines.toSpliced(row - 1, 2, [...before, ...line]);
}

/** Makes one line of these words, in reading order, at the place of the first. */
export function gatherLine(lines: Lines, ids: readonly WordId[]): Lines {
  const chosen = new Set(ids);
  const gathered = lines.flat().filter((id) => chosen.has(id));
  const row = lines.findIndex((line) => line.some((id) => chosen.has(id)));
  if (row < 0) return lines;
  const rest = lines.map((line) => line.filter((id) => !chosen.has(id)));
  return rest.toSpliced(row, 0, gathered).filter((line) => line.length > 0);
}

/** The order of words: reading order, or lowest confidence first. */
export type Sequence = 'reading' | 'confidence';

/** Words in the chosen order; by confidence, only unconfirmed words and `current`. */
export function sequenceOf(labels: Labels, sequence: Sequence, current: WordId | null): WordId[] {
  const inReadingOrder = labels.lines.flat();
  if (sequence === 'reading') return inReadingOrder;
  return wordsOf(labels, inReadingOrder)
    .filter((word) => isOpen(word) || word.id === current)
    .sort((a, b) => a.confidence - b.confidence)
    .map(({ id }) => id);
}

/** The word before or after `current`; null at the ends. Without `current`, the first or the last word. */
export function neighbourOf(ids: readonly WordId[], current: WordId | null, step: 1 | -1): WordId | null {
  const at = current === null ? -1 : ids.indexOf(current);
  if (at < 0) return (step === 1 ? ids[0] : ids.at(-1)) ?? null;
  return ids[at + step] ?? null;
}

/** Extends the selection from the word selected last to `target`, both included; `target` comes last. */
export function extendTo(ids: readonly WordId[], selection: readonly WordId[], target: WordId): WordId[] {
  const from = ids.indexOf(selection.at(-1) ?? target);
  const to = ids.indexOf(target);
  const range = from < 0 || to < 0 ? [] : ids.slice(Math.min(from, to), Math.max(from, to) + 1);
  return [...new Set([...selection, ...range])].filter((id) => id !== target).concat(target);
}

/** The next word that is neither confirmed nor marked; after the end, the search goes on from the start. */
export function nextOpen(labels: Labels, ids: readonly WordId[], current: WordId | null): WordId | null {
  const at = current === null ? -1 : ids.indexOf(current);
  const onwards = [...ids.slice(at + 1), ...ids.slice(0, Math.max(at, 0))];
  return wordsOf(labels, onwards).find(isOpen)?.id ?? null;
}

/** How many words a person has confirmed or marked, and how many there are; what the model took for no text is none. */
export function countDone({ words }: Labels): { readonly done: number; readonly total: number } {
  const counted = [...words.values()];
  const done = counted.filter(({ isConfirmed }) => isConfirmed).length;
  return { done, total: done + counted.filter(isOpen).length };
}

import type { WordReference } from '../../../shared/contract/label.ts';
import { isOpen } from './kinds.ts';
import { wordsOf, type Labels } from './labels.ts';

/** Which word comes next: as they are read, or what the reader doubts most first. */
export type Sequence = 'reading' | 'doubt';

/** Words in the order in which one goes through them; by doubt only those that are open, and `current`. */
export function sequenceOf(
  labels: Labels,
  sequence: Sequence,
  current: WordReference | null,
): WordReference[] {
  const inReadingOrder = labels.lines.flat();
  if (sequence === 'reading') return inReadingOrder;
  return wordsOf(labels, inReadingOrder)
    .filter((word) => isOpen(word) || word.id === current)
    .sort((a, b) => a.confidence - b.confidence)
    .map(({ id }) => id);
}

/** The word before or after another; null at the ends. Without another, the first or the last. */
export function neighbourOf(
  ids: readonly WordReference[],
  current: WordReference | null,
  step: 1 | -1,
): WordReference | null {
  const at = current === null ? -1 : ids.indexOf(current);
  if (at < 0) return (step === 1 ? ids[0] : ids.at(-1)) ?? null;
  return ids[at + step] ?? null;
}

/** Adds everything from what was selected last to `target`, both included; `target` is the word in hand then. */
export function extendTo(
  ids: readonly WordReference[],
  selection: readonly WordReference[],
  target: WordReference,
): WordReference[] {
  const from = ids.indexOf(selection.at(-1) ?? target);
  const to = ids.indexOf(target);
  const range = from < 0 || to < 0 ? [] : ids.slice(Math.min(from, to), Math.max(from, to) + 1);
  return [...new Set([...selection, ...range])].filter((id) => id !== target).concat(target);
}

/** The next word that nobody has confirmed or marked, from the start again once the end is reached. */
export function nextOpen(
  labels: Labels,
  ids: readonly WordReference[],
  current: WordReference | null,
): WordReference | null {
  const at = current === null ? -1 : ids.indexOf(current);
  const onwards = [...ids.slice(at + 1), ...ids.slice(0, Math.max(at, 0))];
  return wordsOf(labels, onwards).find(isOpen)?.id ?? null;
}

/** How many words a person has confirmed or marked, and how many there are. */
export function countDone({ words }: Labels): { readonly done: number; readonly total: number } {
  const open = words.values().filter(isOpen).toArray().length;
  return { done: words.size - open, total: words.size };
}

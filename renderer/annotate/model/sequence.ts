import type { WordId } from '../../../shared/contract/word.ts';
import { isOpen } from './kinds.ts';
import { wordsOf, type Labels } from './labels.ts';

/** The order of words: reading order, or lowest confidence first. */
export type Sequence = 'reading' | 'doubt';

/** Words in the chosen order; by doubt, only unconfirmed words and `current`. */
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

/** How many words a person has confirmed or marked, and how many there are. */
export function countDone({ words }: Labels): { readonly done: number; readonly total: number } {
  const open = words.values().filter(isOpen).toArray().length;
  return { done: words.size - open, total: words.size };
}

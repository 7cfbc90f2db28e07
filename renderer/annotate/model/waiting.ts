import type {
  LabelAction,
  LabelsChanged,
  PhotoLabels,
  WordReference,
} from '../../../shared/contract/label.ts';
import type { Word } from '../../../shared/contract/word.ts';
import { renameInAction } from './labels.ts';

export type Order =
  { readonly kind: 'edit'; readonly action: LabelAction } | { readonly kind: 'undo' | 'redo' };

/** A requested change that the host has not answered yet. */
export type Waiting = Order & {
  /** The photo's revision that the person saw, advanced as long as nobody else changes the same words. */
  readonly revision: number;
};

export type Names = ReadonlyMap<WordReference, WordReference>;

export function renameWaiting(waiting: readonly Waiting[], names: Names): Waiting[] {
  return waiting.map((one) =>
    one.kind === 'edit' ? { ...one, action: renameInAction(one.action, names) } : one,
  );
}

/**
 * Advances waiting changes from one revision to a later one. A change to a word that somebody else changed in
 * between keeps the old revision, so that the host refuses it instead of overwriting.
 *
 * @param changed words that others changed in between
 */
export function bringForward(
  waiting: readonly Waiting[],
  revision: { readonly from: number; readonly to: number },
  changed: ReadonlySet<number>,
): Waiting[] {
  return waiting.map((one) =>
    one.revision === revision.from && !touches(one, changed) ? { ...one, revision: revision.to } : one,
  );
}

function touches(one: Order, changed: ReadonlySet<number>): boolean {
  if (changed.size === 0) return false;
  if (one.kind !== 'edit' || one.action.order !== null) return true;
  const { put, remove } = one.action;
  return put.some(({ word }) => changed.has(word)) || remove.some((id) => changed.has(id));
}

export function changedIds({ put, removed }: LabelsChanged): ReadonlySet<number> {
  return new Set([...put.map(({ id }) => id), ...removed]);
}

/** Words changed or deleted since a revision. */
export function changedSince(
  { words }: PhotoLabels,
  revision: number,
  known: Iterable<WordReference>,
): ReadonlySet<number> {
  const there = new Set<number>(words.map(({ id }) => id));
  const gone = Array.from(known).filter((id) => !there.has(id));
  return new Set([...words.filter((word) => word.revision > revision).map(({ id }) => id), ...gone]);
}

/**
 * Checks whether an action was carried out although its answer was lost: then the photo's words match the action.
 * Returns the ids of its new words, or null if it was not carried out.
 *
 * @param known the words before the action
 */
export function traceOf(
  action: LabelAction,
  words: readonly Word[],
  known: ReadonlyMap<WordReference, unknown>,
): Names | null {
  if (action.put.length + action.remove.length === 0) return null;
  const byId = new Map<number, Word>(words.map((word) => [word.id, word]));
  if (action.remove.some((id) => byId.has(id))) return null;
  const names = new Map<WordReference, WordReference>();
  const free = words.filter(({ id }) => !known.has(id));
  for (const wanted of action.put) {
    const isWanted = ({ quad, text, mark, source }: Word) =>
      text === wanted.text &&
      mark === wanted.mark &&
      (source === 'human') === wanted.confirmed &&
      JSON.stringify(quad) === JSON.stringify(wanted.quad);
    const place = free.findIndex(isWanted);
    const [found] = wanted.word > 0 ? [byId.get(wanted.word)] : place < 0 ? [] : free.splice(place, 1);
    if (found === undefined || !isWanted(found)) return null;
    if (wanted.word < 0) names.set(wanted.word, found.id);
  }
  return names;
}

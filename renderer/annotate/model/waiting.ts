import { isSameOutline } from '../../../shared/geometry.ts';
import type { LabelAction, LabelsChanged, PhotoLabels, PutWord } from '../../../shared/contract/label.ts';
import type { Word, WordId } from '../../../shared/contract/word.ts';

export type Order =
  | { readonly kind: 'edit'; readonly action: LabelAction }
  | { readonly kind: 'undo' | 'redo' };

/** A requested change that the host has not answered yet. */
export type Waiting = Order & {
  /** The photo's revision that the person saw, advanced as long as other people do not change the same words. */
  readonly revision: number;
};

/**
 * Advances waiting changes from one revision to a later one. A change to a word that another person changed in
 * between keeps the old revision, so that the host refuses it instead of overwriting.
 *
 * @param changed words that others changed in between
 */
export function bringForward(
  waiting: readonly Waiting[],
  revision: { readonly from: number; readonly to: number },
  changed: ReadonlySet<WordId>,
): Waiting[] {
  return waiting.map((one) =>
    one.revision === revision.from && !touches(one, changed) ? { ...one, revision: revision.to } : one,
  );
}

function touches(one: Order, changed: ReadonlySet<WordId>): boolean {
  if (changed.size === 0) return false;
  if (one.kind !== 'edit' || one.action.order !== null) return true;
  const { put, remove } = one.action;
  return put.some(({ word }) => changed.has(word)) || remove.some((id) => changed.has(id));
}

export function changedIds({ put, removed }: LabelsChanged): ReadonlySet<WordId> {
  return new Set([...put.map(({ id }) => id), ...removed]);
}

/** Words changed or deleted since a revision. */
export function changedSince(
  { words }: PhotoLabels,
  revision: number,
  known: Iterable<WordId>,
): ReadonlySet<WordId> {
  const there = new Set(words.map(({ id }) => id));
  const gone = Array.from(known).filter((id) => !there.has(id));
  return new Set([...words.filter((word) => word.revision > revision).map(({ id }) => id), ...gone]);
}

/**
 * Whether the photo's words match an action. If its answer was lost with the connection, the action was then carried
 * out.
 */
export function isCarriedOut({ put, remove }: LabelAction, words: readonly Word[]): boolean {
  const byId = new Map(words.map((word) => [word.id, word]));
  const isAsWanted = ({ word: id, quad, text, mark, confirmed }: PutWord) => {
    const word = byId.get(id);
    return (
      word?.text === text &&
      word.mark === mark &&
      (word.source === 'human') === confirmed &&
      isSameOutline(word.quad, quad)
    );
  };
  const isChange = put.length + remove.length > 0;
  return isChange && !remove.some((id) => byId.has(id)) && put.every(isAsWanted);
}

import type { Contract } from '../../../shared/contract/contract.ts';
import type { EditTitle, LabelAction, LabelsChanged, PhotoLabels } from '../../../shared/contract/label.ts';
import type { Photo, PhotoId, PhotoProgress } from '../../../shared/contract/photo.ts';
import type { WordId } from '../../../shared/contract/word.ts';
import { failureOf, type Failure } from '../../../shared/result.ts';
import { applyAction, applyChanged, labelsOf, noLabels, type EditorWord, type Labels } from './labels.ts';
import { bringForward, changedIds, changedSince, isCarriedOut, type Order, type Waiting } from './waiting.ts';

export type LabelCalls = Pick<Contract, 'getLabels' | 'editLabels' | 'undoLabels' | 'redoLabels'>;

/** The photo as the host has it, with all waiting changes applied. */
export interface SessionState {
  readonly photo: Photo | null;
  readonly labels: Labels;
  readonly undoTitle: EditTitle | null;
  readonly redoTitle: EditTitle | null;
  /** Number of changes that the host has not answered yet. */
  readonly unsaved: number;
  /** The connection is lost; waiting changes are sent once it is restored. */
  readonly isCutOff: boolean;
  /** Why the photo cannot be shown. */
  readonly error: Failure | null;
  /** Why the last action was refused. */
  readonly refusal: Failure | null;
}

export const blankSession: SessionState = {
  photo: null,
  labels: noLabels,
  undoTitle: null,
  redoTitle: null,
  unsaved: 0,
  isCutOff: false,
  error: null,
  refusal: null,
};

/** What a session reports besides its state. */
export interface SessionNews {
  /** Words that undo or redo restored or changed. */
  readonly restored?: readonly WordId[];
  /** Actions that were refused and dropped, so that their typed text can be kept. */
  readonly refused?: readonly LabelAction[];
  /** Words that were deleted elsewhere, in their last state. */
  readonly gone?: readonly EditorWord[];
}

/**
 * Editing of one photo. An action shows at once; actions are sent to the host one after another. If the host
 * refuses one, it and all actions waiting behind it are reverted. Nothing is dropped if the connection is lost or
 * the person opens another photo.
 */
export class LabelSession {
  readonly photo: PhotoId;
  readonly #host: LabelCalls;
  readonly #tell: (state: SessionState, news: SessionNews) => void;
  #state = blankSession;
  /** The words as the host has them, without waiting changes. */
  #base = noLabels;
  #revision = 0;
  #waiting: readonly Waiting[] = [];
  #isSending = false;
  /** Events that arrived during a call, including the event of that call. */
  #held: LabelsChanged[] = [];
  #isRefreshWanted = false;

  constructor(host: LabelCalls, photo: PhotoId, tell: (state: SessionState, news: SessionNews) => void) {
    this.#host = host;
    this.photo = photo;
    this.#tell = tell;
  }

  /** Whether the host has yet to answer a change. */
  get hasUnsaved(): boolean {
    return this.#waiting.length > 0;
  }

  /** Reports the state again, for a photo that is opened again. */
  tellAgain(): void {
    this.#show();
  }

  order(order: Order): void {
    this.#waiting = [...this.#waiting, { ...order, revision: this.#revision }];
    this.#show();
    void this.#sendNext();
  }

  dismissRefusal(): void {
    this.#show({ refusal: null });
  }

  /** Sets the progress that a person chose; it is not part of a revision. */
  takeProgress(progress: PhotoProgress): void {
    const { photo } = this.#state;
    if (photo !== null) this.#show({ photo: { ...photo, progress } });
  }

  /** Applies a change that an event reports. */
  receive(changed: LabelsChanged): void {
    if (this.#isSending) this.#held.push(changed);
    else this.#takeForeign(changed);
  }

  /** Loads all words: at the start, after missed events, and when the connection is restored. */
  async refresh(): Promise<void> {
    if (this.#isSending) {
      this.#isRefreshWanted = true;
      return;
    }
    this.#isRefreshWanted = false;
    try {
      const fresh = await this.#host.getLabels({ photo: this.photo });
      // A later answer may already be newer than this one.
      if (fresh.revision >= this.#revision) this.#takeAll(fresh);
      void this.#sendNext();
    } catch (thrown) {
      if (this.#state.photo === null) this.#show({ error: failureOf(thrown) });
    }
  }

  async #sendNext(): Promise<void> {
    const [first] = this.#waiting;
    if (this.#isSending || this.#state.isCutOff || first === undefined) return;
    this.#isSending = true;
    try {
      this.#takeAnswer(first, await this.#send(first));
    } catch (thrown) {
      this.#takeRefusal(failureOf(thrown));
    }
    this.#isSending = false;
    for (const changed of this.#held.splice(0)) this.#takeForeign(changed);
    if (this.#isRefreshWanted) await this.refresh();
    else await this.#sendNext();
  }

  #send(first: Waiting): Promise<LabelsChanged> {
    const at = { photo: this.photo, revision: first.revision };
    if (first.kind === 'edit') return this.#host.editLabels({ ...at, action: first.action });
    return first.kind === 'undo' ? this.#host.undoLabels(at) : this.#host.redoLabels(at);
  }

  #takeAnswer(first: Waiting, changed: LabelsChanged): void {
    // Earlier changes from elsewhere came as events, which were held; the host found no conflict with this action.
    for (const earlier of this.#held.splice(0)) {
      if (earlier.revision < changed.revision) this.#takeForeign(earlier);
      else if (earlier.revision > changed.revision) this.#held.push(earlier);
    }
    this.#waiting = this.#waiting.slice(1);
    this.#take(changed, new Set());
    this.#show({ refusal: null }, first.kind === 'edit' ? {} : { restored: changed.put.map(({ id }) => id) });
  }

  #takeRefusal(failure: Failure): void {
    if (failure.code === 'connection-lost') {
      this.#show({ isCutOff: true });
      return;
    }
    const refused = this.#waiting.flatMap((one) => (one.kind === 'edit' ? [one.action] : []));
    this.#waiting = [];
    this.#isRefreshWanted = true;
    this.#show({ refusal: failure }, { refused });
  }

  #takeForeign(changed: LabelsChanged): void {
    if (changed.revision <= this.#revision) return;
    const before = this.#base;
    this.#take(changed, changedIds(changed));
    this.#show({}, { gone: this.#goneSince(before) });
  }

  #take(changed: LabelsChanged, foreign: ReadonlySet<WordId>): void {
    if (changed.revision <= this.#revision) return;
    if (changed.revision > this.#revision + 1) {
      void this.refresh();
      return;
    }
    this.#waiting = bringForward(this.#waiting, { from: this.#revision, to: changed.revision }, foreign);
    this.#base = applyChanged(this.#base, changed);
    this.#revision = changed.revision;
    this.#state = {
      ...this.#state,
      photo: this.#state.photo && taken(this.#state.photo, changed),
      undoTitle: changed.undo,
      redoTitle: changed.redo,
    };
  }

  #takeAll(fresh: PhotoLabels): void {
    this.#dropCarriedOut(fresh);
    const before = this.#base;
    const changed = changedSince(fresh, this.#revision, this.#base.words.keys());
    this.#waiting = bringForward(this.#waiting, { from: this.#revision, to: fresh.revision }, changed);
    this.#base = labelsOf(fresh);
    this.#revision = fresh.revision;
    const { photo, undo: undoTitle, redo: redoTitle } = fresh;
    this.#show(
      { photo, undoTitle, redoTitle, isCutOff: false, error: null },
      { gone: this.#goneSince(before) },
    );
  }

  /** The first action may have been carried out before the connection was lost; then it must not be sent again. */
  #dropCarriedOut(fresh: PhotoLabels): void {
    const [first, ...others] = this.#waiting;
    if (!this.#state.isCutOff || first === undefined || fresh.revision === this.#revision) return;
    // Undoing twice would be wrong; a missing undo is noticed and can be repeated.
    if (first.kind === 'edit' && !isCarriedOut(first.action, fresh.words)) return;
    this.#waiting = others.map((one) => ({ ...one, revision: fresh.revision }));
  }

  /** Words of the host that no longer exist, as they were shown last. */
  #goneSince(before: Labels): EditorWord[] {
    const shown = this.#state.labels.words.values();
    return [...shown].filter(({ id }) => before.words.has(id) && !this.#base.words.has(id));
  }

  #show(more: Partial<SessionState> = {}, news: SessionNews = {}): void {
    const now = new Date().toISOString();
    const labels = this.#waiting.reduce(
      (shown, one) => (one.kind === 'edit' ? applyAction(shown, one.action, now) : shown),
      this.#base,
    );
    this.#state = { ...this.#state, ...more, labels, unsaved: this.#waiting.length };
    this.#tell(this.#state, news);
  }
}

/** The photo after a change: a person's first edit sets its progress to in-work. */
function taken(photo: Photo, { revision, undo }: LabelsChanged): Photo {
  const isFirst = photo.progress === 'new' || photo.progress === 'read';
  const progress = isFirst && undo !== null && undo !== 'read' ? 'in-work' : photo.progress;
  return { ...photo, revision, progress };
}

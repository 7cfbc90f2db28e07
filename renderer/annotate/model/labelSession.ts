import type { Contract } from '../../../shared/contract/contract.ts';
import type {
  EditTitle,
  LabelAction,
  LabelsChanged,
  PhotoLabels,
  WordReference,
} from '../../../shared/contract/label.ts';
import type { Photo, PhotoId, PhotoProgress } from '../../../shared/contract/photo.ts';
import { failureOf, type Failure } from '../../../shared/result.ts';
import { applyAction, applyChanged, labelsOf, noLabels, type EditorWord, type Labels } from './labels.ts';
import {
  bringForward,
  changedIds,
  changedSince,
  renameWaiting,
  traceOf,
  type Names,
  type Order,
  type Waiting,
} from './waiting.ts';

export type LabelCalls = Pick<Contract, 'getLabels' | 'editLabels' | 'undoLabels' | 'redoLabels'>;

/** The photo as the house has it, with all that waits done. */
export interface SessionState {
  readonly photo: Photo | null;
  readonly labels: Labels;
  readonly undoTitle: EditTitle | null;
  readonly redoTitle: EditTitle | null;
  /** Actions that the house has not answered yet. */
  readonly unsaved: number;
  /** The house is out of reach; what waits is sent when it is back. */
  readonly isCutOff: boolean;
  /** Why the photo cannot be shown. */
  readonly error: Failure | null;
  /** Why the last action was not done. */
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

/** What a session tells beside its state. */
export interface SessionNews {
  /** New words have got their names. */
  readonly names?: Names;
  /** Undo or redo brought these words back or changed them. */
  readonly restored?: readonly WordReference[];
  /** Actions that were not done and are forgotten: what was typed for them may be kept elsewhere. */
  readonly refused?: readonly LabelAction[];
  /** Words that somebody else took away, as they were. */
  readonly gone?: readonly EditorWord[];
}

/**
 * The editing of one photo. An action shows at once and is sent to the house, one after another; one
 * that the house refuses is taken back, with everything that waited behind it. Nothing is given up
 * because the connection was lost, or because the person has gone on to another photo.
 */
export class LabelSession {
  readonly photo: PhotoId;
  readonly #house: LabelCalls;
  readonly #tell: (state: SessionState, news: SessionNews) => void;
  #state = blankSession;
  /** As the house has said it, without what waits. */
  #base = noLabels;
  #revision = 0;
  #waiting: readonly Waiting[] = [];
  #isSending = false;
  /** Events that came while a call was under way: its own is among them. */
  #held: LabelsChanged[] = [];
  #isRefreshWanted = false;

  constructor(house: LabelCalls, photo: PhotoId, tell: (state: SessionState, news: SessionNews) => void) {
    this.#house = house;
    this.photo = photo;
    this.#tell = tell;
  }

  /** Whether the house has yet to answer something. */
  get hasUnsaved(): boolean {
    return this.#waiting.length > 0;
  }

  /** Tells how it stands to who comes back to the photo. */
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

  /** A person has said how far the photo is: no revision tells of that. */
  takeProgress(progress: PhotoProgress): void {
    const { photo } = this.#state;
    if (photo !== null) this.#show({ photo: { ...photo, progress } });
  }

  /** Takes what an event told. */
  receive(changed: LabelsChanged): void {
    if (this.#isSending) this.#held.push(changed);
    else this.#takeForeign(changed);
  }

  /** Asks for all words: at the start, when events were missed, and when the connection is back. */
  async refresh(): Promise<void> {
    if (this.#isSending) {
      this.#isRefreshWanted = true;
      return;
    }
    this.#isRefreshWanted = false;
    try {
      const fresh = await this.#house.getLabels({ photo: this.photo });
      // An answer that came meanwhile knows more than this one.
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
    if (first.kind === 'edit') return this.#house.editLabels({ ...at, action: first.action });
    return first.kind === 'undo' ? this.#house.undoLabels(at) : this.#house.redoLabels(at);
  }

  #takeAnswer(first: Waiting, changed: LabelsChanged): void {
    const names: Names = new Map(changed.created);
    // What others did in between came as events, which wait; the house saw no clash with this action.
    for (const earlier of this.#held.splice(0)) {
      if (earlier.revision < changed.revision) this.#takeForeign(earlier);
      else if (earlier.revision > changed.revision) this.#held.push(earlier);
    }
    this.#waiting = renameWaiting(this.#waiting.slice(1), names);
    this.#take(changed, new Set());
    const restored = first.kind === 'edit' ? {} : { restored: changed.put.map(({ id }) => id) };
    this.#show({ refusal: null }, { names, ...restored });
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
    const shown = this.#state.labels;
    this.#take(changed, changedIds(changed));
    this.#show({}, { gone: goneSince(shown, this.#base) });
  }

  #take(changed: LabelsChanged, foreign: ReadonlySet<number>): void {
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
    const news = this.#findLostAnswer(fresh);
    const changed = changedSince(fresh, this.#revision, this.#base.words.keys());
    this.#waiting = bringForward(this.#waiting, { from: this.#revision, to: fresh.revision }, changed);
    this.#base = labelsOf(fresh);
    this.#revision = fresh.revision;
    const { photo, undo: undoTitle, redo: redoTitle } = fresh;
    const gone = goneSince(this.#state.labels, this.#base);
    this.#show({ photo, undoTitle, redoTitle, isCutOff: false, error: null }, { ...news, gone });
  }

  /** The first action may have been done before the connection broke; then it must not be sent again. */
  #findLostAnswer(fresh: PhotoLabels): SessionNews {
    const [first, ...others] = this.#waiting;
    if (!this.#state.isCutOff || first === undefined || fresh.revision === this.#revision) return {};
    // Undoing twice what was undone once would be wrong; not undoing is seen and asked for again.
    const names =
      first.kind === 'edit'
        ? traceOf(first.action, fresh.words, this.#base.words)
        : new Map<WordReference, WordReference>();
    if (names === null) return {};
    this.#waiting = renameWaiting(
      others.map((one) => ({ ...one, revision: fresh.revision })),
      names,
    );
    return { names };
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

/** Words that were shown and are gone; one that the house does not know yet is not gone. */
function goneSince(shown: Labels, now: Labels): EditorWord[] {
  return [...shown.words.values()].filter(({ id }) => id > 0 && !now.words.has(id));
}

/** The photo after a change: a person's first edit takes it in work. */
function taken(photo: Photo, { revision, undo }: LabelsChanged): Photo {
  const isFirst = photo.progress === 'new' || photo.progress === 'read';
  const progress = isFirst && undo !== null && undo !== 'read' ? 'in-work' : photo.progress;
  return { ...photo, revision, progress };
}

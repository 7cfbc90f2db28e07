import type { Contract } from '../../../shared/contract/contract.ts';
import type { LabelAction, LabelsChanged } from '../../../shared/contract/label.ts';
import type { Photo, PhotoId, PhotoProgress } from '../../../shared/contract/photo.ts';
import type { WordId } from '../../../shared/contract/word.ts';
import type { Failure } from '../../../shared/result.ts';
import { addRotations, type Rotation } from '../../../shared/rotation.ts';
import { sayingOf, toldOf, type Draft } from '../../common/word/draft.ts';
import { carryDrafts, type Typed } from './drafts.ts';
import type { EditorWord } from './labels.ts';
import {
  blankSession,
  LabelSession,
  type LabelCalls,
  type SessionNews,
  type SessionState,
} from './labelSession.ts';
import type { Order } from './waiting.ts';
import type { WordIds } from './wordIds.ts';
import { storeOf, type StateOf } from '../../state/storeOf.ts';

export type EditorState = StateOf<typeof createEditorStore>;

const nothingTyped: Typed = {
  drafts: new Map<WordId, Draft>(),
  lost: new Map<WordId, EditorWord>(),
};

const nothingInHand = {
  ...blankSession,
  ...nothingTyped,
  /** In the order of selection. */
  selection: [] as readonly WordId[],
  /**
   * How far this window rotated the photo since the last edit. Undo reverts that first; the journal has no
   * rotations.
   */
  turned: 0 as Rotation,
};

const atFirst = {
  ...nothingInHand,
  id: null as PhotoId | null,
  /** Edits of this window that were not undone, on any photo. */
  edits: 0,
};

/** Called with the reason if a change is refused after its photo was closed. */
type RefusalListener = (photo: Photo | null, refusal: Failure) => void;

/** The photo that is being edited, its selected words, and the text typed for them. */
export function createEditorStore(
  host: LabelCalls & Pick<Contract, 'setProgress'>,
  wordIds: WordIds,
  onRefusedLater: RefusalListener = () => undefined,
) {
  const { set, get, withActions } = storeOf(atFirst);
  const sessions = createSessions(host, wordIds, onRefusedLater, { get, set });
  const order = (wanted: Order) => {
    sessions.open()?.order(wanted);
    set({ turned: 0, edits: get().edits + (wanted.kind === 'undo' ? -1 : 1) });
  };
  return withActions({
    /** Opens a photo and loads its words. */
    open: async (id: PhotoId) => {
      if (sessions.open()?.photo !== id) sessions.visit(id);
      await Promise.all([sessions.open()?.refresh(), wordIds.reserve(1)]);
    },
    /**
     * Closes the photo. Unsaved changes are still sent to the host; typed text is kept until the photo is opened
     * again.
     */
    close: () => {
      sessions.visit(null);
    },
    select: (selection: readonly WordId[]) => {
      set({ selection });
    },
    /** Keeps the text typed for a word; null discards it. */
    type: (id: WordId, text: string | null) => {
      const drafts = new Map(get().drafts);
      const lost = new Map(get().lost);
      const word = get().labels.words.get(id);
      const begun = drafts.get(id);
      if (text === null) drafts.delete(id);
      else if (begun !== undefined) drafts.set(id, { ...begun, text });
      else if (word !== undefined) drafts.set(id, { text, onto: sayingOf(word), warning: 'none' });
      if (text === null) lost.delete(id);
      set({ drafts, lost });
    },
    /** Notes that the person has seen how the word changed since they began typing. */
    warn: (id: WordId) => {
      const { drafts, labels } = get();
      const [draft, word] = [drafts.get(id), labels.words.get(id)];
      if (draft === undefined || word === undefined) return;
      set({ drafts: new Map(drafts).set(id, toldOf(draft, word)) });
    },
    /** Performs the action, if given, and selects words that exist afterwards. */
    act: (action: LabelAction | undefined, selection?: readonly WordId[]) => {
      if (action !== undefined) {
        wordIds.use(action);
        order({ kind: 'edit', action });
      }
      if (selection !== undefined) set({ selection });
    },
    undo: () => {
      order({ kind: 'undo' });
    },
    redo: () => {
      order({ kind: 'redo' });
    },
    /** Notes that this window rotated photos. */
    noteRotation: (photos: readonly PhotoId[], by: Rotation) => {
      const { id, turned, unsaved } = get();
      // An unsaved edit came after the rotation and is undone first.
      if (id !== null && photos.includes(id) && unsaved === 0) set({ turned: addRotations(turned, by) });
    },
    setProgress: async (progress: Exclude<PhotoProgress, 'new'>) => {
      const { id } = get();
      if (id === null) return;
      const photo = await host.setProgress({ photo: id, progress });
      const session = sessions.open();
      if (session?.photo === id) session.takeProgress(photo.progress);
    },
    /** Applies a change that an event reports. */
    receive: (changed: LabelsChanged) => {
      sessions.ofPhoto(changed.photo)?.receive(changed);
    },
    refresh: async () => {
      await Promise.all([...sessions.all().map((each) => each.refresh()), wordIds.reserve(1)]);
    },
    /** Whether closing the window now would lose a change of this photo or of a closed one. */
    hasUnsaved: sessions.hasUnsaved,
    dismissRefusal: () => sessions.open()?.dismissRefusal(),
  });
}

/** The sessions of the open photo and of closed photos with unsaved changes, and the text typed for closed photos. */
function createSessions(
  host: LabelCalls,
  wordIds: WordIds,
  onRefusedLater: RefusalListener,
  { get, set }: Pick<ReturnType<typeof storeOf<typeof atFirst>>, 'get' | 'set'>,
) {
  let session: LabelSession | null = null;
  /** Closed photos with changes that the host has not answered. */
  const left = new Map<PhotoId, LabelSession>();
  /** Typed and unconfirmed text of closed photos. */
  const typed = new Map<PhotoId, Typed>();

  const follow = (state: SessionState, news: SessionNews) => {
    const { selection } = get();
    const chosen = news.restored ?? selection;
    set({
      ...state,
      ...carryDrafts(get(), state.labels, news),
      selection: chosen.filter((id) => state.labels.words.has(id)),
    });
    if (news.refused !== undefined) wordIds.renew();
  };
  const followLeft = ({ photo, hasUnsaved }: LabelSession, state: SessionState, news: SessionNews) => {
    keepTyped(photo, carryDrafts(typed.get(photo) ?? nothingTyped, state.labels, news));
    if (news.refused !== undefined && state.refusal !== null) onRefusedLater(state.photo, state.refusal);
    if (!hasUnsaved) left.delete(photo);
  };
  const keepTyped = (id: PhotoId, { drafts, lost }: Typed) => {
    if (drafts.size + lost.size > 0) typed.set(id, { drafts, lost });
  };
  const begin = (id: PhotoId): LabelSession => {
    const begun: LabelSession = new LabelSession(host, id, (state, news) => {
      if (begun === session) follow(state, news);
      else followLeft(begun, state, news);
    });
    return begun;
  };
  const leave = (ended: LabelSession) => {
    keepTyped(ended.photo, get());
    if (ended.hasUnsaved) left.set(ended.photo, ended);
  };
  const visit = (id: PhotoId | null) => {
    if (session !== null) leave(session);
    const known = id === null ? undefined : left.get(id);
    session = id === null ? null : (known ?? begin(id));
    set({ ...nothingInHand, id, ...(id === null ? {} : typed.get(id)) });
    if (id === null) return;
    left.delete(id);
    typed.delete(id);
    known?.tellAgain();
  };
  return {
    open: () => session,
    ofPhoto: (id: PhotoId) => (session?.photo === id ? session : left.get(id)),
    all: () => [...(session === null ? [] : [session]), ...left.values()],
    hasUnsaved: () => session?.hasUnsaved === true || left.size > 0,
    visit,
  };
}

/** The selected word; null if none or several are selected. */
export function currentWord({ selection }: Pick<EditorState, 'selection'>): WordId | null {
  return selection.length === 1 ? (selection[0] ?? null) : null;
}

import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Contract } from '../../../shared/contract.ts';
import type { LabelAction, LabelsChanged, WordReference } from '../../../shared/label.ts';
import type { PhotoId, PhotoProgress } from '../../../shared/photo.ts';
import { addTurns, type Turn } from '../../../shared/turn.ts';
import { carryDrafts, sayingOf, toldOf, type Draft, type Typed } from './drafts.ts';
import type { EditorWord } from './labels.ts';
import {
  blankSession,
  LabelSession,
  type LabelCalls,
  type SessionNews,
  type SessionState,
} from './labelSession.ts';
import type { Order } from './waiting.ts';

export interface EditorState extends SessionState, Typed {
  readonly id: PhotoId | null;
  /** In the order in which they were chosen. */
  readonly selection: readonly WordReference[];
  /** How far this window has turned the photo since the last edit: what undo takes back first. The journal has no turns. */
  readonly turned: Turn;
  /** Shows a photo's words. */
  readonly open: (id: PhotoId) => Promise<void>;
  /** Forgets the photo, because its screen was left. */
  readonly close: () => void;
  readonly select: (ids: readonly WordReference[]) => void;
  /** Keeps what is typed for a word; null once it is done with. */
  readonly type: (id: WordReference, text: string | null) => void;
  /** The person was told what the word has become since they typed for it. */
  readonly warn: (id: WordReference) => void;
  /** Does an action, where there is one, and selects words that are there once it is done. */
  readonly act: (action: LabelAction | undefined, select?: readonly WordReference[]) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  /** Photos were turned from this window. */
  readonly noteTurn: (photos: readonly PhotoId[], by: Turn) => void;
  readonly setProgress: (progress: Exclude<PhotoProgress, 'new'>) => Promise<void>;
  /** Takes what an event told. */
  readonly receive: (changed: LabelsChanged) => void;
  readonly refresh: () => Promise<void>;
  readonly dismissRefusal: () => void;
}

const nothingInHand = {
  ...blankSession,
  selection: [],
  turned: 0 as Turn,
  drafts: new Map<WordReference, Draft>(),
  lost: new Map<WordReference, EditorWord>(),
};

/** The photo that is being edited, which of its words are in hand, and what is typed for them. */
export function createEditorStore(house: LabelCalls & Pick<Contract, 'setProgress'>): StoreApi<EditorState> {
  let session: LabelSession | null = null;

  return createStore<EditorState>((set, get) => {
    const follow = (state: SessionState, news: SessionNews) => {
      const { selection } = get();
      const chosen = news.restored ?? selection.map((id) => news.names?.get(id) ?? id);
      set({
        ...state,
        ...carryDrafts(get(), state.labels, news),
        selection: chosen.filter((id) => state.labels.words.has(id)),
      });
    };
    const visit = (id: PhotoId | null) => {
      session?.end();
      session = id === null ? null : new LabelSession(house, id, follow);
      set({ ...nothingInHand, id });
    };
    const order = (wanted: Order) => {
      session?.order(wanted);
      set({ turned: 0 });
    };
    return {
      ...nothingInHand,
      id: null,
      open: async (id) => {
        if (session?.photo !== id) visit(id);
        await session?.refresh();
      },
      close: () => {
        visit(null);
      },
      select: (selection) => {
        set({ selection });
      },
      type: (id, text) => {
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
      warn: (id) => {
        const { drafts, labels } = get();
        const [draft, word] = [drafts.get(id), labels.words.get(id)];
        if (draft === undefined || word === undefined) return;
        set({ drafts: new Map(drafts).set(id, toldOf(draft, word)) });
      },
      act: (action, selection) => {
        if (action !== undefined) order({ kind: 'edit', action });
        if (selection !== undefined) set({ selection });
      },
      undo: () => {
        order({ kind: 'undo' });
      },
      redo: () => {
        order({ kind: 'redo' });
      },
      noteTurn: (photos, by) => {
        const { id, turned, unsaved } = get();
        // An edit that was made meanwhile is the last thing done.
        if (id !== null && photos.includes(id) && unsaved === 0) set({ turned: addTurns(turned, by) });
      },
      setProgress: async (progress) => {
        const { id } = get();
        if (id === null) return;
        const photo = await house.setProgress({ photo: id, progress });
        if (get().id === id) set({ photo });
      },
      receive: (changed) => {
        if (changed.photo === session?.photo) session.receive(changed);
      },
      refresh: async () => {
        await session?.refresh();
      },
      dismissRefusal: () => session?.dismissRefusal(),
    };
  });
}

/** The one word that is selected; null where none is, or several are. */
export function currentWord({ selection }: Pick<EditorState, 'selection'>): WordReference | null {
  return selection.length === 1 ? (selection[0] ?? null) : null;
}

import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Quad } from '../../../shared/geometry.ts';
import type { PhotoId } from '../../../shared/contract/photo.ts';
import type { Alternative, WordId } from '../../../shared/contract/word.ts';
import type { EditorWord } from './labels.ts';
import type { Sequence } from './order.ts';

/** What the model read in a box. */
export interface Suggestion {
  readonly quad: Quad;
  readonly readings: readonly Alternative[];
}

/** A word of the queue that was confirmed or marked before the next one was shown. */
export interface QueueStep {
  readonly photo: PhotoId;
  readonly word: WordId;
  /** What was done. */
  readonly said: string;
  /** The number of edits of the window when the next word was shown (`EditorState.edits`). */
  readonly edits: number;
}

export interface LabellingState {
  readonly sequence: Sequence;
  readonly areBoxesShown: boolean;
  /** The last message for screen readers; repeating it gives it a new number. */
  readonly said: { readonly number: number; readonly text: string };
  /** The text field should get the focus. */
  readonly isFieldCalled: boolean;
  /** The finished word, which stays selected until the next word of the queue is loaded. */
  readonly leaving: WordId | null;
  /** The model's readings of newly drawn words. */
  readonly suggestions: ReadonlyMap<WordId, Suggestion>;
  /** Words that were copied, from this photo or another. */
  readonly copied: readonly EditorWord[];
  /** The way through the queue, for undo: the last step is the last one. */
  readonly steps: readonly QueueStep[];
  readonly goBy: (sequence: Sequence) => void;
  readonly toggleBoxes: () => void;
  readonly say: (text: string) => void;
  readonly callField: () => void;
  readonly answerField: () => void;
  readonly leave: (word: WordId | null) => void;
  readonly step: (step: QueueStep) => void;
  /** Takes back the last step. */
  readonly stepBack: () => void;
  readonly forgetSteps: () => void;
  readonly suggest: (word: WordId, suggestion: Suggestion) => void;
  readonly copy: (words: readonly EditorWord[]) => void;
}

/** State of the label editor that belongs to no photo. */
export function createLabellingStore(): StoreApi<LabellingState> {
  return createStore<LabellingState>((set, get) => ({
    sequence: 'reading',
    areBoxesShown: true,
    said: { number: 0, text: '' },
    isFieldCalled: false,
    leaving: null,
    suggestions: new Map(),
    copied: [],
    steps: [],
    goBy: (sequence) => {
      set({ sequence });
    },
    toggleBoxes: () => {
      set({ areBoxesShown: !get().areBoxesShown });
    },
    say: (text) => {
      set({ said: { number: get().said.number + 1, text } });
    },
    callField: () => {
      set({ isFieldCalled: true });
    },
    answerField: () => {
      set({ isFieldCalled: false });
    },
    leave: (leaving) => {
      set({ leaving });
    },
    step: (step) => {
      set({ steps: [...get().steps, step] });
    },
    stepBack: () => {
      set({ steps: get().steps.slice(0, -1) });
    },
    forgetSteps: () => {
      set({ steps: [] });
    },
    suggest: (word, suggestion) => {
      set({ suggestions: new Map(get().suggestions).set(word, suggestion) });
    },
    copy: (copied) => {
      set({ copied });
    },
  }));
}

import type { Quad } from '../../../shared/geometry.ts';
import type { PhotoId } from '../../../shared/contract/photo.ts';
import type { Alternative, WordId } from '../../../shared/contract/word.ts';
import type { EditorWord } from './labels.ts';
import type { Sequence } from './order.ts';
import { storeOf, type StateOf } from '../../state/storeOf.ts';

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

export type LabellingState = StateOf<typeof createLabellingStore>;

const firstWay: { readonly sequence: Sequence } = { sequence: 'reading' };

/** State of the label editor that belongs to no photo. */
export function createLabellingStore() {
  const { set, get, withActions } = storeOf({
    ...firstWay,
    areBoxesShown: true,
    /** The last message for screen readers; repeating it gives it a new number. */
    said: { number: 0, text: '' },
    /** The text field should get the focus. */
    isFieldCalled: false,
    /** The finished word, which stays selected until the next word of the queue is loaded. */
    leaving: null as WordId | null,
    /** The model's readings of newly drawn words. */
    suggestions: new Map() as ReadonlyMap<WordId, Suggestion>,
    /** Words that were copied, from this photo or another. */
    copied: [] as readonly EditorWord[],
    /** The way through the queue, for undo: the last step is the last one. */
    steps: [] as readonly QueueStep[],
  });
  return withActions({
    goBy: (sequence: Sequence) => {
      set({ sequence });
    },
    toggleBoxes: () => {
      set({ areBoxesShown: !get().areBoxesShown });
    },
    say: (text: string) => {
      set({ said: { number: get().said.number + 1, text } });
    },
    callField: () => {
      set({ isFieldCalled: true });
    },
    answerField: () => {
      set({ isFieldCalled: false });
    },
    leave: (leaving: WordId | null) => {
      set({ leaving });
    },
    step: (step: QueueStep) => {
      set({ steps: [...get().steps, step] });
    },
    /** Takes back the last step. */
    stepBack: () => {
      set({ steps: get().steps.slice(0, -1) });
    },
    forgetSteps: () => {
      set({ steps: [] });
    },
    suggest: (word: WordId, suggestion: Suggestion) => {
      set({ suggestions: new Map(get().suggestions).set(word, suggestion) });
    },
    copy: (copied: readonly EditorWord[]) => {
      set({ copied });
    },
  });
}

import type { WordReference } from '../../../shared/contract/label.ts';
import { distance } from '../geometry/shape.ts';
import { brushing } from './brushing.ts';
import { clickSlack, noPreview, type Gesture, type Pointing, type Scene } from './gesture.ts';
import { moving } from './moving.ts';

/** A press on a word: a click selects it, a drag moves it, or the selection if it is part of it. */
export function pointingWord(from: Pointing, word: WordReference): Gesture {
  const gesture: Gesture = {
    cursor: 'default',
    preview: noPreview,
    move: (pointing, scene) => {
      if (!isDrag(from, pointing, scene)) return gesture;
      const words = scene.selection.includes(word) ? scene.selection : [word];
      return moving(from, words, scene).move(pointing, scene);
    },
    rename: (names) => pointingWord(from, names.get(word) ?? word),
    release: (_, { selection }) => ({ select: from.isShift ? toggled(selection, word) : [word] }),
  };
  return gesture;
}

/** A press outside all words: a click clears the selection, a drag draws a selection rectangle. */
export function pointingPhoto(from: Pointing): Gesture {
  const gesture: Gesture = {
    cursor: 'default',
    preview: noPreview,
    move: (pointing, scene) =>
      isDrag(from, pointing, scene) ? brushing(from).move(pointing, scene) : gesture,
    release: (_, { selection }) => ({ select: from.isShift ? selection : [] }),
  };
  return gesture;
}

function isDrag(from: Pointing, { at }: Pointing, { scale }: Scene): boolean {
  return distance(from.at, at) * scale > clickSlack;
}

function toggled(selection: readonly WordReference[], word: WordReference): WordReference[] {
  return selection.includes(word) ? selection.filter((id) => id !== word) : [...selection, word];
}
